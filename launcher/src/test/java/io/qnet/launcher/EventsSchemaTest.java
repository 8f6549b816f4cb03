package io.qnet.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qnet.launcher.qmp.QmpEvent;
import io.qnet.slirp.dhcp.ClientId;
import io.qnet.slirp.dhcp.DhcpEvent;
import io.qnet.slirp.dhcp.Lease;
import io.qnet.slirp.event.GatewayEvent;
import io.qnet.vde.SwitchEvent;
import io.qnet.vde.stp.BridgeId;
import io.qnet.vde.stp.PortRole;
import io.qnet.vde.stp.TreeEvent;
import io.qnet.vde.stp.TreeState;
import io.qnet.wire.DropReason;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.MacAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The schema of the events, in docs/, and the events. */
@DisplayName("docs/events.schema.json")
@Timeout(120)
class EventsSchemaTest {
  private static final Path DOCS = Path.of("../docs");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Ipv4Address GUEST = Ipv4Address.parse("10.0.2.15");
  private static final Ipv4Address OTHER = Ipv4Address.parse("192.0.2.1");
  private static final MacAddress MAC = MacAddress.parse("52:54:00:12:34:56");

  private static final BridgeId ROOT = BridgeId.of(32_768, MAC);

  private final JsonNode text;
  private final SchemaCheck schema;

  EventsSchemaTest() throws IOException {
    text = JSON.readTree(DOCS.resolve("events.schema.json").toFile());
    schema = new SchemaCheck(text);
  }

  private static List<GatewayEvent> ofGateways() {
    Lease lease = new Lease(ClientId.of(MAC), MAC, "", GUEST, Lease.State.BOUND, 0);
    return List.of(
        new GatewayEvent.LinkUp("lab.net0"),
        new GatewayEvent.LinkDown("lab.net0", "it went"),
        new GatewayEvent.LinkImpaired("lab.net0", "loss=1%"),
        new GatewayEvent.LeaseChanged(new DhcpEvent.Leased(lease, false)),
        new GatewayEvent.LeaseChanged(new DhcpEvent.Leased(lease, true)),
        new GatewayEvent.LeaseChanged(new DhcpEvent.Released(lease)),
        new GatewayEvent.LeaseChanged(new DhcpEvent.Declined(lease)),
        new GatewayEvent.LeaseChanged(new DhcpEvent.Expired(lease)),
        new GatewayEvent.LeaseChanged(new DhcpEvent.Refused(MAC, null, "no address is left")),
        new GatewayEvent.LeaseChanged(new DhcpEvent.Refused(MAC, OTHER, "it is another's")),
        new GatewayEvent.FlowOpened(1, "tcp", GUEST, 40_000, OTHER, 80),
        new GatewayEvent.GuestCalled(2, "udp", OTHER, 50_000, GUEST, 53),
        new GatewayEvent.FlowClosed(1, "both ended", 10, 20),
        new GatewayEvent.FileSent(GUEST, "boot", 512, ""),
        new GatewayEvent.FileSent(GUEST, "boot", 0, "it is not there"),
        new GatewayEvent.Blocked("icmp", GUEST, OTHER, "echo"),
        new GatewayEvent.DoorOpened("tcp:127.0.0.1:10022-10.0.2.15:22"),
        new GatewayEvent.DoorShut("tcp:127.0.0.1:10022-10.0.2.15:22", true));
  }

  private static List<SwitchEvent> ofSwitches() {
    return List.of(
        new SwitchEvent.PortUp(1, "sw.port1"),
        new SwitchEvent.PortDown(1, "sw.port1", "it went", true),
        new SwitchEvent.StationMoved(MAC, 0, 1, 2),
        new SwitchEvent.TableFull(1, 4096),
        new SwitchEvent.Tree(new TreeEvent.RootChanged(ROOT, 4, 20_000)),
        new SwitchEvent.Tree(new TreeEvent.PortChanged(4, PortRole.ROOT, TreeState.FORWARDING)),
        new SwitchEvent.Tree(new TreeEvent.TopologyChanged(4, true)),
        new SwitchEvent.Tree(new TreeEvent.BpduGuarded(2)),
        new SwitchEvent.Tree(new TreeEvent.RootGuarded(2, true)),
        new SwitchEvent.TreeBusy(17),
        new SwitchEvent.Refused(2, MAC, DropReason.ARP_REFUSED, 4),
        new SwitchEvent.StormHeld(2),
        new SwitchEvent.LoopFound(4, 5, Duration.ofSeconds(30)),
        new SwitchEvent.LoopReleased(5));
  }

  private static JsonNode line(String type, String sentence, Map<String, Object> fields) {
    ObjectNode line = JSON.createObjectNode();
    line.put("id", 1).put("time", "2026-01-02T03:04:05Z").put("type", type);
    return line.put("sentence", sentence).set("fields", JSON.valueToTree(fields));
  }

  private static List<JsonNode> samples() {
    List<JsonNode> lines = new ArrayList<>();
    ofGateways().forEach(e -> lines.add(line(e.type(), e.sentence(), e.fields())));
    ofSwitches().forEach(e -> lines.add(line(e.type(), e.sentence(), e.fields())));
    JsonNode data = JSON.createObjectNode().put("guest", true).put("reason", "guest-shutdown");
    QmpEvent machine = new QmpEvent("SHUTDOWN", data);
    lines.add(line("machine.shutdown", "vm1: SHUTDOWN", machine.fields()));
    return lines;
  }

  private static Set<Object> kinds(Stream<?> events) {
    return events.map(Object::getClass).collect(Collectors.<Object>toSet());
  }

  @Test
  @DisplayName("every event that there is agrees with it, and it has no other")
  void everyEvent() {
    assertThat(kinds(ofGateways().stream()))
        .isEqualTo(Set.<Object>of((Object[]) GatewayEvent.class.getPermittedSubclasses()));
    assertThat(kinds(ofSwitches().stream()))
        .isEqualTo(Set.<Object>of((Object[]) SwitchEvent.class.getPermittedSubclasses()));
    Set<String> types =
        samples().stream().map(line -> line.path("type").asText()).collect(Collectors.toSet());
    for (JsonNode line : samples()) {
      assertThat(schema.faults(line)).as(line.toString()).isEmpty();
    }
    text.path("$defs")
        .fieldNames()
        .forEachRemaining(
            name -> assertThat(types).anyMatch(type -> (type + ".").startsWith(name + ".")));
  }

  @Test
  @DisplayName("what does not agree is found")
  void faults() {
    for (JsonNode line :
        List.of(
            line("link.up", "", Map.of()),
            line("link.up", "", Map.of("link", 5)),
            line("link.up", "", Map.of("link", "a", "why", "b")),
            line("link.sideways", "", Map.of("link", "a")))) {
      assertThat(schema.faults(line)).as(line.toString()).isNotEmpty();
    }
  }

  @Test
  @DisplayName("docs/events.md has a row for each type, with its fields")
  void document() throws IOException {
    List<String> rows = Files.readAllLines(DOCS.resolve("events.md"));
    for (Map.Entry<String, JsonNode> kind : text.path("$defs").properties()) {
      assertThat(rows)
          .as(kind.getKey())
          .anySatisfy(
              row -> {
                assertThat(row).startsWith("| `" + kind.getKey());
                kind.getValue()
                    .at("/properties/fields/properties")
                    .fieldNames()
                    .forEachRemaining(name -> assertThat(row).contains("`" + name + "`"));
              });
    }
  }

  @Test
  @DisplayName("so does each line that qnet events prints of a gateway that is used")
  void told(@TempDir Path runtime) {
    List<String> lines = new ArrayList<>();
    List<Throwable> failures = new ArrayList<>();
    Runnable use =
        () -> {
          String port = "stream-connect:" + runtime.resolve("qnet/lab/net0.sock");
          Invocation door = Invocation.of(runtime, "redirect", "add", "tcp::0-:80");
          Invocation.of(runtime, "station", "--port", port, "ping", "192.0.2.1");
          Invocation.of(runtime, "impair", "lab.net0", "loss=1%");
          Invocation.of(runtime, "redirect", "remove", "--cut", door.out().strip());
          lines.addAll(Invocation.of(runtime, "events").out().lines().toList());
        };
    Invocation run =
        Invocation.of(
            runtime,
            plan -> new WatchedSession(Main.SESSIONS.open(plan), use, failures::add),
            "user",
            "--name",
            "lab");
    assertThat(run.exitCode()).isZero();
    assertThat(failures).isEmpty();
    Set<String> types =
        lines.stream()
            .map(EventsSchemaTest::read)
            .peek(line -> assertThat(schema.faults(line)).as(line.toString()).isEmpty())
            .map(line -> line.path("type").asText())
            .collect(Collectors.toSet());
    assertThat(types)
        .contains("link.up", "link.down", "dhcp.leased", "flow.blocked", "link.impaired")
        .contains("door.opened", "door.shut");
  }

  private static JsonNode read(String line) {
    try {
      return JSON.readTree(line);
    } catch (IOException wrong) {
      throw new UncheckedIOException(wrong);
    }
  }
}
