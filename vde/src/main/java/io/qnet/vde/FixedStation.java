package io.qnet.vde;

/**
 * A station that somebody said is at a port.
 *
 * @param mac its address
 * @param vlan that it is in; {@link #OF_THE_PORT} for that of frames without a tag
 */
record FixedStation(long mac, int vlan) {
  static final int OF_THE_PORT = -1;

  /** Its key at {@code port}, as that is now. */
  long key(SwitchPort port) {
    return Station.key(vlan == OF_THE_PORT ? port.untagged : vlan, mac);
  }
}
