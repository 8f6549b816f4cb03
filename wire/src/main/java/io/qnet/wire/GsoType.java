package io.qnet.wire;

/**
 * Into which packets a super-frame still has to be cut, in the terms of {@code virtio_net_hdr}
 * (Virtio 1.2, section 5.1.6).
 */
public enum GsoType {
  /** One packet, as it stands. */
  NONE,
  /** TCP over IPv4. */
  TCP4,
  /** TCP over IPv6. */
  TCP6,
  /** UDP over either IP. */
  UDP
}
