package io.qnet.bench.redirect;

import io.qnet.bench.guest.Machines;
import io.qnet.bench.guest.SocketDaemon;
import io.qnet.bench.host.BenchException;
import io.qnet.bench.host.Outdoors;
import io.qnet.bench.load.LoadProgram;
import io.qnet.bench.load.Servers;
import io.qnet.bench.load.Servers.Door;
import io.qnet.bench.load.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A machine that serves behind a door, until somebody calls the port that ends it. */
final class GuestDoor implements AutoCloseable {
  private static final int END = 9;
  private static final int FIRST_END = 9100;
  private static final Duration POWER_OFF = Duration.ofSeconds(20);
  private static final int LOOK_MS = 250;
  private static final Duration BOOT = Duration.ofMinutes(3);
  private static final Duration LONGEST = Duration.ofMinutes(30);

  private final Outdoors outdoors;
  private final String name;
  private final Door door;
  private final int end;
  private final @Nullable SocketDaemon daemon;
  private @Nullable Booted machine;

  private GuestDoor(
      Outdoors outdoors, String name, Door door, int end, @Nullable SocketDaemon daemon) {
    this.outdoors = outdoors;
    this.name = name;
    this.door = door;
    this.end = end;
    this.daemon = daemon;
  }

  /** Ours: a process of its own, with large segments. */
  static GuestDoor ours(Outdoors outdoors) {
    Door door = new Door("127.0.0.1", 7110, 5310);
    int end = FIRST_END;
    return new GuestDoor(
        outdoors,
        "qnet-guest",
        door,
        end,
        new SocketDaemon(SocketDaemon.OURS, 65520, rules(door, end).split(",")));
  }

  /** QEMU's own user mode. */
  static GuestDoor libslirp(Outdoors outdoors) {
    return new GuestDoor(
        outdoors, "libslirp", new Door("127.0.0.1", 7111, 5311), FIRST_END + 1, null);
  }

  private static String rules(Door door, int end) {
    return "hostfwd=tcp:127.0.0.1:%d-:%d,hostfwd=tcp:127.0.0.1:%d-:%d,hostfwd=tcp:127.0.0.1:%d-:%d"
        .formatted(door.echo(), Servers.ECHO, door.iperf(), Servers.IPERF, end, END);
  }

  /** In tables. */
  String name() {
    return name;
  }

  /** Where clients call. */
  Door door() {
    return door;
  }

  /** Boots the machine; it serves when this returns. */
  void open(Machines machines, Servers servers)
      throws BenchException, IOException, InterruptedException {
    Path load = LoadProgram.standalone(outdoors.children(), outdoors.plan().cache());
    String netdev =
        daemon == null
            ? "user," + rules(door, end)
            : "stream,server=off,addr.type=unix,addr.path=" + daemon.ready(outdoors);
    Path scratch = Files.createDirectories(outdoors.scratch().resolve(name));
    Machines.Job job =
        new Machines.Job(
            outdoors.namespace().in(outdoors.pinned(List.of())),
            netdev,
            script(daemon == null ? 1500 : 65520, load),
            load,
            scratch,
            LONGEST);
    Booted running = Booted.start(machines, job);
    machine = running;
    long last = System.nanoTime() + BOOT.toNanos();
    while (servers.measure(Workload.TCP_RR, outdoors.namespace(), door, 0.1).sample().isEmpty()) {
      if (running.ended() || System.nanoTime() - last > 0) {
        throw BenchException.failed(
            name
                + ": the guest does not serve: "
                + (running.ended()
                    ? running.said()
                    : "no answer within " + BOOT.toMinutes() + " minutes"),
            "its door was not measured",
            "boot it by hand: qnet run --text");
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MS); // the guest needs the processor
    }
  }

  private static String script(int mtu, Path load) {
    return """
    ip link set lo up
    ip link set eth0 mtu %d up
    ip addr add 10.0.2.15/24 dev eth0
    ip route add default via 10.0.2.2
    iperf3 -s -p %d > /dev/null 2>&1 &
    %s server %d 0.0.0.0 > /dev/null 2>&1 &
    nc -l -p %d > /dev/null < /dev/null
    """
        .formatted(mtu, Servers.IPERF, load.getFileName(), Servers.ECHO, END);
  }

  /** Has the machine power off; waits for that, and kills what does not. */
  @Override
  public void close() throws BenchException {
    try {
      powerOff();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    if (daemon != null) {
      daemon.stop(outdoors);
    }
  }

  private void powerOff() throws BenchException, InterruptedException {
    Booted running = machine;
    if (running != null) {
      String call = "echo end > /dev/tcp/127.0.0.1/" + end;
      try {
        outdoors.children().run(outdoors.namespace().in(List.of("bash", "-c", call)), BOOT);
      } finally {
        running.awaitEnd(POWER_OFF);
      }
    }
  }
}
