package io.qnet.launcher.user;

import java.util.List;

/**
 * Some options of a user-mode network that belong together. It takes them one by one; what they
 * come to together it is asked once all are taken.
 */
interface OptionGroup {
  /** Its keys, as they are written. */
  List<String> keys();

  /** Those of its keys that may stand alone, which QEMU reads as switched on. */
  default List<String> switches() {
    return List.of();
  }

  /**
   * Takes one of its keys; of two equal ones the last counts, or both where that makes sense.
   *
   * @throws IllegalArgumentException if the value is wrong; the message is one sentence
   * @throws io.qnet.launcher.cli.Failure if it is wrong and there is more to say
   */
  void take(String key, String value);
}
