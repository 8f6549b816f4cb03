package io.qnet.launcher.vm;

import io.qnet.launcher.port.PortSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A machine as commands to type: what is to be started first, and QEMU. */
public final class DryRun {
  private static final int FIRST_PORT = 20_000;
  private static final int PORTS = 10_000;

  private final VmPlan plan;
  private final Map<Integer, NetBackend> backends = new HashMap<>();
  private final List<List<String>> first = new ArrayList<>();

  /**
   * Of {@code plan}.
   *
   * @param directories where the run directory of a name is
   */
  public DryRun(VmPlan plan, Function<String, Path> directories) {
    this.plan = plan;
    for (Card card : plan.cards()) {
      if (card.mode() instanceof NetMode.Native direct) {
        backends.put(card.number(), direct.backend());
      } else {
        String name = plan.name() + (card.number() == 0 ? "" : "-net" + card.number());
        int inetPort = FIRST_PORT + Math.floorMod(card.mac().hashCode(), PORTS);
        PortSpec.Stream port =
            VmNetworks.port(plan, directories.apply(name), "net0.sock", inetPort);
        first.add(
            card.mode() instanceof NetMode.Relayed relayed
                ? relay(name, port, relayed)
                : gateway(name, port, (NetMode.Gateway) card.mode()));
        backends.put(card.number(), NetBackend.to(port, plan.features()));
      }
    }
  }

  /** The socket is the one that {@code qnet user} makes for this name; TCP for an older QEMU. */
  private List<String> gateway(String name, PortSpec.Stream port, NetMode.Gateway mode) {
    List<String> line = new ArrayList<>(List.of("./qnet", "user", "--name", name));
    if (!plan.features().stream()) {
      line.addAll(List.of("--port", port.toString()));
    }
    line.addAll(mode.options());
    return line;
  }

  /** A hub of two: the socket, and a cable into the switch. */
  private static List<String> relay(String name, PortSpec.Stream port, NetMode.Relayed mode) {
    return List.of(
        "./qnet",
        "switch",
        "--name",
        name,
        "--hub",
        "--port",
        port.toString(),
        "--port",
        mode.place().toString());
  }

  /** Sentences for people. */
  public List<String> notices() {
    List<String> notices = new ArrayList<>(plan.notices());
    for (CdFile file : plan.copies()) {
      if (!Files.exists(file.target())) {
        notices.add("qnet run copies this out of the CD first; by hand: " + file.command());
      }
    }
    if (plan.web()) {
      notices.add("the page is qnet run's own; in this line its place is taken by VNC:");
      notices.addAll(Display.inPlaceOfPage().notices());
    }
    return notices;
  }

  /** Commands that have to run before QEMU starts. */
  public List<List<String>> first() {
    return first;
  }

  /** QEMU and its arguments. */
  public List<String> words() {
    return plan.plainWords(backends);
  }
}
