package io.qnet.tap.broker;

/**
 * What the broker answers: {@code made} and the device, with its descriptor beside it; or {@code
 * refused}, and two lines.
 *
 * @param made whether the caller gets what it asked for
 * @param first the device, or the line that QEMU's helper would print
 * @param second the hint
 */
record Answer(boolean made, String first, String second) {
  /** Octets that an answer has at most. */
  static final int MOST = 4096;

  private static final int MOST_OF_LINE = 1500;

  static Answer made(String device) {
    return new Answer(true, device, "");
  }

  static Answer refused(RefusedException refused) {
    return new Answer(false, line(refused.line()), line(refused.hint()));
  }

  private static String line(String text) {
    String line = text.replace('\n', ' ');
    return line.substring(0, Math.min(MOST_OF_LINE, line.length()));
  }

  String text() {
    return (made ? "made\n" : "refused\n") + first + "\n" + second;
  }

  static Answer parse(String text) {
    String[] lines = text.split("\n", 3);
    return new Answer(
        lines[0].equals("made"),
        lines.length > 1 ? lines[1] : "the broker closed the connection",
        lines.length > 2 ? lines[2] : "look at its log: journalctl -u qnet-broker");
  }
}
