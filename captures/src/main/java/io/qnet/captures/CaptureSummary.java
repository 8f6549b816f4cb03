package io.qnet.captures;

import org.jspecify.annotations.Nullable;

/**
 * What became of a capture.
 *
 * @param name the file's name
 * @param packets how many were taken
 * @param lost how many passed untaken while it ran, because the writer did not keep up
 * @param octets length of what was written
 * @param failure why writing ended early, or null
 */
public record CaptureSummary(
    String name, long packets, long lost, long octets, @Nullable String failure) {
  @Override
  public String toString() {
    String text = "capture " + name + ": " + packets + (packets == 1 ? " packet" : " packets");
    if (lost > 0) {
      text += ", " + lost + " lost";
    }
    return failure == null ? text : text + "; " + failure;
  }
}
