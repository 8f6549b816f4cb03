package io.qnet.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.qnet.launcher.fabric.SwitchPlan;
import io.qnet.launcher.fabric.SwitchSegment;
import io.qnet.vde.PortState;
import io.qnet.vde.SwitchSnapshot;
import io.qnet.vde.stp.StpVersion;
import io.qnet.vde.stp.TreeSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The kernel's bridge and a switch of ours on two cables: a loop that one of both has to cut. */
@Timeout(600)
class StpIT {
  private static final int PATIENCE = 60;

  private final NetworkNamespace bridge = new NetworkNamespace("qnet-stp");
  private final NetworkNamespace host = new NetworkNamespace("qnet-stph");

  @BeforeEach
  void makeNamespaces() throws Exception {
    bridge.make("bridge", "busybox");
    host.make();
  }

  @AfterEach
  void removeNamespaces() throws Exception {
    bridge.remove();
    host.remove();
  }

  private SwitchSegment start(int ourPriority, String linuxPriority) throws Exception {
    SwitchPlan.Bridge settings =
        new SwitchPlan.Bridge(8, false, true, ourPriority, null, false, List.of());
    String netns = "@" + bridge.name();
    SwitchSegment segment =
        Fabric.at(
            settings,
            null,
            null,
            null,
            "tap:t1" + netns,
            "tap:t2" + netns,
            "tap:h0@" + host.name());
    bridge.inside(
        "ip",
        "link",
        "add",
        "br0",
        "type",
        "bridge",
        "stp_state",
        "1",
        "priority",
        linuxPriority,
        "forward_delay",
        "400",
        "hello_time",
        "100",
        "max_age",
        "600");
    for (String device : List.of("t1", "t2")) {
      bridge.inside("ip", "link", "set", device, "master", "br0", "up");
    }
    bridge.inside("ip", "addr", "add", "192.0.2.1/24", "dev", "br0");
    bridge.inside("ip", "link", "set", "br0", "up");
    host.inside("ip", "addr", "add", "192.0.2.2/24", "dev", "h0");
    host.inside("ip", "link", "set", "h0", "up");
    return segment;
  }

  /** The states of the kernel's two ports, by their devices' names. */
  private List<String> linux() throws Exception {
    JsonNode links = new ObjectMapper().readTree(bridge.inside("bridge", "-j", "link"));
    List<String> states = new ArrayList<>();
    for (String device : List.of("t1", "t2")) {
      for (JsonNode link : links) {
        if (link.path("ifname").asText().equals(device)) {
          states.add(link.path("state").asText());
        }
      }
    }
    return states;
  }

  private static List<PortState> ours(SwitchSnapshot now) {
    return now.ports().stream()
        .filter(port -> port.number() < 3)
        .map(port -> port.state())
        .toList();
  }

  private static SwitchSnapshot now(SwitchSegment segment) throws Exception {
    return segment.snapshotLater().get(60, TimeUnit.SECONDS);
  }

  private static void await(String what, BooleanSupplier done) throws Exception {
    for (int i = 0; i < PATIENCE * 5 && !done.getAsBoolean(); i++) {
      TimeUnit.MILLISECONDS.sleep(200);
    }
    assertThat(done.getAsBoolean()).as(what).isTrue();
  }

  /** How many of the four ends do not forward; settled ends neither listen nor learn. */
  private long blocked(SwitchSegment segment) {
    try {
      List<String> linux = linux();
      List<PortState> ours = ours(now(segment));
      if (linux.contains("listening") || linux.contains("learning") || linux.size() < 2) {
        return -1;
      }
      return linux.stream().filter(state -> state.equals("blocking")).count()
          + ours.stream().filter(state -> state != PortState.FORWARDING).count();
    } catch (Exception gone) {
      throw new AssertionError(gone);
    }
  }

  private boolean pings() {
    try {
      host.inside("busybox", "ping", "-c", "1", "-W", "1", "192.0.2.1");
      return true;
    } catch (AssertionError notYet) {
      return false;
    } catch (Exception gone) {
      throw new AssertionError(gone);
    }
  }

  @Test
  @DisplayName("the kernel's bridge is the root: one port of ours blocks, and takes over")
  void linuxIsRoot() throws Exception {
    try (SwitchSegment segment = start(0x8000, "4096")) {
      await("one end blocks", () -> blocked(segment) == 1);
      assertThat(linux()).containsExactly("forwarding", "forwarding");
      assertThat(ours(now(segment)))
          .containsExactlyInAnyOrder(PortState.FORWARDING, PortState.DISCARDING);
      TreeSnapshot tree = Objects.requireNonNull(now(segment).tree());
      assertThat(tree.root().priority()).isEqualTo(4096);
      assertThat(tree.ports().get(tree.rootPort() - 1).version()).isEqualTo(StpVersion.STP);
      JsonNode link =
          new ObjectMapper()
              .readTree(bridge.inside("ip", "-j", "-d", "link", "show", "br0"))
              .get(0);
      String root = link.path("linkinfo").path("info_data").path("root_id").asText();
      assertThat(root)
          .isEqualTo(link.path("linkinfo").path("info_data").path("bridge_id").asText());
      await("one way is open", this::pings);
      noStorm(segment);
      int open = tree.rootPort();
      bridge.inside("ip", "link", "set", "t" + open, "down");
      await("the other way is used", this::pings);
      assertThat(Objects.requireNonNull(now(segment).tree()).rootPort()).isEqualTo(3 - open);
    }
  }

  @Test
  @DisplayName("our switch is the root: one port of the kernel's bridge blocks")
  void weAreRoot() throws Exception {
    try (SwitchSegment segment = start(4096, "32768")) {
      await("one end blocks", () -> blocked(segment) == 1);
      assertThat(linux()).containsExactlyInAnyOrder("forwarding", "blocking");
      assertThat(ours(now(segment))).containsOnly(PortState.FORWARDING);
      assertThat(Objects.requireNonNull(now(segment).tree()).isRoot()).isTrue();
      await("one way is open", this::pings);
      noStorm(segment);
    }
  }

  /** A frame for everybody crosses each cable once: the counters stand still soon after it. */
  private void noStorm(SwitchSegment segment) throws Exception {
    long before = frames(segment);
    host.inside("busybox", "arping", "-c", "3", "-w", "4", "-I", "h0", "192.0.2.1");
    assertThat(frames(segment) - before).as("frames in three seconds").isLessThan(200);
  }

  private static long frames(SwitchSegment segment) throws Exception {
    return now(segment).ports().stream().mapToLong(port -> port.traffic().framesIn()).sum();
  }
}
