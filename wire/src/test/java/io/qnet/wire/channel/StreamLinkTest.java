package io.qnet.wire.channel;

import static io.qnet.wire.channel.RawPeer.framed;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.unix.DomainSocketAddress;
import io.qnet.wire.DropReason;
import io.qnet.wire.Frame;
import io.qnet.wire.Offloads;
import io.qnet.wire.clock.EventLoopClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A port that machines connect to, against blocking sockets of the JDK. */
@ParameterizedClass
@EnumSource(StreamLinkTest.Kind.class)
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class StreamLinkTest {
  /** What carries the stream. */
  enum Kind {
    TCP_EPOLL,
    TCP_NIO,
    UNIX
  }

  @Parameter Kind kind = Kind.UNIX;
  @TempDir Path directory = Path.of("");
  private @Nullable Loop loopOfLink;
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (int i = open.size(); i > 0; i--) {
      open.get(i - 1).close();
    }
  }

  private <T extends AutoCloseable> T closing(T resource) {
    open.add(resource);
    return resource;
  }

  private StreamLink listen() throws IOException {
    Loop loop =
        closing(
            kind == Kind.TCP_NIO
                ? Loop.start("test", EventLoopClock::new, Transport.NIO)
                : Loop.start("test"));
    loopOfLink = loop;
    SocketAddress local =
        kind == Kind.UNIX
            ? new DomainSocketAddress(directory.resolve("a.sock").toString())
            : RawPeer.anyPort();
    return StreamLink.listen(loop, "vm1.net0", local);
  }

  private Port open(StreamLink link) {
    return closing(new Port(requireNonNull(loopOfLink), link).open());
  }

  private RawPeer connected(StreamLink link, Port port) throws IOException {
    RawPeer peer = closing(RawPeer.connect(link.address()));
    assertThat(port.event()).isEqualTo("up");
    return peer;
  }

  private static byte[] octets(int length) {
    byte[] octets = new byte[length];
    new Random(length).nextBytes(octets);
    return octets;
  }

  @Test
  @DisplayName("frames of every size pass both ways")
  void bothWays() throws IOException {
    StreamLink link = listen();
    Port port = open(link);
    RawPeer peer = connected(link, port);
    for (int length : new int[] {1, 13, 14, 60, 1514, 4096, 4097, 9014, 65536, 69632}) {
      byte[] octets = octets(length);
      peer.write(framed(octets));
      assertThat(port.frame()).isEqualTo(octets);
      List<ByteBuf> sent = port.send(octets);
      assertThat(peer.readFrame()).isEqualTo(octets);
      port.quiet();
      assertThat(sent).allMatch(buffer -> buffer.refCnt() == 0);
    }
  }

  @Test
  @DisplayName("many frames in one burst, short and long, keep their order")
  void manyInOneBurst() throws IOException {
    StreamLink link = listen();
    Port port = open(link);
    RawPeer peer = connected(link, port);
    byte[][] frames = new byte[200][];
    Random random = new Random(1);
    for (int i = 0; i < frames.length; i++) {
      frames[i] = octets(1 + random.nextInt(i % 10 == 0 ? 20_000 : 1514));
    }
    List<ByteBuf> sent = port.send(frames);
    for (byte[] frame : frames) {
      assertThat(peer.readFrame()).isEqualTo(frame);
    }
    port.quiet();
    assertThat(sent).allMatch(buffer -> buffer.refCnt() == 0);
  }

  @Test
  @DisplayName("a frame that several ports send at once arrives whole from each")
  void shared() throws IOException {
    StreamLink link = listen();
    Port port = open(link);
    RawPeer peer = connected(link, port);
    byte[] octets = octets(60_000);
    Frame frame = Frame.plain(Unpooled.directBuffer(octets.length).writeBytes(octets));
    port.onLoop(
        () -> {
          for (int i = 0; i < 5; i++) {
            link.send(frame.share());
          }
          return true;
        });
    for (int i = 0; i < 5; i++) {
      assertThat(peer.readFrame()).isEqualTo(octets);
    }
    port.quiet();
    assertThat(frame.length()).isEqualTo(octets.length);
    assertThat(frame.octets().refCnt()).isEqualTo(1);
    frame.release();
  }

  @Test
  @DisplayName("many frames in one write, and a frame cut across writes")
  void manyInOneWrite() throws IOException {
    StreamLink link = listen();
    Port port = open(link);
    RawPeer peer = connected(link, port);
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    for (int i = 1; i <= 1000; i++) {
      stream.write(framed(octets(i)));
    }
    byte[] all = stream.toByteArray();
    int cut = all.length - 500;
    peer.write(Arrays.copyOf(all, cut));
    for (int i = 1; i <= 999; i++) {
      assertThat(port.frame()).isEqualTo(octets(i));
    }
    port.quiet();
    peer.write(Arrays.copyOfRange(all, cut, all.length));
    assertThat(port.frame()).isEqualTo(octets(1000));
    port.quiet();
  }

  @Test
  @DisplayName("octets that dribble in one by one make whole frames")
  void dribble() throws IOException {
    StreamLink link = listen();
    Port port = open(link);
    RawPeer peer = connected(link, port);
    for (int length : new int[] {60, 0, 1, 300}) {
      for (byte octet : framed(octets(length))) {
        peer.write(new byte[] {octet});
      }
    }
    assertThat(port.frame()).isEqualTo(octets(60));
    assertThat(port.frame()).isEqualTo(octets(1));
    assertThat(port.frame()).isEqualTo(octets(300));
    port.quiet();
  }

  @Test
  @DisplayName("a length of 0 is ignored, and runts pass on")
  void zeroAndRunts() throws IOException {
    StreamLink link = listen();
    Port port = open(link);
    RawPeer peer = connected(link, port);
    peer.writeLength(0).writeLength(0).write(framed(octets(1))).writeLength(0);
    peer.write(framed(octets(13)));
    assertThat(port.frame()).hasSize(1);
    assertThat(port.frame()).hasSize(13);
    port.quiet();
  }

  @ParameterizedTest
  @ValueSource(ints = {69633, 0x7fffffff, 0xffffffff})
  @DisplayName("an impossible length closes that connection only")
  void tooLong(int length) throws IOException {
    StreamLink link = listen();
    Port port = open(link);
    RawPeer peer = connected(link, port);
    peer.write(framed(octets(60))).writeLength(length);
    assertThat(port.frame()).isEqualTo(octets(60));
    assertThat(port.event())
        .startsWith("down: ")
        .contains(Long.toString(Integer.toUnsignedLong(length)), "at most 69632");
    assertThat(peer.ended()).isTrue();
    assertThat(port.dropped(DropReason.OVERSIZE)).isEqualTo(1);

    RawPeer next = connected(link, port);
    next.write(framed(octets(61)));
    assertThat(port.frame()).isEqualTo(octets(61));
    port.quiet();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4, 30})
  @DisplayName("a peer that goes in the middle of a frame leaves nothing of it")
  void goesInTheMiddle(int octets) throws IOException {
    StreamLink link = listen();
    Port port = open(link);
    RawPeer peer = connected(link, port);
    peer.write(Arrays.copyOf(framed(octets(60)), octets)).close();
    assertThat(port.event())
        .startsWith("down: the peer closed the connection ")
        .contains(octets < 4 ? "in the middle of a frame's length" : "of the 60 octets");
    RawPeer next = connected(link, port);
    next.write(framed(octets(61)));
    assertThat(port.frame()).isEqualTo(octets(61));
    port.quiet();
  }

  @Test
  @DisplayName("a second peer is refused while there is one, and welcome afterwards")
  void onePeerAtATime() throws IOException {
    StreamLink link = listen();
    Port port = open(link);
    RawPeer first = connected(link, port);
    RawPeer second = closing(RawPeer.connect(link.address()));
    assertThat(second.ended()).isTrue();
    first.write(framed(octets(60)));
    assertThat(port.frame()).isEqualTo(octets(60));
    first.close();
    assertThat(port.event()).isEqualTo("down: the peer closed the connection");
    connected(link, port);
    port.quiet();
  }

  @Test
  @DisplayName("without a peer frames drop, and so do frames that no peer would take")
  void drops() throws IOException {
    StreamLink link = listen();
    Port port = open(link);
    List<ByteBuf> sent = new ArrayList<>(port.send(octets(60), octets(9000)));
    assertThat(port.dropped(DropReason.NO_PEER)).isEqualTo(2);
    connected(link, port);
    sent.addAll(port.send(octets(Offloads.QEMU_MAX_FRAME + 1)));
    assertThat(port.dropped(DropReason.OVERSIZE)).isEqualTo(1);
    assertThat(sent).allMatch(buffer -> buffer.refCnt() == 0);
    port.quiet();
  }

  @ParameterizedTest
  @ValueSource(ints = {300, 1514, 60_000})
  @DisplayName("a peer that does not read: not writable, then bounded, then writable again")
  void slowReader(int length) throws IOException {
    StreamLink link = listen();
    Port port = open(link);
    RawPeer peer = connected(link, port);
    byte[][] burst = new byte[(1 << 20) / length][];
    Arrays.fill(burst, octets(length));
    List<ByteBuf> sent = new ArrayList<>();
    boolean wasFull = false;
    int bursts = 0;
    while (port.dropped(DropReason.LINK_FULL) == 0) {
      assertThat(++bursts).as("bursts of 1 MiB").isLessThan(64);
      sent.addAll(port.send(burst));
      wasFull |= !port.writable() && port.dropped(DropReason.LINK_FULL) == 0;
    }
    assertThat(wasFull).as("not writable before anything was lost").isTrue();
    port.forgetEvents(); // a burst may go over the mark and come back when it is flushed
    long arrive = sent.size() - port.dropped(DropReason.LINK_FULL);
    for (long i = 0; i < arrive; i++) {
      assertThat(peer.readFrame()).isEqualTo(burst[0]);
    }
    assertThat(port.event()).isEqualTo("writable");
    assertThat(port.writable()).isTrue();
    port.quiet();
    assertThat(sent).allMatch(buffer -> buffer.refCnt() == 0);
  }

  @Test
  @DisplayName("whoever waits for a slow peer is told when it goes")
  void slowReaderGoes() throws IOException {
    StreamLink link = listen();
    Port port = open(link);
    RawPeer peer = connected(link, port);
    while (port.writable()) {
      port.send(octets(60_000), octets(1514), octets(60_000));
    }
    peer.close();
    assertThat(port.event()).startsWith("down: ");
    assertThat(port.event()).isEqualTo("writable");
    assertThat(port.writable()).isTrue();
    port.quiet();
  }

  @Test
  @DisplayName("a receiver that throws costs its frame, not the port")
  void receiverThrows() throws IOException {
    StreamLink link = listen();
    List<Integer> lengths = new ArrayList<>();
    Port port =
        closing(
            new Port(requireNonNull(loopOfLink), link)
                .receiver(
                    frame -> {
                      lengths.add(frame.length());
                      frame.release();
                      if (lengths.size() % 2 == 1) {
                        throw new IllegalStateException("a bug");
                      }
                    })
                .open());
    RawPeer peer = connected(link, port);
    peer.write(framed(octets(1))).write(framed(octets(2))).write(framed(octets(3))).end();
    assertThat(port.event()).isEqualTo("down: the peer closed the connection");
    assertThat(lengths).containsExactly(1, 2, 3);
    assertThat(port.dropped(DropReason.FAULT)).isEqualTo(2);
  }

  @Test
  @DisplayName("a frame may be kept beyond its burst")
  void kept() throws IOException {
    StreamLink link = listen();
    Port port = open(link);
    RawPeer peer = connected(link, port);
    peer.write(framed(octets(60)));
    Frame kept = port.next();
    for (int i = 0; i < 100; i++) {
      peer.write(framed(octets(61)));
      port.frame();
    }
    assertThat(kept.octets().refCnt()).isPositive();
    assertThat(Port.take(kept)).isEqualTo(octets(60));
  }

  @Test
  @DisplayName("a closed port hangs up, sends nothing, and its path is gone")
  void closes() throws Exception {
    StreamLink link = listen();
    Port port = open(link);
    RawPeer peer = connected(link, port);
    port.close();
    assertThat(peer.ended()).isTrue();
    List<ByteBuf> sent = port.send(octets(60));
    assertThat(sent).allMatch(buffer -> buffer.refCnt() == 0);
    assertThat(port.dropped(DropReason.NO_PEER)).isEqualTo(1);
    assertThat(refusesSoon(link)).isTrue();
    assertThat(Files.exists(directory.resolve("a.sock"))).isFalse();
    port.quiet();
  }

  /** The JDK's selector closes a listening socket only when it has selected again. */
  private static boolean refusesSoon(StreamLink link) throws InterruptedException {
    for (int i = 0; i < 500; i++) {
      try {
        RawPeer.connect(link.address()).close();
        new CountDownLatch(1).await(10, TimeUnit.MILLISECONDS);
      } catch (IOException refused) {
        return true;
      }
    }
    return false;
  }
}
