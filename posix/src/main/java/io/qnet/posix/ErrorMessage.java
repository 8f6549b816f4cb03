package io.qnet.posix;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Memory for one message of an error queue, and what is in it afterwards (recvmsg(2), cmsg(3),
 * ip(7)). Knows the layouts, calls nothing.
 *
 * <pre>
 *  msghdr             0 name*  8 namelen  16 iov*  24 iovlen  32 control*  40 controllen  48 flags
 *  iovec              0 base*  8 len
 *  cmsghdr            0 len  8 level  12 type  16 data, padded to eight
 *  sock_extended_err  0 errno  4 origin  5 type  6 code  8 info  12 data  16 offender
 *  sockaddr_in        0 family  2 port  4 address
 *  sockaddr_in6       0 family  2 port  4 flow  8 address  24 scope
 * </pre>
 */
final class ErrorMessage {
  static final int IPPROTO_IP = 0;
  static final int IPPROTO_IPV6 = 41;
  static final int IP_RECVERR = 11;
  static final int IPV6_RECVERR = 25;

  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;

  private static final int NAME_LENGTH = 28; // of a sockaddr_in6
  private static final int CONTROL_LENGTH = 256;
  private static final int CMSG_HEADER = 16;
  private static final int EXTENDED_ERROR = 16;

  private static final int VECTOR = 56;
  private static final int NAME = 72;
  private static final int CONTROL = 104;
  private static final int PAYLOAD = CONTROL + CONTROL_LENGTH;

  /** Octets of memory that it takes. */
  static final int LENGTH = PAYLOAD + ErrorQueue.MAX_PAYLOAD;

  private final ByteBuffer memory;
  private final long base;

  /**
   * A message in {@code memory}.
   *
   * @param memory of {@value #LENGTH} octets
   * @param base its address
   */
  ErrorMessage(ByteBuffer memory, long base) {
    this.memory = memory.order(ByteOrder.LITTLE_ENDIAN);
    this.base = base;
  }

  /** Makes it ready to be received into; the last one's fields are gone. */
  void prepare() {
    memory.putLong(0, base + NAME).putInt(8, NAME_LENGTH);
    memory.putLong(16, base + VECTOR).putLong(24, 1);
    memory.putLong(32, base + CONTROL).putLong(40, CONTROL_LENGTH).putInt(48, 0);
    memory.putLong(VECTOR, base + PAYLOAD).putLong(VECTOR + 8, ErrorQueue.MAX_PAYLOAD);
  }

  /**
   * The error in a message that was received, or null if it holds something else, such as a time
   * stamp.
   *
   * @param received octets of payload
   */
  @Nullable SocketError read(int received) {
    int end = CONTROL + (int) Math.min(memory.getLong(40), CONTROL_LENGTH);
    int at = CONTROL;
    while (at + CMSG_HEADER <= end) {
      long length = memory.getLong(at);
      if (length < CMSG_HEADER || length > end - at) {
        return null;
      }
      if (isError(memory.getInt(at + 8), memory.getInt(at + 12))
          && length >= CMSG_HEADER + EXTENDED_ERROR) {
        return error(at + CMSG_HEADER, at + (int) length, received);
      }
      at += ((int) length + 7) & ~7;
    }
    return null;
  }

  private static boolean isError(int level, int type) {
    return (level == IPPROTO_IP && type == IP_RECVERR)
        || (level == IPPROTO_IPV6 && type == IPV6_RECVERR);
  }

  private @Nullable SocketError error(int at, int end, int received) {
    InetSocketAddress destination = address(NAME, NAME + memory.getInt(8));
    if (destination == null) {
      return null;
    }
    InetSocketAddress offender = address(at + EXTENDED_ERROR, end);
    byte[] payload = new byte[Math.min(received, ErrorQueue.MAX_PAYLOAD)];
    memory.get(PAYLOAD, payload);
    return new SocketError(
        memory.getInt(at),
        memory.get(at + 4) & 0xff,
        memory.get(at + 5) & 0xff,
        memory.get(at + 6) & 0xff,
        memory.getInt(at + 8) & 0xffff_ffffL,
        offender == null ? null : offender.getAddress(),
        destination,
        payload);
  }

  /** The socket address in the octets from {@code at} to {@code end}, or null if there is none. */
  private @Nullable InetSocketAddress address(int at, int end) {
    int family = end - at < 2 ? 0 : memory.getShort(at);
    if (family == AF_INET && end - at >= 8) {
      return address(octets(at + 4, 4), 0, port(at));
    }
    if (family == AF_INET6 && end - at >= NAME_LENGTH) {
      return address(octets(at + 8, 16), memory.getInt(at + 24), port(at));
    }
    return null;
  }

  /** An IPv4 address within IPv6 (RFC 4291, 2.5.5.2) becomes what it stands for. */
  private static InetSocketAddress address(byte[] octets, int scope, int port) {
    try {
      InetAddress address = InetAddress.getByAddress(octets);
      if (scope != 0 && address instanceof Inet6Address) {
        address = Inet6Address.getByAddress(null, octets, scope);
      }
      return new InetSocketAddress(address, port);
    } catch (UnknownHostException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private int port(int at) {
    return (memory.get(at + 2) & 0xff) << 8 | (memory.get(at + 3) & 0xff);
  }

  private byte[] octets(int at, int length) {
    byte[] octets = new byte[length];
    memory.get(at, octets);
    return octets;
  }
}
