package io.qnet.launcher.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.doctor.Symptoms;
import io.qnet.launcher.qemu.Qemu;
import io.qnet.launcher.qemu.QemuFeatures;
import io.qnet.launcher.qemu.QemuVersion;
import io.qnet.launcher.qmp.FakeMachine;
import io.qnet.launcher.qmp.QmpMonitor;
import io.qnet.launcher.user.EventRing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A QEMU that knows its back ends by their names, and does not take each. */
@DisplayName("A cable that is moved")
@Timeout(120)
class VmCablesTest {
  private static final String GREETING = "{\"QMP\":{\"version\":{},\"capabilities\":[]}}\n";
  private static final String PORT = "lan0.port";

  private final Path folder;

  private final Set<String> there = new TreeSet<>(Set.of("lan0", PORT));
  private final List<Plugs> told = new ArrayList<>();
  private int refusals;
  private String link = "";
  private String stderr = "";
  private String refused = "";
  private FakeMachine machine;
  private QmpMonitor monitor;
  private VmCables cables;

  VmCablesTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeEach
  void plugIn() throws Exception {
    machine = new FakeMachine(folder.resolve("qmp"), GREETING, this::answer);
    monitor = QmpMonitor.connect(machine.path());
    QemuVersion version = new QemuVersion(10, 0, 0);
    Set<String> none = Set.of();
    NetMode.Native mode = (NetMode.Native) NetMode.parse("user,native");
    VmPlan plan =
        new VmPlan(
            new Qemu(Path.of("qemu"), version),
            new QemuFeatures(version, Set.of("user", "bridge"), Map.of(), none, none, none, none),
            "vm1",
            List.of(),
            List.of(),
            List.of(new Card(0, "e1000", "52:54:00:00:00:01", mode)),
            false,
            false,
            List.of(),
            List.of());
    cables =
        new VmCables(
            plan,
            new VmNetworks(plan, folder, new EventRing()),
            monitor,
            new VmCables.Refusal(
                new Explanation(Symptoms.ofThisMachine(Map.of("PATH", "/nowhere"))),
                () -> () -> stderr),
            Map.of(0, mode.backend()),
            told::add);
  }

  @AfterEach
  void close() throws IOException {
    monitor.close();
    machine.close();
  }

  @Test
  @DisplayName("to nothing and back: the carrier goes and comes, unless somebody pulled it")
  void carrier() throws Exception {
    cables.move(0, NetMode.parse("none"));
    assertThat(there).isEmpty();
    assertThat(told).containsExactly(new Plugs(List.of("none"), List.of()));
    assertThat(link).isEqualTo("false");
    Failure loose = catchThrowableOfType(Failure.class, () -> cables.link(0, true));
    assertThat(loose).hasMessage("nic0 is on no network");
    cables.move(0, NetMode.parse("user,native"));
    assertThat(there).containsExactly("lan0", PORT);
    assertThat(link).isEqualTo("true");
    assertThat(told).last().extracting(Plugs::networks).isEqualTo("user,native");
    assertThat(told.get(1).words()).startsWith("-netdev", "user,id=net0", "-device");
    cables.link(0, false);
    cables.move(0, NetMode.parse("user,native,net=10.1.0.0/16"));
    assertThat(link).isEqualTo("false");
    cables.link(0, true);
    assertThat(link).isEqualTo("true");
  }

  @Test
  @DisplayName("half plugged in: it is taken out, and the old network is back, with the carrier")
  void half() {
    refusals = 1;
    Failure failure = move();
    assertThat(failure).hasMessageContaining("no such hub");
    assertThat(failure.meaning()).endsWith("nic0 is on user,native as before");
    assertThat(failure.remedy()).contains("qnet monitor --on vm1");
    assertThat(there).containsExactly("lan0", PORT);
    assertThat(link).isEqualTo("true");
    assertThat(cables.modes()).containsExactly("user,native");
  }

  @Test
  @DisplayName(
      "what QEMU's helper wrote is why, with what to type for the bridge that was asked for")
  void helper() {
    refusals = 1;
    refused = "bridge helper failed";
    stderr = "failed to parse default acl file `/etc/qemu/bridge.conf'";
    Failure failure = move("bridge,br=nosuch");
    assertThat(failure).hasMessage("QEMU does not take --net bridge,br=nosuch: " + stderr);
    assertThat(failure.meaning()).endsWith("nic0 is on user,native as before");
    assertThat(failure.remedy()).startsWith("echo 'allow nosuch' | sudo tee -a");
  }

  @Test
  @DisplayName("nor is the old one: the first reason is told, and the cable hangs")
  void neither() throws Exception {
    refusals = 2;
    Failure failure = move();
    assertThat(failure).hasMessageContaining("no such hub 2");
    assertThat(failure.meaning()).contains("its cable hangs loose: no such hub 1");
    assertThat(there).isEmpty();
    assertThat(link).isEqualTo("false");
    assertThat(cables.modes()).containsExactly("none");
    assertThat(told).last().extracting(Plugs::networks).isEqualTo("none");
    cables.move(0, NetMode.parse("user,native"));
    assertThat(link).isEqualTo("true");
  }

  @Test
  @DisplayName("what cannot be unplugged leaves the carrier up")
  void stuck() {
    there.remove(PORT);
    assertThat(move()).hasMessageContaining("not found");
    assertThat(there).containsExactly("lan0", PORT);
    assertThat(link).isEqualTo("true");
  }

  private Failure move() {
    return move("user,native,net=10.1.0.0/16");
  }

  private Failure move(String mode) {
    return catchThrowableOfType(Failure.class, () -> cables.move(0, NetMode.parse(mode)));
  }

  private String answer(String line) {
    try {
      JsonNode command = new ObjectMapper().readTree(line);
      String wrong = wrong(command.path("execute").asText(), command.path("arguments"));
      String text =
          wrong.isEmpty()
              ? "\"return\":{}"
              : "\"error\":{\"class\":\"GenericError\",\"desc\":\"" + wrong + "\"}";
      return "{" + text + ",\"id\":" + command.path("id") + "}\n";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String wrong(String command, JsonNode words) {
    String id = words.path("id").asText();
    switch (command) {
      case "set_link" -> link = words.path("up").asText();
      case "netdev_add" -> {
        if (id.equals(PORT) && refusals > 0) {
          int left = refusals--;
          return refused.isEmpty() ? "no such hub " + left : refused;
        }
        return there.add(id) ? "" : "Duplicate ID '" + id + "'";
      }
      case "netdev_del" -> {
        return there.remove(id) ? "" : "Device '" + id + "' not found";
      }
      default -> {}
    }
    return "";
  }
}
