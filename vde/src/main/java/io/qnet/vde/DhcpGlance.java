package io.qnet.vde;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * What a switch has to know of a DHCP message that passes (RFC 2131, 2132).
 *
 * <pre>
 *  IPv4 header | UDP header | op ... ciaddr 12 | yiaddr 16 | chaddr 28 | cookie 236 | options 240
 * </pre>
 *
 * @param fromServer whether it left a server's port, or goes to a client's
 * @param type of the message; 0 if it is not said
 * @param client the hardware address it is about
 * @param address the client's: given by the server, or named by the client
 * @param leaseSeconds how long it is given for
 */
record DhcpGlance(boolean fromServer, int type, long client, int address, long leaseSeconds) {
  private static final int UDP = 17;
  private static final int SERVER_PORT = 67;
  private static final int CLIENT_PORT = 68;
  private static final int IP_HEADER = 20;
  private static final int UDP_HEADER = 8;
  private static final int CIADDR = 12;
  private static final int YIADDR = 16;
  private static final int CHADDR = 28;
  private static final int OPTIONS = 240;
  private static final int PAD = 0;
  private static final int END = 255;
  private static final int LEASE_TIME = 51;
  private static final int MESSAGE_TYPE = 53;
  private static final int ACK = 5;
  private static final int RELEASE = 7;
  private static final int FRAGMENT_MASK = 0x1fff;

  /** The message in the IPv4 packet that begins at {@code at}; null if there is none. */
  static @Nullable DhcpGlance at(ByteBuf octets, int at) {
    int end = octets.writerIndex();
    if (end - at < IP_HEADER + UDP_HEADER || octets.getUnsignedByte(at + 9) != UDP) {
      return null;
    }
    int udp = at + (octets.getUnsignedByte(at) & 0xf) * Integer.BYTES;
    boolean later = (octets.getUnsignedShort(at + 6) & FRAGMENT_MASK) != 0;
    if (later || udp < at + IP_HEADER || end - udp < UDP_HEADER) {
      return null;
    }
    int destination = octets.getUnsignedShort(udp + 2);
    boolean fromServer = octets.getUnsignedShort(udp) == SERVER_PORT || destination == CLIENT_PORT;
    if (!fromServer && destination != SERVER_PORT) {
      return null;
    }
    int bootp = udp + UDP_HEADER;
    if (end - bootp < OPTIONS) {
      return new DhcpGlance(fromServer, 0, 0, 0, 0);
    }
    int type = (int) option(octets, bootp + OPTIONS, end, MESSAGE_TYPE, 1);
    long client =
        (long) octets.getUnsignedShort(bootp + CHADDR) << Integer.SIZE
            | octets.getUnsignedInt(bootp + CHADDR + 2);
    int address = octets.getInt(bootp + (fromServer ? YIADDR : CIADDR));
    long seconds = option(octets, bootp + OPTIONS, end, LEASE_TIME, Integer.BYTES);
    return new DhcpGlance(fromServer, type, client, address, seconds);
  }

  /** The value of an option of {@code length} octets; 0 if it is not there. */
  private static long option(ByteBuf octets, int from, int end, int wanted, int length) {
    int at = from;
    while (at < end) {
      int code = octets.getUnsignedByte(at);
      if (code == END) {
        return 0;
      }
      if (code == PAD) {
        at++;
        continue;
      }
      if (at + 2 > end) {
        return 0;
      }
      int octetsOfIt = octets.getUnsignedByte(at + 1);
      if (code == wanted && octetsOfIt == length && at + 2 + length <= end) {
        return length == 1 ? octets.getUnsignedByte(at + 2) : octets.getUnsignedInt(at + 2);
      }
      at += 2 + octetsOfIt;
    }
    return 0;
  }

  boolean acknowledges() {
    return fromServer && type == ACK && address != 0;
  }

  boolean releases() {
    return !fromServer && type == RELEASE;
  }

  /** The client as a station of {@code vlan}. */
  long clientKey(int vlan) {
    return Station.key(vlan, client);
  }
}
