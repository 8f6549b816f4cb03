package io.qnet.vde.console;

import io.qnet.vde.SwitchControl.Outcome;

/** How a command ended, by the system's numbers and words (errno(3)). */
enum Errno {
  OK(0, "Success"),
  EPERM(1, "Operation not permitted"),
  ENOENT(2, "No such file or directory"),
  ENXIO(6, "No such device or address"),
  EEXIST(17, "File exists"),
  ENODEV(19, "No such device"),
  EINVAL(22, "Invalid argument"),
  ENOSYS(38, "Function not implemented"),
  EADDRINUSE(98, "Address already in use");

  private final int number;
  private final String words;

  Errno(int number, String words) {
    this.number = number;
    this.words = words;
  }

  static Errno of(Outcome outcome) {
    return switch (outcome) {
      case DONE -> OK;
      case NOT_THERE -> ENXIO;
      case THERE_ALREADY -> EEXIST;
      case IN_USE -> EADDRINUSE;
      case INVALID -> EINVAL;
    };
  }

  /** The line that ends an answer. */
  String line() {
    return 1000 + number + " " + words;
  }
}
