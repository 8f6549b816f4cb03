package io.qnet.vde.stp;

/** What a port is for the tree (IEEE 802.1D-2004, 17.7). */
public enum PortRole {
  /** Nothing: it is down, or was taken out of service. */
  DISABLED,
  /** The way to the root. */
  ROOT,
  /** This bridge is the way to the root for the others on this wire. */
  DESIGNATED,
  /** Another way to the root, in reserve. */
  ALTERNATE,
  /** A second port on a wire that another port of this bridge already serves. */
  BACKUP
}
