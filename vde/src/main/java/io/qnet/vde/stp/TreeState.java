package io.qnet.vde.stp;

/** What a port does with the frames of stations (IEEE 802.1D-2004, 7.4). BPDUs always pass. */
public enum TreeState {
  /** Neither learns nor forwards. */
  DISCARDING,
  /** Learns who is there, but does not forward. */
  LEARNING,
  /** Learns and forwards. */
  FORWARDING
}
