package io.qnet.launcher.e2e;

import io.qnet.launcher.fabric.Occurrences;
import io.qnet.launcher.fabric.SwitchPlan;
import io.qnet.launcher.fabric.SwitchSegment;
import io.qnet.launcher.port.PortSpec;
import io.qnet.launcher.user.UserOptions;
import io.qnet.vde.PortGroup;
import io.qnet.vde.PortRow;
import io.qnet.vde.SwitchSnapshot;
import io.qnet.vde.plug.Access;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A real switch, as {@code qnet switch} makes it. */
final class Fabric {
  private Fabric() {}

  /**
   * Starts one.
   *
   * @param user the options of a gateway on it; null for none
   */
  static SwitchSegment at(
      @Nullable Path vde, @Nullable String user, @Nullable Path capture, String... ports) {
    return at(SwitchPlan.Bridge.of(64), vde, user, capture, ports);
  }

  /** The same, set otherwise. */
  static SwitchSegment at(
      SwitchPlan.Bridge bridge,
      @Nullable Path vde,
      @Nullable String user,
      @Nullable Path capture,
      String... ports) {
    List<PortSpec> specs =
        Stream.of(ports).map(port -> PortSpec.parse(port, Path.of("/tmp"))).toList();
    SwitchPlan.Door door =
        vde == null
            ? null
            : new SwitchPlan.Door(vde, Access.OWNER, List.of(new PortGroup("students", 10)));
    SwitchPlan plan =
        new SwitchPlan(
            "sw",
            door,
            door == null
                ? null
                : new SwitchPlan.Desk(
                    vde.resolveSibling(vde.getFileName() + ".mgmt"), 0600, List.of()),
            specs,
            user == null ? null : UserOptions.parse(user),
            bridge,
            null,
            capture,
            null);
    return SwitchSegment.start(plan, new Occurrences(), () -> {});
  }

  /** Waits until the switch is as it should be. */
  static SwitchSnapshot await(SwitchSegment segment, Predicate<SwitchSnapshot> wanted)
      throws Exception {
    SwitchSnapshot now = segment.snapshotLater().get(60, TimeUnit.SECONDS);
    for (int i = 0; i < 1000 && !wanted.test(now); i++) {
      TimeUnit.MILLISECONDS.sleep(20);
      now = segment.snapshotLater().get(60, TimeUnit.SECONDS);
    }
    if (!wanted.test(now)) {
      throw new AssertionError("it never came so far: " + now);
    }
    return now;
  }

  static long up(SwitchSnapshot now) {
    return now.ports().stream().filter(PortRow::up).count();
  }
}
