package io.qnet.launcher.demo;

import static io.qnet.launcher.demo.StepFailure.unless;

import io.qnet.launcher.fabric.Occurrences;
import io.qnet.launcher.fabric.SwitchPlan;
import io.qnet.launcher.fabric.SwitchSegment;
import io.qnet.launcher.port.PortSpec;
import io.qnet.launcher.station.StationAddress;
import io.qnet.launcher.work.Awaited;
import io.qnet.vde.PortOrder;
import io.qnet.vde.PortRow;
import io.qnet.vde.PortState;
import io.qnet.vde.StationRow;
import io.qnet.vde.SwitchSnapshot;
import io.qnet.vde.VirtualSwitch;
import io.qnet.wire.address.Ipv4Address;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The steps of the tour of the switch: guest a at port 1, guest b at port 2, the gateway at 3. */
final class VdeTour {
  private static final Ipv4Address GATEWAY = new Ipv4Address(0x0a000202);
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Duration TREE = Duration.ofSeconds(20);
  private static final int LOOK_AGAIN_MILLIS = 20;
  private static final int PINGS = 5;
  private static final int A = 1;
  private static final int B = 2;

  private final Narrator narrator;
  private final Visitor a;
  private final Visitor b;
  private final SwitchSegment segment;
  private final SwitchPlan plan;

  VdeTour(Narrator narrator, Visitor a, Visitor b, SwitchSegment segment, SwitchPlan plan) {
    this.narrator = narrator;
    this.a = a;
    this.b = b;
    this.segment = segment;
    this.plan = plan;
  }

  /** Goes through all steps; the first that is not as it has to be ends it. */
  void run() throws IOException, InterruptedException, StepFailure {
    plugIn();
    Ipv4Address other = learn();
    hub(other);
    vlans(other);
    loop(other, false);
    loop(other, true);
    a.unplug();
    b.unplug();
  }

  private SwitchSnapshot now() {
    return Awaited.of(segment.snapshotLater());
  }

  private SwitchSnapshot await(Predicate<SwitchSnapshot> wanted, Duration atMost, String without)
      throws InterruptedException, StepFailure {
    long end = System.nanoTime() + atMost.toNanos();
    SwitchSnapshot now = now();
    while (!wanted.test(now)) {
      unless(System.nanoTime() - end < 0, without + ": " + states(now));
      TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
      now = now();
    }
    return now;
  }

  private static String states(SwitchSnapshot now) {
    return now.ports().stream()
        .filter(PortRow::up)
        .map(row -> "port " + row.number() + " " + row.state().name().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(", "));
  }

  private static PortRow port(SwitchSnapshot now, int number) {
    return now.ports().stream().filter(row -> row.number() == number).findFirst().orElseThrow();
  }

  private void tell(int port, String words) throws StepFailure {
    unless(
        Awaited.of(segment.orderLater(port, PortOrder.parse(words))), "there is no port " + port);
  }

  private void plugIn() throws IOException, InterruptedException, StepFailure {
    narrator.step("plug in");
    a.plugIn();
    b.plugIn();
    SwitchSnapshot now =
        await(
            seen -> port(seen, A).up() && port(seen, B).up(),
            SOON,
            "the switch did not notice that both came");
    narrator.fact(
        now.ports().stream().filter(PortRow::up).count()
            + " ports are up: a at 1, b at 2, and the gateway.");
    narrator.why("a port is a socket of this process; a cable is what connects to it.");
  }

  private Ipv4Address learn() throws IOException, InterruptedException, StepFailure {
    narrator.step("learn");
    StationAddress first = a.lease();
    StationAddress second = b.lease();
    unless(!first.address().equals(second.address()), "both guests are " + first.address());
    unless(a.ping(second.address()), "a does not reach b");
    List<StationRow> stations = now().stations();
    unless(
        stations.stream().anyMatch(row -> row.port() == A)
            && stations.stream().anyMatch(row -> row.port() == B),
        "the switch does not know both guests: " + stations);
    narrator.fact("a is " + first.address() + ", b is " + second.address() + "; a reaches b.");
    for (StationRow row : stations) {
      narrator.fact(row.mac() + " is at port " + row.port());
    }
    narrator.why(
        "the first frame was for everybody, for nobody knew anybody. Each frame tells by its source"
            + " who is behind the port that it came in by.");
    return second.address();
  }

  /** How many frames b is given while a pings the gateway. */
  private long overheard() throws IOException, InterruptedException, StepFailure {
    unless(a.ping(GATEWAY), "a does not reach the gateway");
    long before = port(now(), B).traffic().framesOut();
    for (int i = 0; i < PINGS; i++) {
      unless(a.ping(GATEWAY), "a does not reach the gateway");
    }
    return port(now(), B).traffic().framesOut() - before;
  }

  private void hub(Ipv4Address other) throws IOException, InterruptedException, StepFailure {
    narrator.step("hub");
    long onSwitch = overheard();
    Awaited.of(segment.ask(bridge -> hub(bridge, true)));
    long onHub = overheard();
    Awaited.of(segment.ask(bridge -> hub(bridge, false)));
    unless(a.ping(other), "a does not reach b any more");
    unless(onHub >= 2L * PINGS, "b was given only " + onHub + " frames by the hub");
    unless(onSwitch < onHub, "b was given " + onSwitch + " frames by the switch");
    narrator.fact(
        "a pings the gateway "
            + PINGS
            + " times. b is given "
            + onSwitch
            + " frames by the switch, "
            + onHub
            + " by the hub.");
    narrator.why("a hub repeats everything to everybody: it carries more, and all can listen.");
  }

  private static boolean hub(VirtualSwitch bridge, boolean on) {
    bridge.setHub(on);
    return on;
  }

  private void vlans(Ipv4Address other) throws IOException, InterruptedException, StepFailure {
    narrator.step("vlan");
    tell(A, "vlan=10");
    boolean apart = !a.ping(other) && !a.ping(GATEWAY);
    boolean rest = b.ping(GATEWAY);
    tell(A, "vlan=0");
    unless(apart, "a reached somebody out of VLAN 10");
    unless(rest, "b lost the gateway, which is in its VLAN");
    unless(a.ping(other), "a does not reach b again");
    narrator.fact("port 1 in VLAN 10: a reaches nobody, b reaches the gateway. Back in 0: both.");
    narrator.why("a VLAN is a switch of its own: what is in it never leaves it, not even floods.");
  }

  private void loop(Ipv4Address other, boolean tree)
      throws IOException, InterruptedException, StepFailure {
    narrator.step(tree ? "tree" : "loop");
    if (tree) {
      Awaited.of(segment.ask(VdeTour::startTree));
    }
    PortSpec cable =
        new PortSpec.Vde(
            Objects.requireNonNull(plan.door(), "the tour has a door").directory(), "");
    SwitchPlan.Bridge settings = SwitchPlan.Bridge.of(8);
    SwitchPlan second =
        new SwitchPlan(
            plan.name() + "-2",
            null,
            null,
            List.of(cable, cable),
            null,
            tree ? settings.withTree() : settings,
            null,
            null,
            null);
    Occurrences events = new Occurrences();
    try (SwitchSegment far = SwitchSegment.start(second, events, () -> {})) {
      await(seen -> cables(seen) == 2, SOON, "the two cables were not plugged in");
      if (tree) {
        cut(other, far);
      } else {
        storm(other, far);
      }
    }
    await(seen -> cables(seen) == 0, SOON, "the two cables are still plugged in");
  }

  private static boolean startTree(VirtualSwitch bridge) {
    bridge.tree().configure(A, told -> told.withEdge(true));
    bridge.tree().configure(B, told -> told.withEdge(true));
    bridge.tree().start();
    return true;
  }

  private static long cables(SwitchSnapshot now) {
    return now.ports().stream().filter(row -> row.number() > 3 && row.up()).count();
  }

  private static long frames(SwitchSnapshot now) {
    return now.ports().stream().mapToLong(row -> row.traffic().framesIn()).sum();
  }

  private void storm(Ipv4Address other, SwitchSegment far)
      throws IOException, InterruptedException, StepFailure {
    long before = frames(now());
    boolean unused = a.ping(new Ipv4Address(0x0a0002fe)); // nobody: asked for by ARP
    SwitchSnapshot contained =
        await(
            seen -> blocked(seen) + blocked(Awaited.of(far.snapshotLater())) > 0,
            SOON,
            "no port was taken out of the loop");
    long went = frames(contained) - before;
    TimeUnit.MILLISECONDS.sleep(200);
    unless(a.ping(other), "a does not reach b after the loop was contained");
    narrator.fact(
        "a second switch on two cables, and one question for everybody: "
            + went
            + " frames in a moment. Then the loop was proved, and a port taken out for 30 s.");
    narrator.why(
        "a frame for everybody comes back by the other cable, and goes out again: Ethernet has no"
            + " time to live. The switch saw a station move without end, sent a probe, and it came"
            + " back.");
  }

  private void cut(Ipv4Address other, SwitchSegment far)
      throws IOException, InterruptedException, StepFailure {
    await(
        seen -> seen.tree() != null && settled(seen) && inReserve(seen, far) == 1,
        TREE,
        "the tree did not settle");
    long before = frames(now());
    boolean unused = a.ping(new Ipv4Address(0x0a0002fd));
    unless(a.ping(other), "a does not reach b");
    long went = frames(now()) - before;
    long reserve = inReserve(now(), far);
    unless(reserve == 1, reserve + " ends of the two cables carry nothing, not one");
    narrator.fact(
        "the same with a spanning tree: one of the two cables carries, the other is in reserve; "
            + went
            + " frames in all.");
    narrator.why(
        "the switches tell each other of the root and of their way there (RSTP); of two ways, one"
            + " is kept for when the other breaks.");
  }

  /** Whether every port of the two cables has found what it is for the tree. */
  private static boolean settled(SwitchSnapshot now) {
    return now.ports().stream()
        .filter(row -> row.number() > 3 && row.up())
        .anyMatch(row -> row.state() == PortState.FORWARDING);
  }

  /** How many ends of the two cables carry nothing; a loop that was found would add to them. */
  private static long inReserve(SwitchSnapshot near, SwitchSegment far) {
    return blocked(near) + blocked(Awaited.of(far.snapshotLater()));
  }

  private static long blocked(SwitchSnapshot now) {
    return now.ports().stream()
        .filter(row -> row.up() && row.state() == PortState.DISCARDING)
        .count();
  }
}
