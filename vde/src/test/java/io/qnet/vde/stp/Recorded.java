package io.qnet.vde.stp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

/** BPDUs as other people's bridges sent them, octet for octet. */
final class Recorded {
  /** Linux 6.18, the kernel's own STP: a root acknowledges a change. */
  static final String LINUX_CONFIGURATION =
      "0180c2000000 0289c63d0c6c 0026 424203 0000 00 00 81 1000020000000b02 00000000"
          + " 1000020000000b02 8001 0000 1400 0200 0400";

  /** Linux 6.18, the kernel's own STP: notifies of a change. */
  static final String LINUX_NOTIFICATION = "0180c2000000 f2473a1f9c72 0007 424203 0000 00 80";

  /** Open vSwitch 3.1: a root proposes, on a port that forwards already. */
  static final String OPEN_VSWITCH_RAPID =
      "0180c2000000 020000000d01 0027 424203 0000 02 02 3e 8000020000000e01 00000000"
          + " 8000020000000e01 8001 0000 1400 0200 0f00 00";

  private Recorded() {}

  static ByteBuf frame(String hex) {
    return Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex.replace(" ", "")));
  }
}
