package io.qnet.vde;

/** What a port does with traffic (IEEE 802.1Q-2022, 8.4). Control frames pass in every state. */
public enum PortState {
  /** Takes and gives nothing. */
  DISCARDING,
  /** Takes note of who is there, and gives nothing. */
  LEARNING,
  /** Carries traffic. */
  FORWARDING
}
