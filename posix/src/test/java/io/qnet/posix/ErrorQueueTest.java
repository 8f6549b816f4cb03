package io.qnet.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Error queues of real sockets, on the loopback interface. */
class ErrorQueueTest {
  private final ErrorQueue queue;

  ErrorQueueTest() throws PosixException {
    queue = ErrorQueue.open();
  }

  @BeforeAll
  static void linuxOnly() {
    Assumptions.assumeTrue(
        System.getProperty("os.name", "").equals("Linux"), "error queues are Linux's");
  }

  @AfterEach
  void free() {
    queue.close();
  }

  /** A port of the loopback interface on which nobody listens. */
  private static InetSocketAddress closedPort(String address) throws IOException {
    InetAddress loopback = InetAddress.getByName(address);
    try (DatagramSocket socket = new DatagramSocket(0, loopback)) {
      return new InetSocketAddress(loopback, socket.getLocalPort());
    } catch (IOException none) {
      Assumptions.abort("this host has no " + address + ": " + none.getMessage());
      throw none;
    }
  }

  private SocketError errorOf(UdpSocket socket) throws IOException {
    socket.awaitError();
    SocketError error = queue.read(socket.fd());
    if (error == null) {
      throw new AssertionError("poll tells of an error, and there is none");
    }
    return error;
  }

  @DisplayName("RFC 1122, 4.1.3.1: a closed UDP port is type 3 code 3, with who, where and what")
  @Test
  void closedPortIpv4() throws IOException {
    InetSocketAddress closed = closedPort("127.0.0.1");
    try (UdpSocket socket = UdpSocket.ipv4()) {
      queue.enable(socket.fd());
      socket.send(new byte[] {1, 2, 3}, closed);
      SocketError error = errorOf(socket);
      assertThat(error.errno()).isEqualTo(Errno.ECONNREFUSED);
      assertThat(error.origin()).isEqualTo(SocketError.ORIGIN_ICMP);
      assertThat(error.fromNetwork()).isTrue();
      assertThat(error.type()).isEqualTo(3);
      assertThat(error.code()).isEqualTo(3);
      assertThat(error.info()).isZero();
      assertThat(error.offender()).isEqualTo(closed.getAddress());
      assertThat(error.destination()).isEqualTo(closed);
      assertThat(error.payload()).containsExactly(1, 2, 3);
      assertThat(error)
          .hasToString("ECONNREFUSED type 3 code 3 about " + closed + " from 127.0.0.1");
      assertThat(queue.read(socket.fd())).as("there was one").isNull();
    }
  }

  @DisplayName("RFC 4443, 3.1: a closed UDP port is type 1 code 4 in IPv6")
  @Test
  void closedPortIpv6() throws IOException {
    InetSocketAddress closed = closedPort("::1");
    try (UdpSocket socket = UdpSocket.ipv6()) {
      queue.enable(socket.fd());
      socket.send(new byte[] {1}, closed);
      SocketError error = errorOf(socket);
      assertThat(error.errno()).isEqualTo(Errno.ECONNREFUSED);
      assertThat(error.origin()).isEqualTo(SocketError.ORIGIN_ICMP6);
      assertThat(error.type()).isEqualTo(1);
      assertThat(error.code()).isEqualTo(4);
      assertThat(error.offender()).isEqualTo(closed.getAddress());
      assertThat(error.destination()).isEqualTo(closed);
    }
  }

  @DisplayName("an IPv6 socket that speaks IPv4 gets ICMP errors with plain IPv4 addresses")
  @Test
  void mappedAddresses() throws IOException {
    InetSocketAddress closed = closedPort("127.0.0.1");
    try (UdpSocket socket = UdpSocket.ipv6()) {
      queue.enable(socket.fd());
      socket.send(new byte[] {1}, closed);
      SocketError error = errorOf(socket);
      assertThat(error.origin()).isEqualTo(SocketError.ORIGIN_ICMP);
      assertThat(error.type()).isEqualTo(3);
      assertThat(error.code()).isEqualTo(3);
      assertThat(error.destination()).isEqualTo(closed);
      assertThat(error.offender()).isEqualTo(closed.getAddress());
    }
  }

  @DisplayName("errors come in the order of their datagrams, through the same memory")
  @Test
  void inOrder() throws IOException {
    try (UdpSocket socket = UdpSocket.ipv4()) {
      queue.enable(socket.fd());
      for (int i = 1; i <= 5; i++) {
        InetSocketAddress closed = closedPort("127.0.0." + i);
        socket.send(new byte[60 * i], closed);
        SocketError error = errorOf(socket);
        assertThat(error.destination()).isEqualTo(closed);
        assertThat(error.payload()).hasSize(Math.min(60 * i, ErrorQueue.MAX_PAYLOAD));
      }
      assertThat(queue.read(socket.fd())).isNull();
    }
  }

  @DisplayName("a socket that sent nothing has an empty queue")
  @Test
  void empty() throws IOException {
    try (UdpSocket socket = UdpSocket.ipv4()) {
      queue.enable(socket.fd());
      assertThat(queue.read(socket.fd())).isNull();
    }
  }

  @DisplayName("what is no socket says which call failed, why, and what to look at")
  @Test
  void notASocket() {
    assertThatThrownBy(() -> queue.read(-1))
        .isInstanceOfSatisfying(
            PosixException.class,
            failure -> {
              assertThat(failure.call()).isEqualTo("recvmsg(MSG_ERRQUEUE)");
              assertThat(failure.errno()).isEqualTo(Errno.EBADF);
            })
        .hasMessage(
            "recvmsg(MSG_ERRQUEUE): Bad file descriptor (EBADF): ICMP errors about what was sent stay"
                + " unknown; check that this is an open UDP or ping socket");
    assertThatThrownBy(() -> queue.enable(-1))
        .isInstanceOf(PosixException.class)
        .hasMessageStartingWith("getsockopt(SO_DOMAIN): Bad file descriptor (EBADF): ");
  }

  @DisplayName("where the layouts are not known, that is said instead of a crash")
  @Test
  void unknownLayout() {
    assertThatThrownBy(() -> ErrorQueue.requireKnownLayout("Linux", "s390x"))
        .hasMessage(
            "recvmsg(MSG_ERRQUEUE): not known on Linux s390x (ENOSYS): ICMP errors about what was"
                + " sent stay unknown; everything else works; run on Linux x86_64 or aarch64 to"
                + " have them");
    assertThatThrownBy(() -> ErrorQueue.requireKnownLayout("Mac OS X", "aarch64"))
        .isInstanceOf(PosixException.class);
  }

  @DisplayName("nothing loads JNA before a queue is opened: it would cost every start 30 ms")
  @Test
  void lazy() throws IOException {
    Process java =
        new ProcessBuilder(
                System.getProperty("java.home") + "/bin/java",
                "-verbose:class",
                "-cp",
                System.getProperty("java.class.path"),
                Unopened.class.getName())
            .redirectErrorStream(true)
            .start();
    String loaded = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(loaded).contains("io.qnet.posix.ErrorQueue ").doesNotContain("com.sun.jna.Native ");
  }

  /** Knows all types here, and opens nothing. */
  static final class Unopened {
    private Unopened() {}

    /** Runs in a machine of its own. */
    public static void main(String[] arguments) throws PosixException {
      ErrorQueue.requireKnownLayout("Linux", "amd64");
      InetSocketAddress nowhere = new InetSocketAddress(0);
      System.out.println(new SocketError(0, 0, 0, 0, 0, null, nowhere, new byte[0]));
    }
  }
}
