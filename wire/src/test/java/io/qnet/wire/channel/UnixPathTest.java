package io.qnet.wire.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.net.BindException;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who may have the path of a unix socket. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class UnixPathTest {
  @TempDir Path directory = Path.of("");
  private final Loop loop = Loop.start("test");

  @AfterEach
  void close() {
    loop.close();
  }

  private Path path() {
    return directory.resolve("a.sock");
  }

  private static DomainSocketAddress address(Path path) {
    return new DomainSocketAddress(path.toString());
  }

  private StreamLink listen() throws IOException {
    return StreamLink.listen(loop, "p", address(path()));
  }

  private DatagramLink datagrams() throws IOException {
    return DatagramLink.bind(loop, "p", address(path()), address(directory.resolve("peer")));
  }

  @Test
  @DisplayName("only the owner may connect")
  void ownerOnly() throws IOException {
    listen();
    assertThat(Files.getPosixFilePermissions(path()))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    loop.close();
    assertThat(Files.exists(path())).as("unlinked with the loop").isFalse();
  }

  @Test
  @DisplayName("the same for datagrams")
  void ownerOnlyDatagrams() throws IOException {
    datagrams();
    assertThat(Files.getPosixFilePermissions(path()))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    loop.close();
    assertThat(Files.exists(path())).as("unlinked with the loop").isFalse();
  }

  @Test
  @DisplayName("what a dead program left behind is replaced")
  void stale() throws IOException {
    RawPeer.listen(address(path())).close();
    assertThat(Files.exists(path())).isTrue();
    StreamLink link = listen();
    RawPeer.connect(link.address()).close();
    loop.submit(
            () -> {
              link.close();
              return true;
            })
        .join();
    RawPeer.listen(address(path())).close();
    DatagramLink after = datagrams();
    assertThat(after.address()).isEqualTo(address(path()));
  }

  @Test
  @DisplayName("what a living program listens on stays, and the message names it")
  void live() throws IOException {
    try (ServerSocketChannel other = RawPeer.listen(address(path()))) {
      assertThatThrownBy(this::listen)
          .isInstanceOf(BindException.class)
          .hasMessageContainingAll(
              path().toString(), "java (pid " + ProcessHandle.current().pid() + ") uses it");
      assertThatThrownBy(this::datagrams)
          .isInstanceOf(BindException.class)
          .hasMessageContaining("another program uses it");
      assertThat(other.isOpen()).isTrue();
      RawPeer.connect(address(path())).close();
    }
  }

  @Test
  @DisplayName("whose path was taken over by somebody else leaves it to them in the end")
  void takenOver() throws IOException {
    StreamLink first = listen();
    Files.delete(path());
    try (ServerSocketChannel other = RawPeer.listen(address(path()))) {
      loop.submit(
              () -> {
                first.close();
                return true;
              })
          .join();
      assertThat(other.isOpen()).isTrue();
      RawPeer.connect(address(path())).close();
    }
  }

  @Test
  @DisplayName("so does what it receives datagrams on")
  void liveDatagrams() throws IOException {
    datagrams();
    assertThatThrownBy(this::datagrams)
        .isInstanceOf(BindException.class)
        .hasMessageContaining("ss -xap | grep " + path());
    assertThatThrownBy(this::listen).hasMessageContaining("another program uses it");
    assertThat(Files.exists(path())).isTrue();
  }

  @Test
  @DisplayName("what is no socket stays")
  void noSocket() throws IOException {
    Files.writeString(path(), "precious");
    assertThatThrownBy(this::listen)
        .isInstanceOf(BindException.class)
        .hasMessageContaining("not a socket; remove it or choose another path");
    assertThatThrownBy(this::datagrams).hasMessageContaining("not a socket");
    assertThat(Files.readString(path())).isEqualTo("precious");
  }

  @Test
  @DisplayName("nor is a symbolic link followed")
  void symbolicLink() throws IOException {
    Files.createSymbolicLink(path(), directory.resolve("elsewhere"));
    assertThatThrownBy(this::listen).hasMessageContaining("not a socket");
  }

  @Test
  @DisplayName("unix(7): 107 octets, not characters")
  void longest() throws IOException {
    String longest = directory.resolve("x".repeat(106 - directory.toString().length())).toString();
    assertThat(longest).hasSize(107);
    StreamLink.listen(loop, "p", new DomainSocketAddress(longest));
    for (String tooLong : new String[] {longest + "x", longest.substring(0, 106) + "\u00e9"}) {
      SocketAddress address = new DomainSocketAddress(tooLong);
      assertThatThrownBy(() -> StreamLink.listen(loop, "p", address))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContainingAll("at most 107 octets", "has 108", "choose a shorter one");
      assertThatThrownBy(() -> StreamLink.connect(loop, "p", address, new Random(1)))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> DatagramLink.bind(loop, "p", address(path()), address))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  @DisplayName("a directory that is not there is named")
  void noDirectory() {
    Path missing = directory.resolve("missing");
    assertThatThrownBy(() -> StreamLink.listen(loop, "p", address(missing.resolve("a.sock"))))
        .hasMessageContaining("there is no directory " + missing);
  }

  @Test
  @DisplayName("a TCP port that is taken is an error at once")
  void takenPort() throws IOException {
    StreamLink first = StreamLink.listen(loop, "p", RawPeer.anyPort());
    assertThatThrownBy(() -> StreamLink.listen(loop, "p", first.address()))
        .isInstanceOf(BindException.class)
        .hasMessageContaining("in use");
  }
}
