package io.qnet.tap.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.tap.host.HostException;
import io.qnet.tap.host.Plan;
import io.qnet.tap.host.Request;
import io.qnet.tap.host.ScriptedHost;
import io.qnet.tap.host.Step;
import io.qnet.tap.host.Undo;
import io.qnet.tap.journal.Place;
import io.qnet.tap.journal.Transactions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What would be done, command for command, beside the files in {@code resources}. Run with {@code
 * GOLDEN_WRITE=1} in the environment to write them anew, and read the difference.
 */
@DisplayName("Plans, command for command")
class PlansTest {
  private static final String UPLINK =
      """
      [{"ifname":"eth0","flags":["BROADCAST","UP","LOWER_UP"],"mtu":1500,"address":"52:54:00:00:00:01"},
       {"ifname":"eth1","flags":["BROADCAST"],"mtu":1400,"address":"52:54:00:00:00:02"}]
      """;
  private static final String ADDRESSES =
      """
      [{"ifname":"eth0","addr_info":[
        {"family":"inet","local":"192.0.2.2","prefixlen":24,"broadcast":"192.0.2.255","scope":"global",
         "label":"eth0","valid_life_time":4294967295,"preferred_life_time":4294967295},
        {"family":"inet","local":"192.0.2.3","prefixlen":24,"scope":"global","secondary":true,
         "label":"eth0:1","valid_life_time":3600,"preferred_life_time":1800}]}]
      """;
  private static final String ROUTES =
      """
      [{"dst":"default","gateway":"192.0.2.1","dev":"eth0","protocol":"dhcp","metric":100,"flags":[]},
       {"dst":"192.0.2.0/24","dev":"eth0","protocol":"kernel","scope":"link","prefsrc":"192.0.2.2","flags":[]},
       {"dst":"198.51.100.0/24","gateway":"192.0.2.9","dev":"eth0","flags":["onlink"]}]
      """;
  private static final String GUARDED =
      """
      {"nftables": [{"table": {"family": "inet", "name": "qnet-guard", "handle": 1}}]}
      """;

  private final Path folder;

  PlansTest(@TempDir Path folder) {
    this.folder = folder;
  }

  static Stream<Arguments> networks() {
    return Stream.of(
        Arguments.of(
            "network-nat", network("lab", "192.168.77.0/24", Mode.NAT, 1500, true), quiet()),
        Arguments.of(
            "network-nat-beside-another",
            network("lab2", "10.8.0.0/16", Mode.NAT, 1500, true),
            quiet()
                .file("/proc/sys/net/ipv4/ip_forward", "1")
                .says("nft -j list ruleset", GUARDED)),
        Arguments.of(
            "network-routed-on-a-router",
            network("a-lab", "192.168.77.8/29", Mode.ROUTED, 9000, true),
            quiet().file("/proc/sys/net/ipv4/ip_forward", "1")),
        Arguments.of(
            "network-isolated",
            network("lab", "192.168.77.0/24", Mode.ISOLATED, 1500, true),
            quiet()),
        Arguments.of(
            "network-without-services",
            network("lab", "192.168.77.0/24", Mode.ISOLATED, 1500, false),
            quiet()));
  }

  static Stream<Arguments> devices() {
    return Stream.of(
        Arguments.of(
            "bridge",
            new BridgeRequest("br0", "10.7.0.1/24", 1500, false, List.of(), false),
            quiet()),
        Arguments.of(
            "bridge-with-port",
            new BridgeRequest("br0", null, null, true, List.of("eth1"), false),
            uplink()),
        Arguments.of(
            "bridge-with-uplink",
            new BridgeRequest("br0", null, 1500, false, List.of("eth0"), true),
            uplink()),
        Arguments.of(
            "create",
            new DeviceRequest("tap0", null, "alice", "lab", true, 1500, null, null, null),
            quiet()),
        Arguments.of(
            "create-in-namespace",
            new DeviceRequest(
                "tap0",
                "box",
                null,
                null,
                false,
                null,
                "br0",
                "/etc/qemu-ifup",
                "/etc/qemu-ifdown"),
            quiet()
                .file("/run/netns/box", "")
                .says(
                    "ip -j -n box -d link show",
                    "[{\"ifname\":\"br0\",\"mtu\":9000,\"linkinfo\":{\"info_kind\":\"bridge\"}}]")));
  }

  static ScriptedHost quiet() {
    return new ScriptedHost();
  }

  static ScriptedHost uplink() {
    return quiet()
        .says("ip -j -d link show", UPLINK)
        .says("ip -j address show", ADDRESSES)
        .says("ip -j -4 route show", ROUTES)
        .says("ip -j -4 route show table all", ROUTES);
  }

  static NetworkRequest network(String name, String subnet, Mode mode, int mtu, boolean services) {
    return new NetworkRequest(name, Subnets.parse(subnet), mode, mtu, services);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"networks", "devices"})
  void asWritten(String name, Request request, ScriptedHost host) throws Exception {
    Transactions transactions =
        new Transactions(folder, host, Place.of(host, "net:[1]"), line -> {});

    String text = text(transactions.preview(request));

    if (System.getenv("GOLDEN_WRITE") != null) {
      Files.writeString(Path.of("src/test/resources/io/qnet/tap/network", name + ".plan"), text);
    }
    assertThat(text).isEqualTo(golden(name));
    assertThat(host.done()).as("planning changes nothing").isEmpty();
  }

  private static String golden(String name) throws IOException {
    try (InputStream file =
        Objects.requireNonNull(PlansTest.class.getResourceAsStream(name + ".plan"), name)) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String text(List<Plan> plans) {
    StringBuilder text = new StringBuilder();
    for (Plan plan : plans) {
      text.append("== ").append(plan.what()).append('\n');
      for (Step step : plan.steps()) {
        text.append("# ").append(step.sentence()).append('\n');
        text.append(step.command().shell()).append('\n');
        for (Undo undo : step.undo()) {
          text.append("  undo: ").append(undo.command().shell()).append('\n');
        }
      }
      plan.notes().forEach(note -> text.append("note: ").append(note).append('\n'));
    }
    return text.toString();
  }

  @Test
  @DisplayName("a name that is taken, a subnet in use, a bad name, a subnet of four addresses")
  void refused() {
    assertThat(refusal(network("eth0", "192.168.77.0/24", Mode.NAT, 1500, true), uplink()))
        .hasMessageContaining("there is an interface called eth0 already");
    assertThat(refusal(network("lab", "192.0.0.0/16", Mode.NAT, 1500, true), uplink()))
        .hasMessageContaining("overlaps 192.0.2.0/24")
        .satisfies(e -> assertThat(((HostException) e).remedy()).contains("192.168.100.0/24"));
    assertThat(refusal(network("a/b", "192.168.77.0/24", Mode.NAT, 1500, true), quiet()))
        .hasMessageContaining("cannot be the name of an interface");
    assertThat(
            refusal(network("sixteen-letters-", "192.168.77.0/24", Mode.NAT, 1500, true), quiet()))
        .hasMessageContaining("cannot be the name of an interface");
    assertThat(refusal(network("lab", "192.168.77.0/30", Mode.NAT, 1500, true), quiet()))
        .hasMessageContaining("too small");
    assertThat(
            refusal(
                network("lab", "192.168.77.0/24", Mode.NAT, 1500, true),
                quiet().says("nft -j list ruleset", GUARDED.replace("qnet-guard", "qnet_lab"))))
        .hasMessageContaining("there is a table inet qnet_lab already");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"127.0.0.0/24", "224.0.0.0/24", "0.0.0.0/8", "240.0.0.0/8", "255.255.255.0/24"})
  @DisplayName("subnets of addresses that no host can have")
  void impossible(String subnet) {
    assertThat(refusal(network("lab", subnet, Mode.NAT, 1500, true), quiet()))
        .hasMessageContaining("which no host can have");
    assertThat(refusal(new BridgeRequest("br0", subnet, null, false, List.of(), false), quiet()))
        .hasMessageContaining("which no host can have");
  }

  @ParameterizedTest
  @CsvSource({"10.1.1.0/24, first", "10.1.1.255/24, last", "10.1.1.3/30, last"})
  @DisplayName("the first and the last address of a network are no host's")
  void notOfAHost(String address, String which) {
    assertThat(refusal(new BridgeRequest("br0", address, null, false, List.of(), false), quiet()))
        .hasMessageContaining("is the " + which + " of its network");
  }

  @ParameterizedTest
  @CsvSource({
    "lab, lab.svc",
    "lab-of-room1, lab-of-ro.1.svc",
    "fifteen-letters, fifteen-l.1.svc",
  })
  @DisplayName("no two networks share a table, or the device of their services")
  void ownNames(String name, String device) throws Exception {
    Plan plan = network(name, "10.1.0.0/24", Mode.NAT, 1500, true).plan(quiet());
    assertThat(plan.steps().toString()).contains("tuntap, add, dev, " + device + ",");
    assertThat(plan.steps().toString()).contains("table inet qnet_" + name + " {");

    String taken = "[{\"ifname\":\"" + device + "\"}]";
    Plan second =
        network(name, "10.1.0.0/24", Mode.NAT, 1500, true)
            .plan(quiet().says("ip -j -d link show", taken));
    assertThat(second.steps().toString()).doesNotContain("dev, " + device + ",");
  }

  @Test
  @DisplayName("the interface of the default route is touched by nobody who does not know")
  void uplinkIsKept() {
    assertThat(
            refusal(new BridgeRequest("br0", null, 1500, false, List.of("eth0"), false), uplink()))
        .hasMessageContaining("eth0 carries this host's default route")
        .satisfies(e -> assertThat(((HostException) e).remedy()).contains("--i-know"));
    assertThat(
            refusal(new BridgeRequest("br0", null, 1500, false, List.of("eth9"), false), uplink()))
        .hasMessageContaining("there is no interface called eth9");
  }

  @Test
  @DisplayName("a device needs its bridge and its namespace")
  void deviceNeeds() {
    assertThat(
            refusal(
                new DeviceRequest("tap0", null, null, null, false, 1500, "br9", null, null),
                quiet()))
        .hasMessageContaining("there is no bridge called br9");
    assertThat(
            refusal(
                new DeviceRequest("tap0", "box", null, null, false, 1500, null, null, null),
                quiet()))
        .hasMessageContaining("there is no network namespace called box");
    assertThat(
            refusal(
                new DeviceRequest("tap0", null, "nosuch", null, false, 1500, null, null, null),
                quiet()))
        .hasMessage("there is no user called nosuch");
    assertThat(
            refusal(
                new DeviceRequest("tap0", null, "alice", "nosuch", false, 1500, null, null, null),
                quiet()))
        .hasMessage("there is no group called nosuch");
  }

  private static Throwable refusal(Request request, ScriptedHost host) {
    try {
      Plan plan = request.plan(host);
      throw new AssertionError("not refused: " + plan);
    } catch (HostException refused) {
      return refused;
    }
  }
}
