package io.qnet.launcher.why;

import io.qnet.launcher.api.ApiClient;
import io.qnet.launcher.cli.Failure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What became of something, in sentences. */
public final class Why {
  private static final Pattern PACKET = Pattern.compile("(.+):(\\d{1,9})");

  private Why() {}

  /**
   * Answers.
   *
   * @param what a flow, two stations, or a packet of a capture
   * @param client of what runs; asked for only where a running thing is meant
   * @throws Failure if {@code what} is none of them, or there is nothing to look at
   */
  public static List<String> of(String what, Callable<ApiClient> client) throws Exception {
    Matcher packet = PACKET.matcher(what);
    if (packet.matches() && Files.isRegularFile(Path.of(packet.group(1)))) {
      return PacketAnswer.of(Path.of(packet.group(1)), Integer.parseInt(packet.group(2)));
    }
    FlowQuestion flow = FlowQuestion.parse(what);
    if (flow != null) {
      return FlowAnswer.of(client.call(), flow);
    }
    @Nullable List<String> stations = StationAnswer.of(client, what);
    if (stations != null) {
      return stations;
    }
    throw Failure.usage(
        "'" + what + "' is no flow, no station, and no packet of a capture that is there",
        "nothing was looked at",
        "write a flow as qnet nat does, tcp:10.0.2.15:40000; stations as qnet switch hash does,"
            + " 52:54:00:12:34:56-52:54:00:12:34:57; a packet as FILE.pcapng:17");
  }
}
