package io.qnet.launcher.station;

import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.port.PortSpec;
import io.qnet.launcher.run.Session;
import io.qnet.launcher.run.StopSignal;
import io.qnet.wire.address.MacAddress;
import java.io.BufferedReader;
import java.io.PrintStream;
import java.util.List;
import java.util.function.Consumer;

/** One run of one verb, from plugging in to unplugging. */
public final class StationRun implements Session {
  private final PortSpec port;
  private final MacAddress mac;
  private final List<String> words;
  private final StationWords verb;
  private final PrintStream out;
  private final BufferedReader in;
  private final StopSignal stop = new StopSignal();

  /**
   * A run that plugs the card {@code mac} into {@code port}.
   *
   * @param words the verb and its arguments
   * @param out where results go
   * @param in where a shell reads
   * @throws Failure with exit code 2 if the words are wrong
   */
  public StationRun(
      PortSpec port, MacAddress mac, List<String> words, PrintStream out, BufferedReader in) {
    this.port = port;
    this.mac = mac;
    this.words = List.copyOf(words);
    this.verb = StationWords.check(words);
    this.out = out;
    this.in = in;
  }

  /**
   * Does the verb. Being stopped is the proper end of a server or a shell, and an interruption of
   * all others.
   */
  @Override
  public void run(Consumer<PortSpec> ready) {
    stop.begin();
    try (StationSession session = StationSession.plugIn(port, mac)) {
      ready.accept(session.port());
      try {
        new StationVerbs(session, out, in).run(words);
      } finally {
        stop.end();
      }
    } catch (InterruptedException | Failure ended) {
      if (stop.given() && !verb.lasting()) {
        throw Failure.interrupted(
            "qnet station " + words.get(0) + " was interrupted",
            "it did not finish; the station is unplugged",
            "start it again");
      }
      if (!stop.given() && ended instanceof Failure failure) {
        throw failure;
      }
    } finally {
      stop.end();
    }
  }

  @Override
  public void close() {
    stop.give();
  }
}
