package io.qnet.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.launcher.accel.KvmProof;
import io.qnet.launcher.accel.KvmReport;
import io.qnet.launcher.guest.GuestBuilder;
import io.qnet.launcher.guest.MicroGuest;
import io.qnet.launcher.guest.Overlay;
import io.qnet.launcher.qemu.Qemu;
import io.qnet.launcher.qemu.RealQemu;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real machines, run by {@code qnet run} as a user would. */
@Tag("qemu")
@Timeout(600)
@DisplayName("qnet run, for real")
class RunIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Pattern PROCESS = Pattern.compile("is process (\\d+)");

  private static final Pattern ROUND_TRIP = Pattern.compile("min/avg/max = ([0-9.]+)/");

  private static MicroGuest guest;

  @TempDir Path folder;

  @BeforeAll
  static void build() throws Exception {
    RealQemu.need();
    guest =
        new GuestBuilder(GuestBuilder.cacheFolder(System.getenv()), System.out::println).ensure();
  }

  @Test
  @DisplayName("--text without a terminal: serial on stdout, stdin typed, its end ends nothing")
  void text() throws Exception {
    try (QnetProcess qnet = run("--text", "--net", "user", "--net", "user,native")) {
      qnet.await("guest:~# ", PATIENCE);
      qnet.type("dhcp eth0; dhcp eth1; echo both=$?; sleep 3; echo slept; poweroff -f\n");
      qnet.endInput();
      String all = qnet.await("slept\r\n", PATIENCE);
      assertThat(all).contains("ready: ").contains("both=0");
      assertThat(all.split("ip=10.0.2.15", -1)).as(all).hasSize(3);
      assertThat(qnet.end(PATIENCE)).isZero();
    }
    assertThat(folder.resolve("qnet/vm1")).doesNotExist();
  }

  @Test
  @DisplayName("SIGTERM: the power button, quit after the grace, exit code 0, nothing left")
  void stops() throws Exception {
    try (QnetProcess qnet = run("--append", "console=ttyS0", "--grace", "1")) {
      ProcessHandle qemu = qemu(qnet.await("ready: ", PATIENCE));
      assertThat(qemu.isAlive()).isTrue();
      qnet.signal("TERM");
      assertThat(qnet.end(Duration.ofSeconds(15))).as(qnet.err()).isZero();
      assertThat(qnet.err()).contains("asked the guest to power off");
      assertThat(qemu.isAlive()).isFalse();
    }
    assertThat(folder.resolve("qnet/vm1")).doesNotExist();
  }

  @Test
  @DisplayName("kill -9 of the launcher leaves no QEMU")
  void noOrphan() throws Exception {
    try (QnetProcess qnet = run("--append", "console=ttyS0")) {
      ProcessHandle qemu = qemu(qnet.await("ready: ", PATIENCE));
      qnet.signal("KILL");
      assertThat(qemu.onExit()).succeedsWithin(Duration.ofSeconds(60));
    }
  }

  @Test
  @DisplayName(
      "a disk: partitioned, written to, read back after a reboot; --snapshot keeps nothing")
  void disk() throws Exception {
    Path disk = folder.resolve("disk.qcow2");
    NetworkNamespace.run("qemu-img", "create", "-q", "-f", "qcow2", disk.toString(), "64M");
    String script =
        """
        modprobe ext4
        if [ ! -e /dev/vda1 ]; then
          printf 'n\\np\\n1\\n\\n\\nw\\n' | fdisk /dev/vda >/dev/null 2>&1
          mke2fs -q /dev/vda1 >/dev/null
          mount -t ext4 /dev/vda1 /mnt 2>/dev/null || { mkdir /mnt; mount -t ext4 /dev/vda1 /mnt; }
          echo installed > /mnt/system; umount /mnt; sync
          echo first boot; reboot -f
        fi
        mkdir -p /mnt; mount -t ext4 /dev/vda1 /mnt; echo "found $(cat /mnt/system)"
        [ -e /mnt/again ] && echo kept || echo fresh
        touch /mnt/again; umount /mnt; sync
        """;
    assertThat(boot(script, "--disk", disk + ",if=virtio"))
        .contains("first boot")
        .contains("found installed")
        .contains("fresh");
    assertThat(boot(script, "--disk", disk + ",if=virtio", "--snapshot")).contains("kept");
    long before = Files.getLastModifiedTime(disk).toMillis();
    assertThat(boot(script, "--disk", disk + ",if=virtio", "--snapshot")).contains("kept");
    assertThat(Files.getLastModifiedTime(disk).toMillis()).isEqualTo(before);
  }

  @Test
  @DisplayName("a raw disk: its guest writes what it likes, but no other format's mark")
  void raw() throws Exception {
    Path disk = folder.resolve("disk.img");
    Files.write(disk, new byte[1 << 20]);
    String script =
        """
        write() { dd of=/dev/vda bs=512 conv=sync,fsync 2>/dev/null && echo written || echo refused; }
        printf 'boot' | write
        printf 'QFI\\373\\000\\000\\000\\003' | write
        """;
    assertThat(boot(script, "--disk", disk + ",if=virtio"))
        .containsSubsequence("written", "refused");
    assertThat(Files.readAllBytes(disk)).startsWith("boot".getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  @DisplayName("a QEMU that hangs is killed three seconds after the grace, exit code 0")
  void hangs() throws Exception {
    try (QnetProcess qnet = run("--append", "console=ttyS0", "--grace", "1")) {
      ProcessHandle qemu = qemu(qnet.await("ready: ", PATIENCE));
      NetworkNamespace.run("kill", "-STOP", "" + qemu.pid());
      qnet.signal("TERM");
      assertThat(qnet.end(PATIENCE)).as(qnet.err()).isZero();
      assertThat(qnet.err()).doesNotContain("took longer");
      assertThat(qemu.isAlive()).isFalse();
    }
    assertThat(folder.resolve("qnet/vm1")).doesNotExist();
  }

  @Test
  @DisplayName("qnet impair: the link of a machine of qnet run, while it runs")
  void impaired() throws Exception {
    try (QnetProcess qnet = run("--text", "--net", "user")) {
      qnet.await("guest:~# ", PATIENCE);
      assertThat(QnetProcess.run(folder, "impair")).contains("vm1.net0: nothing is set");
      assertThat(QnetProcess.run(folder, "impair", "net0", "delay=300ms", "seed=1"))
          .contains("vm1.net0: delay=300ms seed=1");
      qnet.type("dhcp eth0 >/dev/null && ping -c 1 -W 20 10.0.2.2; echo pinged=$?\n");
      Matcher ping = ROUND_TRIP.matcher(qnet.await("pinged=0\r\n", PATIENCE));
      assertThat(ping.find()).as(qnet.out()).isTrue();
      assertThat(Double.parseDouble(ping.group(1))).isGreaterThanOrEqualTo(600);
    }
  }

  /** What a machine says that runs {@code script} and powers off. */
  private String boot(String script, String... words) throws Exception {
    Path initrd = folder.resolve("initrd");
    Files.deleteIfExists(initrd);
    Overlay.script(script).append(guest.initramfs(), initrd);
    List<String> all = new ArrayList<>(List.of("run", "--text", "--net", "none"));
    all.addAll(List.of("--kernel", guest.kernel().toString(), "--initrd", initrd.toString()));
    all.addAll(List.of(words));
    try (QnetProcess qnet = QnetProcess.start(folder, all.toArray(String[]::new))) {
      assertThat(qnet.end(PATIENCE)).as(qnet.err() + qnet.out()).isZero();
      return qnet.out();
    }
  }

  @Test
  @DisplayName("what QEMU refuses is told in its words, with what they mean and what to type")
  void explained() throws Exception {
    assertThat(refused("--net", "vde,sock=" + folder.resolve("none")))
        .contains("Could not open vde", "no VDE switch runs where QEMU looks", "qnet switch --vde");
    assertThat(refused("--net", "none", "--", "-hda", "nosuch.img"))
        .contains("Could not open 'nosuch.img'", "there is no nosuch.img", "qnet img create");
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      assertThat(refused("--net", "user,native,hostfwd=tcp::" + port + "-:22"))
          .contains("Could not set up host forwarding rule", "port " + port + " of this host")
          .contains("held by", "choose another port");
    }
    assertThat(folder.resolve("qnet/vm1")).doesNotExist();
  }

  private String refused(String... words) throws Exception {
    try (QnetProcess qnet = run(words)) {
      assertThat(qnet.end(PATIENCE)).as(qnet.err()).isEqualTo(1);
      assertThat(qnet.err()).contains("qemu: ", "qnet: QEMU does not start: ");
      return qnet.err();
    }
  }

  @Test
  @DisplayName("--accel auto runs on what works here; --accel kvm does, or says why not")
  void accelerators() throws Exception {
    KvmReport kvm = KvmProof.ofHost(System.getenv()).report(Qemu.find());
    try (QnetProcess qnet = run("--net", "none", "--text", "--append", "quiet")) {
      qnet.await("guest:~# ", PATIENCE);
      assertThat(qnet.err().contains("TCG is used")).as(qnet.err()).isNotEqualTo(kvm.works());
    }
    try (QnetProcess qnet = run("--net", "none", "--text", "--accel", "kvm")) {
      if (kvm.works()) {
        qnet.await("guest:~# ", PATIENCE);
      } else {
        assertThat(qnet.end(PATIENCE)).isEqualTo(3);
        assertThat(qnet.err()).startsWith("qnet: KVM cannot be used: " + kvm.evidence());
        assertThat(qnet.err().lines().toList()).hasSize(3);
      }
    }
  }

  @Test
  @DisplayName("qnet redirect: doors into a machine of qnet run, while it runs")
  void redirect() throws Exception {
    try (QnetProcess qnet = run("--text", "--net", "user")) {
      qnet.await("guest:~# ", PATIENCE);
      qnet.type("dhcp eth0 && nc -l -p 7 -e /bin/cat & sleep 5; echo serves\n");
      qnet.await("serves\r\n", PATIENCE);
      String rule = QnetProcess.run(folder, "redirect", "add", "tcp::0-:7").strip();
      assertThat(rule).matches("tcp:127\\.0\\.0\\.1:\\d+-10\\.0\\.2\\.15:7");
      int port = Integer.parseInt(rule.replaceFirst("-.*", "").replaceFirst(".*:", ""));
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        socket.getOutputStream().write("echo\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(socket.getInputStream().readNBytes(5)).asString().isEqualTo("echo\n");
        assertThat(QnetProcess.run(folder, "redirect", "list", "--on", "vm1")).contains(rule);
      }
      QnetProcess.run(folder, "redirect", "remove", rule);
      assertThat(QnetProcess.run(folder, "redirect", "list", "-o", "json"))
          .isEqualToIgnoringWhitespace("[]");
    }
  }

  @Test
  @DisplayName("--net vde: the one switch that runs; its gateway leases an address")
  void oneSwitch() throws Exception {
    try (QnetProcess none = run("--net", "vde")) {
      assertThat(none.end(PATIENCE)).isEqualTo(1);
      assertThat(none.err()).contains("no switch of yours runs", "qnet switch --detach");
    }
    try (QnetProcess lab =
        QnetProcess.start(folder, "switch", "--name", "lab", "--user", "mtu=1500")) {
      lab.await("ready: ", PATIENCE);
      try (QnetProcess qnet = run("--text", "--net", "vde")) {
        qnet.await("guest:~# ", PATIENCE);
        assertThat(qnet.err()).contains("network: the switch lab, at " + folder);
        qnet.type("dhcp eth0 >/dev/null && echo leased\n");
        qnet.await("leased\r\n", PATIENCE);
      }
    }
  }

  private QnetProcess run(String... words) throws Exception {
    List<String> all = new ArrayList<>(List.of("run", "--display", "none"));
    all.addAll(
        List.of("--kernel", guest.kernel().toString(), "--initrd", guest.initramfs().toString()));
    all.addAll(List.of(words));
    return QnetProcess.start(folder, all.toArray(String[]::new));
  }

  private static ProcessHandle qemu(String ready) {
    Matcher matcher = PROCESS.matcher(ready);
    assertThat(matcher.find()).as(ready).isTrue();
    return ProcessHandle.of(Long.parseLong(matcher.group(1))).orElseThrow();
  }
}
