package io.qnet.slirp.ip;

import io.netty.buffer.ByteBuf;
import io.qnet.wire.DropReason;
import io.qnet.wire.packet.ExtensionHeaders;
import io.qnet.wire.packet.Icmpv6View;
import io.qnet.wire.packet.IpProtocol;
import io.qnet.wire.packet.Ipv6View;
import io.qnet.wire.packet.TcpView;
import io.qnet.wire.packet.UdpView;
import org.jspecify.annotations.Nullable;

/**
 * What is made of IPv6 extension headers (RFC 8200, section 4): routes that are not at their end
 * are refused (also RFC 5095), options go no further than here or say themselves that they must not
 * be passed over, a first fragment has all headers (RFC 7112).
 */
final class ExtensionPolicy {
  private static final int PAD1 = 0;
  private static final int ROUTING_TYPE = 2;
  private static final int SEGMENTS_LEFT = 3;
  private static final int OPTIONS = 2;

  /** The two highest bits of an option say what becomes of a packet whose option is unknown. */
  private static final int SKIP = 0;

  private static final int DISCARD = 1;
  private static final int DISCARD_AND_TELL = 2;

  private final IcmpErrors errors;

  ExtensionPolicy(IcmpErrors errors) {
    this.errors = errors;
  }

  /** Why a checked packet is to be dropped for its extension headers, or null. */
  @Nullable DropReason check(Ipv6View packet) {
    ExtensionHeaders header = packet.extensions();
    for (; header.skippable(); header.next()) {
      DropReason reason = check(packet, header);
      if (reason != null) {
        return reason;
      }
    }
    return header.isFragment() ? checkFragment(packet, header) : null;
  }

  private @Nullable DropReason check(Ipv6View packet, ExtensionHeaders header) {
    return switch (header.type()) {
      case ExtensionHeaders.ROUTING -> checkRoute(packet, header.at());
      case ExtensionHeaders.FRAGMENT -> null;
      default -> checkOptions(packet, header.at() + OPTIONS, header.at() + header.length());
    };
  }

  private @Nullable DropReason checkRoute(Ipv6View packet, int at) {
    if (packet.buf().getUnsignedByte(at + SEGMENTS_LEFT) == 0) {
      return null;
    }
    int pointer = at + ROUTING_TYPE - packet.offset();
    return errors.about(packet, IcmpError.ERRONEOUS_FIELD, pointer, DropReason.PROHIBITED);
  }

  private @Nullable DropReason checkOptions(Ipv6View packet, int from, int end) {
    ByteBuf buf = packet.buf();
    int length;
    for (int at = from; at < end; at += length) {
      int type = buf.getUnsignedByte(at);
      if (type == PAD1) {
        length = 1;
        continue;
      }
      length = at + 1 < end ? 2 + buf.getUnsignedByte(at + 1) : 0;
      if (length == 0 || at + length > end) {
        return DropReason.BAD_OPTION;
      }
      int action = type >>> 6;
      if (action != SKIP) {
        boolean silent =
            action == DISCARD || (action != DISCARD_AND_TELL && packet.destination().isMulticast());
        int pointer = at - packet.offset();
        return silent
            ? DropReason.UNSUPPORTED
            : errors.about(packet, IcmpError.UNRECOGNIZED_OPTION, pointer, DropReason.UNSUPPORTED);
      }
    }
    return null;
  }

  private @Nullable DropReason checkFragment(Ipv6View packet, ExtensionHeaders header) {
    int payload = packet.offset() + packet.totalLength() - header.at() - header.length();
    if (header.moreFragments() && payload % 8 != 0) {
      int pointer = Ipv6View.PAYLOAD_LENGTH;
      return errors.about(packet, IcmpError.ERRONEOUS_FIELD, pointer, DropReason.BAD_FRAGMENT);
    }
    if (header.fragmentOffset() + payload > 0xffff) {
      int pointer = header.at() + 2 - packet.offset();
      return errors.about(packet, IcmpError.ERRONEOUS_FIELD, pointer, DropReason.BAD_FRAGMENT);
    }
    return header.fragmentOffset() == 0 && !chainComplete(packet, header)
        ? errors.about(packet, IcmpError.INCOMPLETE_CHAIN, 0, DropReason.BAD_FRAGMENT)
        : null;
  }

  /** RFC 7112, section 4: up to and with the transport's header. */
  private static boolean chainComplete(Ipv6View packet, ExtensionHeaders header) {
    header.next();
    while (header.skippable()) {
      if (!header.whole()) {
        return false;
      }
      header.next();
    }
    int needed =
        switch (header.type()) {
          case IpProtocol.TCP -> TcpView.HEADER_LENGTH;
          case IpProtocol.UDP -> UdpView.HEADER_LENGTH;
          case IpProtocol.ICMPV6 -> Icmpv6View.HEADER_LENGTH;
          default -> 0;
        };
    return packet.offset() + packet.totalLength() - header.at() >= needed;
  }
}
