package io.qnet.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Devices on a host of the test's own, and in a namespace beside it. */
@DisplayName("qnet tap create, delete and list")
@Timeout(600)
class TapDeviceIT {
  @TempDir Path folder;

  private HostLab host = new HostLab("qnet-dev", Path.of("/"));
  private final NetworkNamespace box = new NetworkNamespace("qnet-dev-box");

  @BeforeEach
  void makeHosts() throws Exception {
    host = new HostLab("qnet-dev", folder);
    host.make();
    box.make();
  }

  @AfterEach
  void removeHosts() throws Exception {
    box.remove();
    host.remove();
  }

  private String devices() throws Exception {
    return host.sh("ip -o link show type tun | cut -d: -f2")
        + "in the box:"
        + box.inside("sh", "-c", "ip -o link show type tun | cut -d: -f2");
  }

  @Test
  @DisplayName("one name in two namespaces: two devices, and each is deleted by itself")
  void twoNamespaces() throws Exception {
    host.qnet("tap", "create", "tap0").ok();
    box.inside("ip", "tuntap", "add", "dev", "tap0", "mode", "tap");
    assertThat(host.qnet("tap", "list", "--netns", box.name(), "-o", "json").ok().out())
        .as("somebody else's")
        .contains("\"name\" : \"tap0\"", "\"undo\" : null");

    host.qnet("tap", "delete", "tap0", "--netns", box.name()).ok();
    assertThat(devices()).as("the one that was named").isEqualTo(" tap0\nin the box:");

    host.qnet("tap", "create", "tap0", "--netns", box.name()).ok();
    assertThat(devices()).isEqualTo(" tap0\nin the box: tap0\n");
    assertThat(host.qnet("tap", "list", "--netns", box.name()).ok().out())
        .contains("tap0@" + box.name());
    host.qnet("tap", "delete", "tap0").ok();
    assertThat(devices()).isEqualTo("in the box: tap0\n");
    host.qnet("tap", "undo", "tap0@" + box.name()).ok();
    assertThat(devices()).isEqualTo("in the box:");
  }

  @Test
  @DisplayName(
      "a bridge that carries the default route keeps its address when a device is plugged in")
  void bridgeOfSomebody() throws Exception {
    host.sh(
        "ip link add br9 type bridge; ip link set dev up0 address fe:00:00:00:00:01 master br9");
    host.sh("ip link set dev br9 up; ip address flush dev up0");
    host.sh("ip address add 198.51.100.2/24 dev br9; ip route add default via 198.51.100.1");
    String before = host.inside("ip", "link", "show", "dev", "br9");
    assertThat(before).contains("fe:00:00:00:00:01");

    host.qnet("tap", "create", "tap0", "--bridge", "br9").ok();
    assertThat(host.sh("cat /sys/class/net/tap0/address")).startsWith("fe:71:6e:");
    assertThat(host.inside("ip", "link", "show", "dev", "br9")).isEqualTo(before);
    host.qnet("tap", "delete", "tap0").ok();

    host.sh("ip tuntap add dev tap1 mode tap; ip link set dev tap1 address 02:00:00:00:00:01");
    host.sh(
        "QNET_BRIDGE=br9 " + Path.of("..", "tap", "scripts", "qemu-ifup").toRealPath() + " tap1");
    assertThat(host.inside("ip", "link", "show", "dev", "tap1")).contains("master br9", "fe:00:00");
    assertThat(host.inside("ip", "link", "show", "dev", "br9")).isEqualTo(before);
  }

  @Test
  @DisplayName("a VPN's device that carries the default route is deleted by who knows only")
  void defaultRoute() throws Exception {
    host.sh("ip tuntap add dev vpn0 mode tap; ip link set dev vpn0 up");
    host.sh("ip address add 10.8.0.2/24 dev vpn0; ip route add 0.0.0.0/1 via 10.8.0.1");
    HostLab.Ran ran = host.qnet("tap", "delete", "vpn0");
    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.err()).contains("vpn0 carries the default route of this host", "--i-know");
    assertThat(devices()).contains("vpn0");
    host.qnet("tap", "delete", "vpn0", "--i-know").ok();
    assertThat(devices()).doesNotContain("vpn0");
  }

  @Test
  @DisplayName("a port has the MTU of its bridge")
  void mtu() throws Exception {
    host.sh("ip link add jum mtu 9000 type bridge; ip link set dev jum up");
    host.qnet("tap", "create", "tap0", "--bridge", "jum").ok();
    assertThat(host.inside("ip", "link", "show", "dev", "tap0")).contains("mtu 9000");
    assertThat(host.inside("ip", "link", "show", "dev", "jum")).contains("mtu 9000");
  }

  @Test
  @DisplayName("what is not there is named, before anything is done")
  void notThere() throws Exception {
    String none = "there is no network namespace called nosuch";
    assertThat(host.qnet("tap", "list", "--netns", "nosuch").err()).contains(none);
    assertThat(host.qnet("tap", "delete", "x", "--netns", "nosuch").err()).contains(none);
    assertThat(host.qnet("tap", "create", "x", "--owner", "nosuch").err())
        .contains("there is no user called nosuch");
    assertThat(host.qnet("tap", "create", "x", "--group", "nosuch").err())
        .contains("there is no group called nosuch");
    assertThat(host.qnet("tap", "create", "x", "--script", "/nosuch").err())
        .contains("/nosuch is not there");
    assertThat(host.changes()).isZero();
    HostLab.Ran ran = host.qnet("tap", "create", "x", "--script", "/bin/false");
    assertThat(ran.err()).contains("/bin/false x: exit status 1", "leave it out");
    assertThat(devices()).isEqualTo("in the box:");
  }

  @Test
  @DisplayName("plan and list make nothing, not even a folder")
  void noFolder() throws Exception {
    host.sh("rmdir " + folder + "/state/qnet/tap " + folder + "/state/qnet");
    host.qnet("tap", "list").ok();
    host.qnet("tap", "plan", "create", "tap0").ok();
    assertThat(folder.resolve("state/qnet")).doesNotExist();
  }
}
