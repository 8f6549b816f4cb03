package io.qnet.vde.stp;

/** Which spanning tree protocol is spoken. */
public enum StpVersion {
  /** That of IEEE 802.1D-1998: half a minute for every change. */
  STP,
  /** That of IEEE 802.1D-2004: seconds at worst, and able to speak the other where it must. */
  RSTP
}
