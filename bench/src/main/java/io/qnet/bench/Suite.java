package io.qnet.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What can be measured. */
public enum Suite {
  /** A network namespace on a TAP device. */
  TAP,
  /** A Linux in QEMU. */
  GUEST,
  /** Frames as QEMU sends them, without QEMU. */
  STREAM,
  /** Ports redirected into a guest. */
  REDIRECT,
  /** Frames from port to port. */
  SWITCH,
  /** How soon it is ready, how much memory it takes, how soon it stops. */
  START,
  /** Many connections, connections at a rate, captures, every MTU; ours beside itself. */
  SCALE,
  /** Single steps, in this process. Only by name: it says nothing about anybody else. */
  MICRO;

  /** As it is typed. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The suite of that word. */
  public static Optional<Suite> of(String word) {
    return Arrays.stream(values()).filter(suite -> suite.word().equals(word)).findFirst();
  }

  /** All words. */
  public static List<String> words() {
    return Arrays.stream(values()).map(Suite::word).toList();
  }

  /** Those that are run if none is named. */
  public static List<Suite> usual() {
    return List.of(TAP, GUEST, STREAM, START);
  }

  /** Whether the mode that it measures is in this version. */
  public boolean measures() {
    return this != REDIRECT;
  }
}
