package io.qnet.wire;

/**
 * What a link's far end takes unprepared.
 *
 * @param maxFrame longest frame it takes, in octets with the Ethernet header
 * @param checksum transport checksums may be left to it
 * @param tso4 TCP/IPv4 super-frames may be left whole
 * @param tso6 TCP/IPv6 super-frames may be left whole
 * @param uso UDP super-frames may be left whole
 */
public record Offloads(int maxFrame, boolean checksum, boolean tso4, boolean tso6, boolean uso) {
  /** The longest frame QEMU's socket back-ends carry (its NET_BUFSIZE, 4096 + 65536). */
  public static final int QEMU_MAX_FRAME = 69632;

  /** A peer that wants every frame finished, as all of QEMU's socket back-ends do. */
  public static final Offloads PLAIN = new Offloads(QEMU_MAX_FRAME, false, false, false, false);
}
