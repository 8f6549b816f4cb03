package io.qnet.fuzz;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One step of a script.
 *
 * <pre>
 *  0      1        3
 *  | kind | length | octets ...
 * </pre>
 *
 * <p>The last one may be shorter than it says. What a kind means is its target's business.
 *
 * @param kind 0 to 255
 * @param octets what it is about
 */
@SuppressWarnings("ArrayRecordComponent") // steps are never compared
record Step(int kind, byte[] octets) {
  private static final int HEADER = 3;

  /** Most steps of one script: more only make a run slow. */
  private static final int MOST = 200;

  /** The steps in an input; any octets are some steps. */
  static List<Step> read(byte[] input) {
    List<Step> steps = new ArrayList<>();
    int at = 0;
    while (at + HEADER <= input.length && steps.size() < MOST) {
      int length = ((input[at + 1] & 0xff) << 8) | (input[at + 2] & 0xff);
      int from = at + HEADER;
      int to = Math.min(input.length, from + length);
      steps.add(new Step(input[at] & 0xff, Arrays.copyOfRange(input, from, to)));
      at = to;
    }
    return steps;
  }

  /** An input of these steps. */
  static byte[] write(List<Step> steps) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Step step : steps) {
      out.write(step.kind);
      out.write(step.octets.length >>> 8);
      out.write(step.octets.length);
      out.writeBytes(step.octets);
    }
    return out.toByteArray();
  }

  /** The octet at {@code index}, or 0 behind the end. */
  int octet(int index) {
    return index < octets.length ? octets[index] & 0xff : 0;
  }

  /** The octets from {@code index} on. */
  byte[] from(int index) {
    return index < octets.length ? Arrays.copyOfRange(octets, index, octets.length) : new byte[0];
  }
}
