package io.qnet.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.qnet.launcher.api.ApiClient;
import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.cli.ListForm;
import io.qnet.launcher.cli.Terminal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code qnet impair}: makes a link a bad one. */
@Command(
    name = "impair",
    header = "make a link lose, delay, slow down: while it runs",
    customSynopsis = {
      "qnet impair [LINK] [--on NAME] [-o table|json]",
      "  qnet impair LINK VALUE... [--on NAME]",
      "  qnet impair LINK off [--on NAME]"
    },
    description = {
      "Sets what goes wrong on a link of something that runs, in place of what was set before, and"
          + " shows it; without values, shows what is set and what came of it: one line for the"
          + " frames to the machine, one for its own. LINK is a name of that list, such as"
          + " user1.net0, or its last part, net0. Frames that are under way arrive as they would"
          + " have.",
      "",
      "A value holds for each direction; with to: or from: in front of it, for frames to or from"
          + " the machine alone. So delay=20ms adds 40 ms to a round trip, to:delay=20ms 20 ms.",
      "",
      "JSON: an array of objects with the fields link, set, state, to and from; these two have the"
          + " fields frames, octets, lost, overflowed, oversize, duplicated, corrupted, reordered,"
          + " delivered, waiting (octets), leastDelay, meanDelay, mostDelay (milliseconds) and rate"
          + " (bits per second in the last whole second), or are null."
    },
    footer = {
      "  qnet impair net0 delay=20ms jitter=5ms loss=1%%",
      "  qnet impair net0 to:rate=10Mbit from:rate=1Mbit to:buffer=64k",
      "  qnet impair net0 state=good state=bad loss=30%% edge=good:bad:2%% edge=bad:good:20%%",
      "  qnet impair -o json",
      "  qnet impair net0 off",
      "  qnet user --impair 'delay=20ms loss=1%% seed=7'",
      "",
      "Values:",
      "  delay=TIME     how long a frame travels: 20ms, 500us, 1s",
      "  jitter=TIME    the delay varies by as much, up and down",
      "  spread=uniform|normal   how it varies; normal: jitter is three deviations",
      "  fifo=on|off    off: a frame with a short delay overtakes one with a long    on",
      "  loss=SHARE     lost frames: 1%% or 0.01",
      "  burst=N        so many in a row are lost, on average (Gilbert's model)       1",
      "  dup=SHARE      frames that arrive twice",
      "  corrupt=SHARE  frames of which one bit is turned",
      "  noise=N        bits that are turned in each 2^20 octets",
      "  reorder=SHARE  frames that the next one overtakes; if none comes, 10 ms late",
      "  rate=RATE      10Mbit, 64kbit, 1MB/s; what does not fit into the buffer is lost",
      "  buffer=OCTETS  what may wait for its turn: 64k, 1M     100 ms of rate, 64k at least",
      "  speed=RATE     the same, but who sends to the machine waits instead of losing",
      "  mtu=OCTETS     longer frames are lost; the Ethernet header does not count",
      "  seed=N         the same seed and the same frames meet the same fates; made up and",
      "                 shown where it is missing",
      "  state=NAME     the values that follow hold in this state; those before, in all",
      "  edge=A:B:SHARE state B follows state A, with this chance after each period",
      "  period=TIME    how often that is drawn                                     100ms",
      "",
      "Files:",
      "  $XDG_RUNTIME_DIR/qnet/NAME/api.json, else /tmp/qnet-UID/NAME/api.json"
    })
final class ImpairCommand implements Callable<Integer> {
  private static final String LINE = "%-16s %-4s %10s %18s %8s %6s %9s %24s %12s%n";
  private static final double MEGA = 1e6;
  private static final double PERCENT = 100.0;

  private final Terminal terminal;

  @Mixin private OnName on = new OnName();

  @Parameters(
      paramLabel = "LINK VALUE",
      arity = "0..*",
      description = "Which link, and what is to go wrong on it; off for nothing.")
  private List<String> words = new ArrayList<>();

  @Mixin private ListForm form = new ListForm();

  ImpairCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    form.check();
    if (!words.isEmpty() && words.get(0).contains("=")) {
      throw Failure.usage(
          "'" + words.get(0) + "' is a value, but a link comes first",
          "nothing was changed",
          "qnet impair lists the links; then: qnet impair LINK " + words.get(0));
    }
    form.print(terminal, ofLink(ask(on.client(terminal))), this::table);
    return 0;
  }

  private JsonNode ask(ApiClient client) {
    if (words.size() < 2) {
      return client.get("/impairments");
    }
    String path = "/impairments/" + ApiClient.quoted(words.get(0));
    List<String> values = words.subList(1, words.size());
    return values.equals(List.of("off"))
        ? client.delete(path)
        : client.put(path, String.join(" ", values));
  }

  /** The row of the link that is meant; all rows where none is. */
  private JsonNode ofLink(JsonNode rows) {
    if (words.isEmpty()) {
      return rows;
    }
    String name = words.get(0);
    ArrayNode meant = new ObjectMapper().createArrayNode();
    List<String> names = new ArrayList<>();
    for (JsonNode row : rows) {
      String link = row.path("link").asText();
      names.add(link);
      if (link.equals(name) || link.endsWith("." + name)) {
        meant.add(row);
      }
    }
    if (meant.isEmpty()) {
      throw Failure.failed(
          "there is no link '" + name + "'",
          "the links are: " + String.join(", ", names),
          "qnet impair lists them");
    }
    return meant;
  }

  private void table(JsonNode rows) {
    terminal
        .out()
        .printf(LINE, "LINK", "WAY", "FRAMES", "LOST", "FULL", "TWICE", "CORRUPT", "DELAY", "RATE");
    for (JsonNode row : rows) {
      String link = row.path("link").asText();
      for (String way : List.of("to", "from")) {
        if (row.path(way).isObject()) {
          line(link, way, row.path(way));
        }
      }
      String set = row.path("set").asText();
      String state = row.path("state").asText();
      terminal
          .out()
          .println(
              link
                  + ": "
                  + (set.isEmpty() ? "nothing is set" : set)
                  + (state.isEmpty() ? "" : "; now in state " + state));
    }
  }

  private void line(String link, String way, JsonNode tally) {
    long frames = tally.path("frames").asLong();
    long lost = tally.path("lost").asLong() + tally.path("oversize").asLong();
    double share = frames == 0 ? 0 : PERCENT * lost / frames;
    terminal
        .out()
        .printf(
            Locale.ROOT,
            LINE,
            link,
            way,
            frames,
            String.format(Locale.ROOT, "%d (%.2f%%)", lost, share),
            tally.path("overflowed").asLong(),
            tally.path("duplicated").asLong(),
            tally.path("corrupted").asLong(),
            String.format(
                Locale.ROOT,
                "%.2f/%.2f/%.2f ms",
                tally.path("leastDelay").asDouble(),
                tally.path("meanDelay").asDouble(),
                tally.path("mostDelay").asDouble()),
            String.format(Locale.ROOT, "%.2f Mbit/s", tally.path("rate").asLong() / MEGA));
  }
}
