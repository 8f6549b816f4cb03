package io.qnet.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Undo, byte for byte: ip -j, nft -j and sysctls before and after. */
@DisplayName("What qnet tap changes, it takes back")
@Timeout(900)
class TapUndoIT {
  private static final String[] NETWORK = {
    "tap", "network", "lab", "--subnet", "192.168.77.0/24", "--nat"
  };

  private static final int KILLED = 137;
  private static final int INTERRUPTED = 130;

  @TempDir Path folder;

  private HostLab host = new HostLab("qnet-undo", Path.of("/"));
  private String before = "";

  @BeforeEach
  void makeHost() throws Exception {
    host = new HostLab("qnet-undo", folder);
    host.make();
    before = host.snapshot();
  }

  @AfterEach
  void removeHost() throws Exception {
    host.remove();
  }

  private void requireUnchanged(String when) throws Exception {
    assertThat(host.snapshot()).as(when).isEqualTo(before);
    assertThat(host.running()).as(when).isEmpty();
  }

  @Test
  @DisplayName(
      "after success; two networks, in any order; a device; a bridge with the uplink in it")
  void success() throws Exception {
    host.qnet(NETWORK).ok();
    assertThat(host.sh("cat /proc/sys/net/ipv4/ip_forward").strip()).isEqualTo("1");
    host.qnet("tap", "network", "lab-2", "--subnet", "10.9.0.0/16", "--routed", "--no-services")
        .ok();
    host.qnet("tap", "create", "tap0", "--bridge", "lab", "--owner", "nobody", "--multi-queue")
        .ok();
    assertThat(host.qnet("tap", "list", "-o", "json").ok().out())
        .contains("\"owner\" : \"nobody\"", "\"multiQueue\" : true", "\"bridge\" : \"lab\"");
    host.qnet("tap", "delete", "tap0").ok();
    host.qnet("tap", "undo", "lab").ok();
    assertThat(host.sh("cat /proc/sys/net/ipv4/ip_forward").strip()).as("lab-2").isEqualTo("1");
    host.qnet("tap", "undo", "lab-2").ok();
    requireUnchanged("two networks");

    assertThat(host.qnet("tap", "bridge", "br0", "--add", "up0").status()).isEqualTo(1);
    host.qnet("tap", "bridge", "br0", "--add", "up0", "--i-know").ok();
    assertThat(host.inside("ip", "route", "get", "203.0.113.1")).contains("dev br0");
    host.qnet("tap", "undo", "br0").ok();
    requireUnchanged("the uplink in a bridge");
  }

  @Test
  @DisplayName("after a failure in every step, by itself")
  void refusedInEveryStep() throws Exception {
    int step = 0;
    host.trouble(step, "refuse");
    for (HostLab.Ran ran = host.qnet(NETWORK); ran.status() != 0; ran = host.qnet(NETWORK)) {
      assertThat(ran.status()).as("step %d: %s", step, ran.err()).isEqualTo(1);
      assertThat(ran.err()).contains("this host is as it was before");
      requireUnchanged("refused in step " + step);
      host.trouble(++step, "refuse");
    }
    assertThat(step).as("steps").isEqualTo(9);
    host.noTrouble();
    host.qnet("tap", "undo", "lab").ok();
    requireUnchanged("success");
  }

  @Test
  @DisplayName("after Ctrl-C in every step, by itself")
  void interruptedInEveryStep() throws Exception {
    int step = 0;
    host.trouble(step, "interrupt");
    for (HostLab.Ran ran = host.qnet(NETWORK); ran.status() != 0; ran = host.qnet(NETWORK)) {
      assertThat(ran.status()).as("step %d: %s", step, ran.err()).isEqualTo(INTERRUPTED);
      requireUnchanged("interrupted in step " + step);
      host.trouble(++step, "interrupt");
    }
    assertThat(step).as("steps; in the last one, it may be done before it hears").isBetween(8, 9);
    host.noTrouble();
    host.qnet("tap", "undo", "lab").ok();
    requireUnchanged("success");
  }

  @ParameterizedTest
  @ValueSource(strings = {"before", "after"})
  @DisplayName("after kill -9 in every step, before and after it was taken")
  void killedInEveryStep(String how) throws Exception {
    int step = 0;
    host.trouble(step, how);
    for (HostLab.Ran ran = host.qnet(NETWORK); ran.status() != 0; ran = host.qnet(NETWORK)) {
      assertThat(ran.status()).as("step %d: %s", step, ran.err()).isEqualTo(KILLED);
      host.noTrouble();
      if (step == 4) {
        assertThat(host.qnet(NETWORK).err()).contains("it was interrupted");
      }
      host.qnet("tap", "undo", "lab").ok();
      requireUnchanged("killed in step " + step);
      host.trouble(++step, how);
    }
    assertThat(step).as("steps").isEqualTo(9);
    host.noTrouble();
    host.qnet("tap", "undo", "lab").ok();
    requireUnchanged("success");
  }

  @ParameterizedTest
  @ValueSource(strings = {"before", "after"})
  @DisplayName("after kill -9 in every step of undo")
  void killedInEveryStepOfUndo(String how) throws Exception {
    int step = 0;
    for (int status = KILLED; status != 0; step++) {
      host.noTrouble();
      host.qnet(NETWORK).ok();
      host.trouble(step, how);
      status = host.qnet("tap", "undo", "lab").status();
      if (status != 0) {
        assertThat(status).isEqualTo(KILLED);
        host.noTrouble();
        host.qnet("tap", "undo", "lab").ok();
      }
      requireUnchanged("killed in step " + step + " of undo");
    }
    assertThat(step - 1).as("steps").isEqualTo(6);
  }

  @Test
  @DisplayName("after the machine's restart: the journal goes, and nothing else is touched")
  void restarted() throws Exception {
    host.qnet("tap", "bridge", "br0", "--address", "10.7.0.1/24").ok();
    Path journal = folder.resolve("state/qnet/tap/br0.journal");
    String written = Files.readString(journal);
    Files.writeString(journal, written.replaceAll("\"boot\":\"[^\"]*\"", "\"boot\":\"earlier\""));

    assertThat(host.qnet("tap", "undo", "br0").ok().err()).contains("restarted since");
    assertThat(host.inside("ip", "-j", "link")).contains("\"br0\"");
    assertThat(journal).doesNotExist();
    host.inside("ip", "link", "delete", "dev", "br0");
    requireUnchanged("restart");
  }

  @Test
  @DisplayName(
      "plan prints what would be done, and changes nothing; the shell does the same with it")
  void plan() throws Exception {
    String plan =
        host.qnet(
                "tap",
                "plan",
                "network",
                "lab",
                "--subnet",
                "10.9.0.0/24",
                "--nat",
                "--no-services")
            .ok()
            .out();
    requireUnchanged("plan");
    Path script = Files.writeString(folder.resolve("plan.sh"), plan);
    host.inside("sh", "-e", script.toString());
    String byHand = effect();
    host.inside("ip", "link", "delete", "dev", "lab");
    host.inside("nft", "delete table inet qnet_lab; delete table inet qnet-guard");
    host.sh(
        "cd /proc/sys/net/ipv4; echo 0 >ip_forward; echo 1 >conf/up0/forwarding;"
            + " echo 1 >conf/all/accept_redirects");
    requireUnchanged("by hand");
    host.qnet("tap", "network", "lab", "--subnet", "10.9.0.0/24", "--nat", "--no-services").ok();
    assertThat(effect()).isEqualTo(byHand);
  }

  private String effect() throws Exception {
    return host.inside("nft", "-s", "list", "ruleset")
        + host.inside("ip", "-o", "-4", "address").replaceAll("(?m)^[0-9]+: ", "")
        + host.sh("ip link show dev lab | grep ether; sysctl -a 2>/dev/null | grep forwarding");
  }
}
