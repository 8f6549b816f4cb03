package io.qnet.slirp.ip;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.qnet.wire.address.Ipv6Address;
import io.qnet.wire.address.MacAddress;
import io.qnet.wire.packet.Icmpv6Header;
import io.qnet.wire.packet.Icmpv6View;
import java.util.List;

/**
 * What the router says about the link (RFC 4861, section 4.2): that it is there, which prefix the
 * link has, how long packets may be, and where names are found (RFC 8106).
 *
 * <pre>
 *  0                      4           5           6                 8                16               24
 *  | type, code, checksum | hop limit | M, O, ... | router lifetime | reachable time | retransmission | options
 * </pre>
 *
 * @param hosts the prefix and the name server
 * @param mtu longest packet, in octets
 * @param managed whether addresses are to be had by DHCPv6 (the M flag, and with it O)
 * @param router whether the outside is reached through here; else the lifetime is 0
 * @param dns whether the name server is told
 * @param searchDomains for DNSSL
 */
public record RouterAdvertisement(
    Ipv6Hosts hosts,
    int mtu,
    boolean managed,
    boolean router,
    boolean dns,
    List<String> searchDomains) {
  /** Seconds that a guest believes in the router: three of the longest intervals. */
  static final int ROUTER_LIFETIME = 1800;

  /** Seconds that an address of the prefix is valid. */
  static final int VALID_LIFETIME = 86_400;

  /** Seconds that an address of the prefix is preferred. */
  static final int PREFERRED_LIFETIME = 14_400;

  /** Seconds that the name server is believed in: RFC 8106, 5.1, three intervals. */
  static final int DNS_LIFETIME = 1800;

  private static final int HOP_LIMIT = 64;
  private static final int MANAGED = 0x80;
  private static final int OTHER = 0x40;
  private static final int ON_LINK = 0x80;
  private static final int AUTONOMOUS = 0x40;

  /** Only with these can a station make an address of its Ethernet address (RFC 4862, 5.5.3). */
  private static final int AUTONOMOUS_LENGTH = 64;

  private static final int TIMERS = 8;
  private static final int SOURCE_LINK_LAYER = 1;
  private static final int PREFIX = 3;
  private static final int MTU = 5;
  private static final int RDNSS = 25;
  private static final int DNSSL = 31;

  /** As many octets of names as leave room for the rest in a packet of 1280. */
  private static final int MOST_NAMES = 1024;

  /** Keeps its own copy of the list. */
  public RouterAdvertisement {
    searchDomains = List.copyOf(searchDomains);
  }

  /** The frame, all but whose Ethernet header is written. */
  ByteBuf write(Ipv6Address to) {
    byte[] names = names();
    int options = 8 + 32 + 8 + (dns ? 24 : 0) + (names.length == 0 ? 0 : 8 + names.length);
    ByteBuf octets = NeighborMessages.allocate(TIMERS + options);
    int end = octets.writerIndex();
    octets.writerIndex(NeighborMessages.BODY);
    octets.writeLong(0); // reachable time and retransmission timer: the guest's own
    MacAddress mac = hosts.macOf(Ipv6Hosts.LINK_LOCAL_HOST);
    octets.writeByte(SOURCE_LINK_LAYER).writeByte(1);
    octets.writeShort((int) (mac.bits() >>> 32)).writeInt((int) mac.bits());
    writePrefix(octets);
    octets.writeByte(MTU).writeByte(1).writeShort(0).writeInt(mtu);
    if (dns) {
      octets.writeByte(RDNSS).writeByte(3).writeShort(0).writeInt(DNS_LIFETIME);
      octets.writeLong(hosts.dns().high()).writeLong(hosts.dns().low());
    }
    if (names.length > 0) {
      octets.writeByte(DNSSL).writeByte(1 + names.length / 8).writeShort(0);
      octets.writeInt(DNS_LIFETIME).writeBytes(names);
    }
    octets.writerIndex(end);
    int flags = managed ? MANAGED | OTHER : 0;
    int word = HOP_LIMIT << 24 | flags << 16 | (router ? ROUTER_LIFETIME : 0);
    Icmpv6Header header = new Icmpv6Header(Icmpv6View.ROUTER_ADVERTISEMENT, 0, word);
    return NeighborMessages.finish(octets, header, Ipv6Hosts.LINK_LOCAL_HOST, to);
  }

  private void writePrefix(ByteBuf octets) {
    int autonomous = hosts.prefixLength() == AUTONOMOUS_LENGTH ? AUTONOMOUS : 0;
    octets.writeByte(PREFIX).writeByte(4);
    octets.writeByte(hosts.prefixLength()).writeByte(ON_LINK | autonomous);
    octets.writeInt(VALID_LIFETIME).writeInt(PREFERRED_LIFETIME).writeInt(0);
    octets.writeLong(hosts.prefix().high()).writeLong(hosts.prefix().low());
  }

  /** The search domains as in RFC 1035, 3.1, filled up to whole units of eight octets. */
  private byte[] names() {
    ByteBuf octets = Unpooled.buffer();
    for (String domain : searchDomains) {
      if (octets.writerIndex() + DomainLabels.length(domain) > MOST_NAMES) {
        break;
      }
      DomainLabels.write(domain, octets);
    }
    return ByteBufUtil.getBytes(octets.writeZero(-octets.writerIndex() & 7));
  }
}
