package io.qnet.launcher.demo;

/** Who is the guest of a tour. */
public enum GuestChoice {
  /** QEMU where it can be had, else the station. */
  BEST,
  /** A micro-guest in QEMU, or an error. */
  QEMU,
  /** The built-in station. */
  STATION
}
