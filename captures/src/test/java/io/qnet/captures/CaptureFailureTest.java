package io.qnet.captures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.qnet.wire.Frame;
import io.qnet.wire.LinkEvents;
import io.qnet.wire.kit.Cable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Captures that cannot start, or cannot go on. */
class CaptureFailureTest {
  private static final Path FULL = Path.of("/dev/full");

  private final CaptureBench bench = new CaptureBench();

  private final Path folder;

  CaptureFailureTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private CaptureFile create(Path file) throws CaptureException {
    return CaptureFile.create(
        file, CaptureBench.ORIGIN, WallTime.startingAt(CaptureBench.EPOCH, bench.clock), () -> {});
  }

  @DisplayName("no such folder: the message has the command that makes it")
  @Test
  void noFolder() {
    Path missing = folder.resolve("out");
    assertThatThrownBy(() -> create(missing.resolve("a.pcapng")))
        .isInstanceOf(CaptureException.class)
        .hasMessage(
            "cannot capture to %s/a.pcapng: there is no folder %s; to make it: mkdir -p %s",
            missing, missing, missing);
  }

  @DisplayName("a folder, a link or a device of that name is left alone")
  @Test
  void notRegular() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("target"));
    for (Path file : List.of(folder, link, Path.of("/dev/null"))) {
      assertThatThrownBy(() -> create(file))
          .hasMessage(
              "cannot capture to %s: it exists and is not a regular file, so it is left alone; "
                  + "choose another file",
              file);
    }
    assertThat(folder.resolve("target")).doesNotExist();
  }

  @DisplayName("a file in the place of the folder is named")
  @Test
  void fileAsFolder() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> create(file.resolve("a.pcapng")))
        .hasMessage(
            "cannot capture to %s/a.pcapng: %s is not a folder; choose one that is", file, file);
  }

  @DisplayName("a folder without permission, or which takes no new files, is said to be one")
  @Test
  void notWritable() {
    Path file = Path.of("/proc/qnet.pcapng"); // where not even root creates files
    Assumptions.assumeTrue(Files.isDirectory(Path.of("/proc")), "there is no /proc here");
    assertThatThrownBy(() -> create(file))
        .isInstanceOf(CaptureException.class)
        .hasMessageStartingWith("cannot capture to /proc/qnet.pcapng: ")
        .hasMessageContaining("; choose ");
  }

  @DisplayName("an earlier regular file is replaced, whatever its length")
  @Test
  void replaces() throws IOException {
    Path file = Files.write(folder.resolve("a.pcapng"), new byte[100_000]);
    create(file).close();
    assertThat(PcapngReader.blocks(Files.readAllBytes(file))).hasSize(1);
    assertThat(Files.size(file)).isLessThan(200);
  }

  @DisplayName("a disk that is full at the start is an error at the start")
  @Test
  void fullAtTheStart() throws IOException {
    Assumptions.assumeTrue(Files.isWritable(FULL), "there is no /dev/full here");
    FileChannel channel = FileChannel.open(FULL, StandardOpenOption.WRITE);
    assertThatThrownBy(
            () ->
                CaptureFile.to(channel, "x.pcapng", CaptureBench.ORIGIN, WallTime.of(bench.clock)))
        .isInstanceOf(CaptureException.class)
        .hasMessage("cannot capture to x.pcapng: No space left on device; choose another file");
    assertThat(channel.isOpen()).isFalse();
  }

  @DisplayName("a disk that fills up later ends the capture; the traffic goes on")
  @Test
  void fullLater() {
    CaptureFile file = bench.file(1 << 20);
    Cable cable = new Cable("vm1", bench.burst);
    TappedLink tapped = new TappedLink(cable.right(), file, bench.burst);
    List<Frame> arrived = new ArrayList<>();
    tapped.open(arrived::add, LinkEvents.IGNORED);

    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    ((Logger) LoggerFactory.getLogger(CaptureFile.class)).addAppender(log);
    send(cable);
    bench.disk.fail("No space left on device");
    bench.clock.advance(Duration.ofMillis(100));
    bench.disk.awaitWrite();
    CaptureSummary summary = file.finish().join();
    for (int i = 0; i < 5; i++) {
      send(cable);
      bench.clock.advance(Duration.ofSeconds(1));
    }

    assertThat(arrived).hasSize(6).allMatch(frame -> frame.octets().refCnt() == 1);
    arrived.forEach(Frame::release);
    assertThat(log.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsExactly(
            "capture memory.pcapng ended early: No space left on device; the traffic goes on, and what"
                + " was written before can be read; see to the disk or to whoever reads it, then"
                + " start the capture again");
    assertThat(summary.failure()).isEqualTo("writing ended early: No space left on device");
    assertThat(summary.toString()).endsWith("; writing ended early: No space left on device");
    assertThat(PcapngReader.blocks(bench.disk.octets())).hasSize(1);
    assertThat(bench.disk.isOpen()).isFalse();
  }

  private void send(Cable cable) {
    bench.burst.run(() -> cable.left().send(CaptureBench.FROM_GUEST.arpRequest()));
  }
}
