package io.qnet.bench.load;

import io.qnet.bench.host.BenchException;
import io.qnet.bench.host.Child;
import io.qnet.bench.host.Namespace;
import io.qnet.bench.host.Outdoors;
import io.qnet.bench.result.Sample;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The far ends of all workloads, and the clients for them. */
public final class Servers {
  /** Where qnet-load's server listens. */
  public static final int ECHO = 7000;

  /** Where iperf3's server listens. */
  public static final int IPERF = 5201;

  private static final Duration START = Duration.ofSeconds(10);
  private static final Duration OPENING = Duration.ofMinutes(2);

  private final Outdoors outdoors;
  private final Path program;

  private Servers(Outdoors outdoors, Path program) {
    this.outdoors = outdoors;
    this.program = program;
  }

  /** Starts what stays. */
  public static Servers start(Outdoors outdoors)
      throws BenchException, IOException, InterruptedException {
    Path program = LoadProgram.dynamic(outdoors.children(), outdoors.plan().cache());
    Child echo = outdoors.start(List.of(program.toString(), "server", "" + ECHO), Map.of());
    echo.await("ready", START);
    return new Servers(outdoors, program);
  }

  /**
   * Measures once.
   *
   * @param from where the client runs
   * @param host what the client calls the host
   */
  public Outcome measure(Workload workload, Namespace from, String host, double seconds)
      throws BenchException, IOException, InterruptedException {
    if (!workload.iperf()) {
      return client(
          workload,
          from,
          List.of(program.toString(), workload.word(), host, "" + ECHO, number(seconds)),
          seconds);
    }
    Child server = iperf(outdoors);
    try {
      List<String> words =
          new ArrayList<>(
              List.of("iperf3", "-J", "-c", host, "-p", "" + IPERF, "-t", whole(seconds)));
      words.addAll(workload.options());
      return client(workload, from, words, seconds);
    } finally {
      outdoors.children().end(server);
    }
  }

  /** Opens connections at a rate, each for an octet there and one back. */
  public Outcome paced(Namespace from, String host, double seconds, int rate)
      throws BenchException, IOException, InterruptedException {
    return client(
        Workload.TCP_PACED,
        from,
        List.of(
            program.toString(),
            Workload.TCP_PACED.word(),
            host,
            "" + ECHO,
            number(seconds),
            "" + rate),
        seconds);
  }

  /**
   * Opens connections that stay until the input of the client ends; it then prints "alive" and how
   * many of them still answered.
   */
  public Child hold(Namespace from, String host, int connections)
      throws BenchException, InterruptedException {
    List<String> words = List.of(program.toString(), "hold", host, "" + ECHO, "" + connections);
    Child client = outdoors.children().start(from.in(outdoors.pinned(words)));
    client.await("ready " + connections, OPENING);
    return client;
  }

  /** Starts an iperf3 that serves one client after the other, until it is ended. */
  public static Child iperf(Outdoors outdoors) throws BenchException, InterruptedException {
    Child server =
        outdoors.start(
            List.of("iperf3", "-s", "-B", "127.0.0.1", "-p", "" + IPERF, "--forceflush"), Map.of());
    server.await("listening", START);
    return server;
  }

  /**
   * Sends frames as QEMU does.
   *
   * @param socket where somebody listens for a guest
   * @param octets of each frame
   */
  public Outcome frames(Path socket, int octets, double seconds)
      throws BenchException, IOException, InterruptedException {
    return client(
        Workload.FRAMES,
        outdoors.namespace(),
        List.of(
            program.toString(),
            "frames",
            socket.toString(),
            "" + ECHO,
            number(seconds),
            "" + octets),
        seconds);
  }

  /**
   * Sends frames from one port of a switch to another.
   *
   * @param where the directory of a VDE switch, or two sockets with a comma between
   * @param octets of each frame
   */
  public Outcome pump(String where, int octets, double seconds)
      throws BenchException, IOException, InterruptedException {
    return client(
        Workload.FRAMES,
        outdoors.namespace(),
        List.of(program.toString(), "pump", where, number(seconds), "" + octets),
        seconds);
  }

  private Outcome client(Workload workload, Namespace from, List<String> words, double seconds)
      throws BenchException, IOException, InterruptedException {
    Duration atMost = Duration.ofMillis(Math.round(seconds * 1000) + 8_000);
    Optional<Child> ended = outdoors.children().run(from.in(outdoors.pinned(words)), atMost);
    if (ended.isEmpty()) {
      return Outcome.trouble("no end within " + atMost.toSeconds() + " s");
    }
    Child client = ended.get();
    if (client.status() != 0) {
      String said = client.err().isEmpty() ? client.out() : client.err();
      return Outcome.trouble(said.strip().lines().findFirst().orElse("status " + client.status()));
    }
    return new Outcome(Optional.of(workload.sample(client.out())), "");
  }

  /**
   * How a measurement ended.
   *
   * @param sample nothing if it came to no good end
   * @param trouble why not
   */
  public record Outcome(Optional<Sample> sample, String trouble) {
    static Outcome trouble(String why) {
      return new Outcome(Optional.empty(), why);
    }
  }

  /** iperf3 knows whole seconds only, and takes 0 for endless. */
  public static String whole(double seconds) {
    return "" + Math.max(1, Math.round(seconds));
  }

  private static String number(double seconds) {
    return String.format(Locale.ROOT, "%.1f", seconds);
  }
}
