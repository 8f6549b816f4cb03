package io.qnet.posix;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Native;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A UDP socket without Java around it, so that its error queue is only ours. */
final class UdpSocket implements AutoCloseable {
  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;
  private static final int SOCK_DGRAM = 2;
  private static final int POLLERR = 8;

  /** The system calls of a test. */
  private static final class Calls {
    static {
      Native.register(Calls.class, "c");
    }

    private Calls() {}

    static native int socket(int domain, int type, int protocol);

    static native long sendto(
        int fd, byte[] payload, long length, int flags, byte[] address, int addressLength);

    static native int poll(byte[] pollFd, long count, int millis);

    static native int close(int fd);
  }

  private final int fd;
  private final boolean ipv6;

  private UdpSocket(boolean ipv6) {
    this.ipv6 = ipv6;
    this.fd = Calls.socket(ipv6 ? AF_INET6 : AF_INET, SOCK_DGRAM, 0);
    assertThat(fd).as("socket").isNotNegative();
  }

  /** An IPv4 socket. */
  static UdpSocket ipv4() {
    return new UdpSocket(false);
  }

  /** An IPv6 socket, which takes mapped IPv4 addresses too. */
  static UdpSocket ipv6() {
    return new UdpSocket(true);
  }

  int fd() {
    return fd;
  }

  /** Sends one datagram, and expects the kernel to take it. */
  void send(byte[] payload, InetSocketAddress to) {
    byte[] address = sockaddr(to);
    assertThat(Calls.sendto(fd, payload, payload.length, 0, address, address.length))
        .as("sendto " + to)
        .isEqualTo(payload.length);
  }

  /** Waits until the error queue holds something. */
  void awaitError() {
    byte[] pollFd = new byte[8];
    ByteBuffer unused =
        ByteBuffer.wrap(pollFd)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(0, fd)
            .putShort(4, (short) POLLERR);
    assertThat(Calls.poll(pollFd, 1, 60_000)).as("an error within a minute").isEqualTo(1);
    assertThat(pollFd[6] & POLLERR).isEqualTo(POLLERR);
  }

  private byte[] sockaddr(InetSocketAddress to) {
    InetAddress address = to.getAddress();
    byte[] octets = new byte[ipv6 ? 28 : 16];
    ByteBuffer sockaddr = ByteBuffer.wrap(octets).order(ByteOrder.LITTLE_ENDIAN);
    sockaddr.putShort((short) (ipv6 ? AF_INET6 : AF_INET));
    sockaddr.put((byte) (to.getPort() >> 8)).put((byte) to.getPort());
    if (ipv6) {
      sockaddr.position(8);
      if (address instanceof Inet4Address) {
        sockaddr.position(18).put((byte) -1).put((byte) -1);
      }
    }
    sockaddr.put(address.getAddress());
    return octets;
  }

  @Override
  public void close() {
    assertThat(Calls.close(fd)).isZero();
  }
}
