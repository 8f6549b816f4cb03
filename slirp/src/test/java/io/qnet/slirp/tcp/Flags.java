package io.qnet.slirp.tcp;

import io.qnet.wire.packet.TcpFlags;

/** Flag combinations, named as conversations speak of them. */
final class Flags {
  static final int SYN = TcpFlags.SYN;
  static final int ACK = TcpFlags.ACK;
  static final int RST = TcpFlags.RST;
  static final int SYN_ACK = TcpFlags.SYN | TcpFlags.ACK;
  static final int FIN_ACK = TcpFlags.FIN | TcpFlags.ACK;
  static final int RST_ACK = TcpFlags.RST | TcpFlags.ACK;
  static final int PSH_ACK = TcpFlags.PSH | TcpFlags.ACK;
  static final int FIN_PSH_ACK = TcpFlags.FIN | TcpFlags.PSH | TcpFlags.ACK;

  private Flags() {}

  static String text(int flags) {
    return TcpFlags.toString(flags);
  }
}
