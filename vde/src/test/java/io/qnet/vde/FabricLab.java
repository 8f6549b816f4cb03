package io.qnet.vde;

import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.vde.stp.BridgeSettings;
import io.qnet.vde.stp.PortRole;
import io.qnet.vde.stp.TreePortRow;
import io.qnet.vde.stp.TreeSnapshot;
import io.qnet.wire.Burst;
import io.qnet.wire.Frame;
import io.qnet.wire.Link;
import io.qnet.wire.LinkEvents;
import io.qnet.wire.address.MacAddress;
import io.qnet.wire.kit.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Switches, cables between them, and stations, in virtual time. A topology is text: {@code s1-s2}
 * is a cable of 1 ms between two switches, each at its next free port, {@code a-s1} a station's.
 * Stations are called by letters, as in {@link SwitchLab}; switches are s1, s2, ..., the lower the
 * number the better the bridge.
 */
final class FabricLab {
  /** Frames that may be on one cable, in one direction, at once. */
  private static final int ROOM = 64;

  final ManualClock clock = new ManualClock();
  final Burst burst = new Burst(clock);
  final List<String> events = new ArrayList<>();
  private final Map<String, VirtualSwitch> switches = new TreeMap<>();
  private final Map<String, Link> stations = new TreeMap<>();
  private final Map<String, SlowCable> cables = new TreeMap<>();
  private final Map<String, List<String>> heard = new TreeMap<>();

  FabricLab(String topology) {
    for (String cable : topology.trim().split("\\s+", -1)) {
      connect(cable);
    }
  }

  /** Plugs one more cable in. */
  void connect(String name) {
    String[] ends = name.split("-", -1);
    SlowCable cable = new SlowCable(name, burst, Duration.ofMillis(1), ROOM);
    cables.merge(name, cable, (old, added) -> added);
    end(ends[0], cable.left());
    end(ends[1], cable.right());
  }

  private void end(String name, Link link) {
    if (name.startsWith("s")) {
      VirtualSwitch at = switches.computeIfAbsent(name, this::make);
      burst.run(() -> assertThat(at.plug(link)).isNotNull());
    } else {
      stations.put(name, link);
      link.open(frame -> hear(name, frame), LinkEvents.IGNORED);
    }
  }

  private VirtualSwitch make(String name) {
    int number = Integer.parseInt(name.substring(1));
    VirtualSwitch made =
        new VirtualSwitch(
            SwitchSettings.of(name, 32, number),
            burst,
            event -> events.add(name + ": " + event.sentence()));
    made.tree().configure(BridgeSettings.of(new MacAddress(0x00ff_0000_0000L | number)));
    return made;
  }

  private void hear(String station, Frame frame) {
    String text = SwitchLab.text(frame.octets());
    frame.release();
    if (!text.contains("01:80:c2")) {
      heard.computeIfAbsent(station, unused -> new ArrayList<>()).add(text);
    }
  }

  VirtualSwitch at(String name) {
    return Objects.requireNonNull(switches.get(name));
  }

  void startTrees() {
    switches.values().forEach(each -> each.tree().start());
  }

  /** Sends a frame from a station, such as {@code a>*}. */
  void say(String frame) {
    Link end = Objects.requireNonNull(stations.get(frame.substring(0, 1)));
    burst.run(() -> end.send(SwitchLab.frame(frame, 60)));
  }

  void pass(Duration time) {
    clock.advance(time);
  }

  /** What each station heard since this was asked before. */
  String heard() {
    String all = heard.toString();
    heard.clear();
    return all;
  }

  void cut(String cable) {
    burst.run(Objects.requireNonNull(cables.get(cable))::cut);
  }

  /** Frames that are on cables now. */
  int travelling() {
    return cables.values().stream().mapToInt(SlowCable::travelling).sum();
  }

  /** The roles of a switch's ports in their order, such as {@code RDA}. */
  String roles(String name) {
    TreeSnapshot tree = Objects.requireNonNull(at(name).snapshot().tree());
    StringBuilder roles = new StringBuilder();
    for (TreePortRow row : tree.ports()) {
      roles.append(row.role() == PortRole.DISABLED ? '-' : row.role().name().charAt(0));
    }
    return roles.toString();
  }

  /** Everything is unplugged. */
  void close() {
    burst.run(() -> switches.values().forEach(VirtualSwitch::close));
    clock.advance(Duration.ofSeconds(1));
  }
}
