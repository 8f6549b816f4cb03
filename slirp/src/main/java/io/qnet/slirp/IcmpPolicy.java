package io.qnet.slirp;

/** What becomes of the guest's pings. */
public enum IcmpPolicy {
  /** Nobody answers. */
  OFF,
  /** The virtual hosts answer; nothing is carried outside. */
  GATEWAY,
  /** The virtual hosts answer, and echoes to others are carried by ping sockets of the host. */
  PROXY
}
