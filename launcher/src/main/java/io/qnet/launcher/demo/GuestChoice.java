package io.qnet.launcher.demo;

import io.qnet.launcher.guest.Architecture;

/**
 * Who is the guest of a tour.
 *
 * @param kind of what kind it is
 * @param processor that of a machine
 */
public record GuestChoice(Kind kind, Architecture processor) {
  /** Machine or not. */
  public enum Kind {
    /** QEMU where it can be had, else the station. */
    BEST,
    /** A micro-guest in QEMU, or an error. */
    QEMU,
    /** The built-in station. */
    STATION
  }
}
