package io.qnet.web;

import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A link, what was set to go wrong on it, and what did.
 *
 * @param link its name
 * @param set in the words of {@code qnet impair}, with the seed; empty if nothing is
 * @param state which of several states it is in; empty where there are not several
 * @param to frames to the machine; null if nothing is set
 * @param from frames of the machine; null if nothing is set
 */
public record ImpairedLinkRow(
    String link, String set, String state, @Nullable Tally to, @Nullable Tally from) {
  /**
   * What became of the frames of one direction since it was set.
   *
   * @param lost by chance
   * @param overflowed that found the buffer full
   * @param oversize that were longer than the MTU
   * @param waiting octets that are under way
   * @param leastDelay in milliseconds, as the other delays
   * @param rate bits per second that were delivered, in the last whole second
   */
  public record Tally(
      long frames,
      long octets,
      long lost,
      long overflowed,
      long oversize,
      long duplicated,
      long corrupted,
      long reordered,
      long delivered,
      long waiting,
      double leastDelay,
      double meanDelay,
      double mostDelay,
      long rate) {
    private JsonObject object() {
      return new JsonObject()
          .put("frames", frames)
          .put("octets", octets)
          .put("lost", lost)
          .put("overflowed", overflowed)
          .put("oversize", oversize)
          .put("duplicated", duplicated)
          .put("corrupted", corrupted)
          .put("reordered", reordered)
          .put("delivered", delivered)
          .put("waiting", waiting)
          .put("leastDelay", leastDelay)
          .put("meanDelay", meanDelay)
          .put("mostDelay", mostDelay)
          .put("rate", rate);
    }
  }

  private JsonObject object() {
    return new JsonObject()
        .put("link", link)
        .put("set", set)
        .put("state", state)
        .put("to", to == null ? null : to.object())
        .put("from", from == null ? null : from.object());
  }

  static String json(List<ImpairedLinkRow> rows) {
    return ApiJson.all(rows, ImpairedLinkRow::object).encode();
  }
}
