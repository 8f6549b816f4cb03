package io.qnet.slirp.dhcp;

import io.netty.buffer.ByteBuf;
import io.qnet.wire.DropReason;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.MacAddress;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fixed part of a DHCP or BOOTP message (RFC 2131, section 2); {@link DhcpOptions} reads
 * the rest.
 *
 * <pre>
 *  0    1       2      3      4     8      10      12       16       20       24       28       44      108    236
 *  | op | htype | hlen | hops | xid | secs | flags | ciaddr | yiaddr | siaddr | giaddr | chaddr | sname | file | cookie, options
 * </pre>
 */
public record DhcpView(ByteBuf buf, int offset, int available) {
  /** Octets up to the first option. */
  public static final int HEADER_LENGTH = 240;

  static final int OP = 0;
  static final int HARDWARE_TYPE = 1;
  static final int HARDWARE_LENGTH = 2;
  static final int XID = 4;
  static final int FLAGS = 10;
  static final int CLIENT_ADDRESS = 12;
  static final int YOUR_ADDRESS = 16;
  static final int NEXT_SERVER = 20;
  static final int RELAY_ADDRESS = 24;
  static final int CLIENT_HARDWARE = 28;
  static final int SERVER_NAME = 44;
  static final int SERVER_NAME_LENGTH = 64;
  static final int FILE = 108;
  static final int FILE_LENGTH = 128;
  static final int COOKIE = 236;

  static final int BOOT_REQUEST = 1;
  static final int BOOT_REPLY = 2;
  static final int ETHERNET = 1;
  static final int MAX_HARDWARE_LENGTH = 16;
  static final int BROADCAST = 0x8000;
  static final int MAGIC = 0x63825363;

  /** Why this message is to be dropped, or null. */
  public @Nullable DropReason check() {
    if (available < HEADER_LENGTH) {
      return DropReason.TRUNCATED;
    }
    if (hardwareLength() > MAX_HARDWARE_LENGTH) {
      return DropReason.BAD_LENGTH;
    }
    boolean known =
        (op() == BOOT_REQUEST || op() == BOOT_REPLY) && buf.getInt(offset + COOKIE) == MAGIC;
    return known ? null : DropReason.BAD_MESSAGE;
  }

  /** 1 from a client, 2 from a server. */
  public int op() {
    return buf.getUnsignedByte(offset + OP);
  }

  /** Whether the client's card is an Ethernet card. */
  public boolean ethernet() {
    return buf.getUnsignedByte(offset + HARDWARE_TYPE) == ETHERNET
        && hardwareLength() == MacAddress.LENGTH;
  }

  private int hardwareLength() {
    return buf.getUnsignedByte(offset + HARDWARE_LENGTH);
  }

  /** The number that answers repeat. */
  public int xid() {
    return buf.getInt(offset + XID);
  }

  /** The flags as they stand. */
  public int flags() {
    return buf.getUnsignedShort(offset + FLAGS);
  }

  /** Whether the client takes no unicast before it has an address. */
  public boolean broadcast() {
    return (flags() & BROADCAST) != 0;
  }

  /** {@code ciaddr}: the address that the client uses, or 0.0.0.0. */
  public Ipv4Address clientAddress() {
    return Ipv4Address.read(buf, offset + CLIENT_ADDRESS);
  }

  /** {@code yiaddr}: the address that the server gives. */
  public Ipv4Address yourAddress() {
    return Ipv4Address.read(buf, offset + YOUR_ADDRESS);
  }

  /** {@code siaddr}: where to boot from. */
  public Ipv4Address nextServer() {
    return Ipv4Address.read(buf, offset + NEXT_SERVER);
  }

  /** {@code giaddr}: the relay agent between client and server, or 0.0.0.0. */
  public Ipv4Address relayAddress() {
    return Ipv4Address.read(buf, offset + RELAY_ADDRESS);
  }

  /** {@code chaddr}: the client's Ethernet address. */
  public MacAddress clientHardware() {
    return MacAddress.read(buf, offset + CLIENT_HARDWARE);
  }

  @Override
  public String toString() {
    return (op() == BOOT_REQUEST ? "BOOTP request" : "BOOTP reply")
        + " from "
        + clientHardware()
        + " xid 0x"
        + Integer.toHexString(xid())
        + " ciaddr "
        + clientAddress()
        + " yiaddr "
        + yourAddress();
  }
}
