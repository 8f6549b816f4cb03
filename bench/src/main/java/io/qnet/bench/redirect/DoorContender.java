package io.qnet.bench.redirect;

import io.qnet.bench.host.BenchException;
import io.qnet.bench.host.Child;
import io.qnet.bench.host.Namespace;
import io.qnet.bench.host.Outdoors;
import io.qnet.bench.load.Servers;
import io.qnet.bench.load.Servers.Door;
import io.qnet.bench.tap.OurGateway;
import io.qnet.bench.tap.PastaGateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Who leads from a port of the host to a server in a namespace. */
enum DoorContender {
  /** Us, as a user has it who says nothing. */
  QNET_1500("qnet-1500", "qnet", 1) {
    @Override
    Doorway open(Outdoors outdoors) throws BenchException, IOException, InterruptedException {
      return ours(outdoors, 1500);
    }
  },
  /** pasta, from the host's loopback: socket to socket. */
  PASTA("pasta", PastaGateway.NAME, 2) {
    @Override
    Doorway open(Outdoors outdoors) throws BenchException, IOException, InterruptedException {
      return pasta(outdoors, "127.0.0.1");
    }
  },
  /** A relay in front of a kernel's network. */
  SOCAT("socat", "socat", 3) {
    @Override
    Doorway open(Outdoors outdoors) throws BenchException, IOException, InterruptedException {
      Namespace inner = Namespace.create(outdoors.children());
      Namespace host = outdoors.namespace();
      host.ip("link", "add", "so0", "type", "veth", "peer", "so1", "netns", inner.name());
      host.ip("addr", "add", "10.0.3.2/24", "dev", "so0");
      host.ip("link", "set", "so0", "up");
      inner.ip("addr", "add", "10.0.3.15/24", "dev", "so1");
      inner.ip("link", "set", "so1", "up");
      Servers.startInside(outdoors, inner);
      relay(outdoors, echo(), Servers.ECHO);
      relay(outdoors, iperf(), Servers.IPERF);
      return new Doorway(word(), door("127.0.0.1"), null);
    }
  },
  /** Us, over a device with an MTU as large as pasta's. */
  QNET_65520("qnet-65520", "qnet", 4) {
    @Override
    Doorway open(Outdoors outdoors) throws BenchException, IOException, InterruptedException {
      return ours(outdoors, 65520);
    }
  },
  /** pasta, from another address: by way of its device, as we do it. */
  PASTA_TAP("pasta-tap", PastaGateway.NAME, 5) {
    @Override
    Doorway open(Outdoors outdoors) throws BenchException, IOException, InterruptedException {
      return pasta(outdoors, "192.0.2.2");
    }
  };

  private static final int FIRST_ECHO = 7100;
  private static final int FIRST_IPERF = 5300;
  private static final Duration START = Duration.ofSeconds(10);

  private final String word;
  private final String program;
  private final int number;

  DoorContender(String word, String program, int number) {
    this.word = word;
    this.program = program;
    this.number = number;
  }

  /** In tables. */
  String word() {
    return word;
  }

  /** As {@code --peers} has it. */
  String program() {
    return program;
  }

  boolean ours() {
    return program.equals("qnet");
  }

  /** Opens it, with a server behind it. */
  abstract Doorway open(Outdoors outdoors) throws BenchException, IOException, InterruptedException;

  int echo() {
    return FIRST_ECHO + number;
  }

  int iperf() {
    return FIRST_IPERF + number;
  }

  Door door(String host) {
    return new Door(host, echo(), iperf());
  }

  Doorway ours(Outdoors outdoors, int mtu)
      throws BenchException, IOException, InterruptedException {
    OurGateway gateway =
        OurGateway.start(
            outdoors,
            mtu,
            "hostfwd=tcp::" + echo() + "-:" + Servers.ECHO,
            "hostfwd=tcp::" + iperf() + "-:" + Servers.IPERF);
    Servers.startInside(outdoors, gateway.namespace());
    return new Doorway(word, door("127.0.0.1"), gateway.program());
  }

  Doorway pasta(Outdoors outdoors, String host)
      throws BenchException, IOException, InterruptedException {
    String forwards = echo() + ":" + Servers.ECHO + "," + iperf() + ":" + Servers.IPERF;
    Namespace inner = PastaGateway.start(outdoors, 65520, forwards);
    Servers.startInside(outdoors, inner);
    return new Doorway(word, door(host), null);
  }

  private static void relay(Outdoors outdoors, int from, int to)
      throws BenchException, InterruptedException {
    List<String> words = new ArrayList<>(List.of("socat"));
    words.add("TCP-LISTEN:" + from + ",bind=127.0.0.1,fork,reuseaddr");
    words.add("TCP:10.0.3.15:" + to);
    Child relay = outdoors.start(words, Map.of());
    relay.await(() -> listens(relay, from), START, "did not listen at port " + from);
  }

  /** Whether somebody listens at 127.0.0.1 where {@code child} runs (proc(5)). */
  private static boolean listens(Child child, int port) {
    String listener = "0100007F:%04X 00000000:0000 0A".formatted(port);
    try {
      Path table = Path.of("/proc/" + child.pid() + "/net/tcp");
      return Files.readString(table).contains(listener);
    } catch (IOException ended) {
      return false;
    }
  }
}
