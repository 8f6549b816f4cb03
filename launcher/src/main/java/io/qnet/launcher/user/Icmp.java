package io.qnet.launcher.user;

/** What becomes of a guest's ping. */
public enum Icmp {
  /** Nobody answers. */
  OFF,
  /** The virtual hosts answer; nothing else is carried. */
  GATEWAY
}
