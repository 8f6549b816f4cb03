package io.qnet.slirp.ip;

import io.qnet.wire.packet.Icmpv4Header;
import io.qnet.wire.packet.Icmpv4View;
import io.qnet.wire.packet.Icmpv6Header;
import io.qnet.wire.packet.Icmpv6View;

/** Why a packet of a guest went nowhere, in the words of both ICMPs (RFC 792, RFC 4443). */
public enum IcmpError {
  /** No route leads there. */
  NET_UNREACHABLE(
      Icmpv4View.UNREACHABLE,
      Icmpv4Header.NET_UNREACHABLE,
      Icmpv6View.UNREACHABLE,
      Icmpv6Header.NO_ROUTE),
  /** The host does not answer. */
  HOST_UNREACHABLE(
      Icmpv4View.UNREACHABLE,
      Icmpv4Header.HOST_UNREACHABLE,
      Icmpv6View.UNREACHABLE,
      Icmpv6Header.ADDRESS_UNREACHABLE),
  /** The host does not speak the protocol. */
  PROTOCOL_UNREACHABLE(
      Icmpv4View.UNREACHABLE,
      Icmpv4Header.PROTOCOL_UNREACHABLE,
      Icmpv6View.PARAMETER_PROBLEM,
      Icmpv6Header.UNRECOGNIZED_NEXT_HEADER),
  /** Nobody listens there. */
  PORT_UNREACHABLE(
      Icmpv4View.UNREACHABLE,
      Icmpv4Header.PORT_UNREACHABLE,
      Icmpv6View.UNREACHABLE,
      Icmpv6Header.PORT_UNREACHABLE),
  /** A filter forbids it. */
  PROHIBITED(
      Icmpv4View.UNREACHABLE,
      Icmpv4Header.ADMINISTRATIVELY_PROHIBITED,
      Icmpv6View.UNREACHABLE,
      Icmpv6Header.ADMINISTRATIVELY_PROHIBITED),
  /** It may not go further. */
  HOPS_EXCEEDED(Icmpv4View.TIME_EXCEEDED, 0, Icmpv6View.TIME_EXCEEDED, 0),
  /** The rest of it did not come in time. */
  REASSEMBLY_TIME_EXCEEDED(Icmpv4View.TIME_EXCEEDED, 1, Icmpv6View.TIME_EXCEEDED, 1),
  /** Too long for the next link, whose MTU goes with it. */
  TOO_BIG(Icmpv4View.UNREACHABLE, Icmpv4Header.FRAGMENTATION_NEEDED, Icmpv6View.PACKET_TOO_BIG, 0),
  /** A field's value is impossible; where it is goes with it. */
  ERRONEOUS_FIELD(
      Icmpv4View.PARAMETER_PROBLEM, 0, Icmpv6View.PARAMETER_PROBLEM, Icmpv6Header.ERRONEOUS_FIELD),
  /** An option that nobody knows and that does not let itself be passed over. */
  UNRECOGNIZED_OPTION(
      Icmpv4View.PARAMETER_PROBLEM,
      0,
      Icmpv6View.PARAMETER_PROBLEM,
      Icmpv6Header.UNRECOGNIZED_OPTION),
  /** A first fragment without all of its headers. */
  INCOMPLETE_CHAIN(
      Icmpv4View.PARAMETER_PROBLEM, 0, Icmpv6View.PARAMETER_PROBLEM, Icmpv6Header.INCOMPLETE_CHAIN);

  private final int type4;
  private final int code4;
  private final int type6;
  private final int code6;

  IcmpError(int type4, int code4, int type6, int code6) {
    this.type4 = type4;
    this.code4 = code4;
    this.type6 = type6;
    this.code6 = code6;
  }

  Icmpv4Header four(int rest) {
    return new Icmpv4Header(type4, code4, rest);
  }

  Icmpv6Header six(int rest) {
    return new Icmpv6Header(type6, code6, rest);
  }

  /** Whether it is said even about what went to a group (RFC 4443, section 2.4 e). */
  boolean aboutGroups() {
    return this == TOO_BIG || this == UNRECOGNIZED_OPTION;
  }
}
