package io.qnet.launcher.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.launcher.accel.KvmReport;
import io.qnet.launcher.accel.KvmReport.Verdict;
import io.qnet.launcher.doctor.Finding.State;
import io.qnet.launcher.port.HostPorts;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each check, on a host where the thing works, where it works in part, and where it does not. */
@DisplayName("The checks of the doctor")
class ChecksTest {
  private final MadeUpHost made;

  ChecksTest(@TempDir Path root) {
    made = new MadeUpHost(root);
  }

  @Test
  @DisplayName("QEMU: there, missing, something else")
  void qemu() throws Exception {
    assertFinding(QemuChecks::qemu, State.FAILS, "not installed", "apt-get install");
    made.qemu("7.2.22");
    assertFinding(QemuChecks::qemu, State.WORKS, "QEMU 7.2.22", "");
    made.program("qemu-system-x86_64", "echo hello");
    assertFinding(QemuChecks::qemu, State.FAILS, "no version of QEMU", "apt-get install");
  }

  @Test
  @DisplayName("netdevs: stream, only socket, nothing")
  void netdevs() throws Exception {
    assertFinding(QemuChecks::netdevs, State.FAILS, "lists nothing", "apt-get");
    made.qemu("6.2.0", "socket", "user");
    assertFinding(QemuChecks::netdevs, State.PARTLY, "socket user", "7.2");
    made.qemu("7.2.22", "socket", "stream");
    assertFinding(QemuChecks::netdevs, State.WORKS, "socket stream", "");
  }

  @Test
  @DisplayName("KVM: the proof's own words, and TCG in its place")
  void kvm() throws Exception {
    assertFinding(QemuChecks::kvm, State.PARTLY, "no QEMU", "apt-get");
    made.qemu("7.2.22");
    assertFinding(QemuChecks::kvm, State.WORKS, "long mode in 0.20 s", "");
    made.kvm = new KvmReport(Verdict.HANGS, "no line in 5 s", "mend nesting");
    assertFinding(QemuChecks::kvm, State.PARTLY, "no line in 5 s", "mend nesting");
    assertThat(QemuChecks.kvm(made.host()).meaning()).contains("hang", "TCG");
  }

  @Test
  @DisplayName("TAP: no device, a device without privilege, both")
  void tun() throws Exception {
    made.privileged(false);
    assertFinding(NetworkChecks::tun, State.FAILS, "no /dev/net/tun", "modprobe tun");
    made.file("dev/net/tun", "");
    assertFinding(NetworkChecks::tun, State.PARTLY, "CAP_NET_ADMIN", "ip tuntap add");
    made.privileged(true);
    assertFinding(NetworkChecks::tun, State.WORKS, "opens", "");
  }

  @Test
  @DisplayName("bridge helper: missing, without privilege, without a list, with one")
  void bridgeHelper() throws Exception {
    made.privileged(false);
    assertFinding(NetworkChecks::bridgeHelper, State.PARTLY, "there is no", "apt-get");
    made.executable("usr/lib/qemu/qemu-bridge-helper", "");
    assertFinding(NetworkChecks::bridgeHelper, State.PARTLY, "neither a setuid", "setcap");
    made.program("getcap", "echo \"$1 cap_net_admin=ep\"");
    assertFinding(
        NetworkChecks::bridgeHelper, State.PARTLY, "no /etc/qemu/bridge.conf", "allow br0");
    made.file("etc/qemu/bridge.conf", "# ours\nallow br0\n");
    assertFinding(NetworkChecks::bridgeHelper, State.WORKS, "allow br0", "");
  }

  @Test
  @DisplayName(
      "the bridge helper's list: deny beats allow, includes are read, a wrong word stops all")
  void acl() throws Exception {
    made.file("etc/qemu/bridge.conf", "allow all\ndeny br1 # not this\n");
    BridgeAcl acl = new BridgeAcl(made.host());
    assertThat(acl.obstacle("br0")).isEmpty();
    assertThat(acl.obstacle("br1")).hasValue("/etc/qemu/bridge.conf says: deny br1");
    made.file("etc/qemu/bridge.conf", "include /etc/qemu/bridge.conf\ninclude /etc/qemu/lab\n");
    made.file("etc/qemu/lab", "allow br7\n");
    assertThat(acl.obstacle("br7")).isEmpty();
    assertThat(acl.obstacle("br0")).hasValue("/etc/qemu/bridge.conf has no line: allow br0");
    made.file("etc/qemu/bridge.conf", "permit br0\n");
    assertThat(acl.obstacle("br0").orElseThrow()).contains("no rule: permit br0");
  }

  @Test
  @DisplayName("VDE, ping sockets, dumpcap, the native library")
  void others() throws Exception {
    made.qemu("7.2.22", "stream");
    assertFinding(NetworkChecks::vde, State.PARTLY, "without vde", "apt-get install vde2");
    made.qemu("7.2.22", "stream", "vde").program("vde_plug", "");
    assertFinding(NetworkChecks::vde, State.WORKS, "with vde", "");

    made.file("proc/sys/net/ipv4/ping_group_range", "1\t0\n");
    assertFinding(NetworkChecks::ping, State.WORKS, "1 0", "");
    made.pingTrouble = "EACCES";
    assertFinding(NetworkChecks::ping, State.PARTLY, "1 0", "ping_group_range");

    assertFinding(NetworkChecks::capture, State.PARTLY, "not installed", "usermod -aG wireshark");
    made.program("dumpcap", "echo 'no permission' >&2; exit 1");
    assertFinding(NetworkChecks::capture, State.PARTLY, "no permission", "dpkg-reconfigure");
    made.program("dumpcap", "echo '1. eth0'; echo '2. lo'");
    assertFinding(NetworkChecks::capture, State.WORKS, "2 interfaces", "");

    assertFinding(NetworkChecks::nativeTransport, State.WORKS, "epoll", "");
    made.nativeTrouble = "no library for riscv64";
    assertFinding(NetworkChecks::nativeTransport, State.PARTLY, "riscv64", "x86-64");
  }

  @Test
  @DisplayName("ports: who has them, and which are free")
  void ports() throws Exception {
    assertFinding(NetworkChecks::ports, State.WORKS, "free: 2222", "");
    made.listener(2222);
    assertFinding(NetworkChecks::ports, State.PARTLY, "2222 by python3 (pid 17)", "free: 10022");
    Files.delete(made.root.resolve("proc/17/fd/3"));
    assertFinding(NetworkChecks::ports, State.PARTLY, "2222 by another user's program", "free");
  }

  @Test
  @DisplayName("this machine: every check answers, and the real attempts are made")
  void thisMachine() throws Exception {
    assertThat(Doctor.ofThisMachine(System.getenv()).examine())
        .extracting(Finding::id)
        .containsExactly(
            "qemu",
            "qemu-img",
            "netdevs",
            "kvm",
            "tun",
            "bridge-helper",
            "vde",
            "ping",
            "capture",
            "ports",
            "java");
    assertThat(HostPorts.ofThisHost().holder("tcp", 1)).isEmpty();
  }

  private void assertFinding(Check check, State state, String evidence, String remedy)
      throws Exception {
    Finding finding = check.examine(made.host());
    assertThat(finding.state()).as(finding.toString()).isEqualTo(state);
    assertThat(finding.evidence()).contains(evidence);
    assertThat(finding.remedy() + finding.meaning()).contains(remedy);
    assertThat(finding.remedy().isEmpty()).isEqualTo(state == State.WORKS);
  }
}
