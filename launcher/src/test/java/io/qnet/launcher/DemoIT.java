package io.qnet.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.qnet.launcher.cli.Terminal;
import io.qnet.launcher.qemu.Program;
import io.qnet.launcher.qemu.RealQemu;
import io.qnet.launcher.user.UserSession;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The tour with a real guest. */
@Tag("qemu")
@DisplayName("qnet demo, with QEMU")
@Timeout(600)
class DemoIT {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private final Path folder;

  DemoIT(@TempDir Path folder) {
    this.folder = folder;
  }

  private int demo(Map<String, String> changed, String... words) {
    Map<String, String> variables = new HashMap<>(System.getenv());
    variables.put("XDG_RUNTIME_DIR", folder.toString());
    variables.put("NO_COLOR", "1");
    variables.putAll(changed);
    Terminal terminal =
        new Terminal(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            variables,
            folder,
            folder.resolve("qnet"));
    return Main.run(terminal, UserSession::new, words);
  }

  @Test
  @DisplayName("ten steps with a Linux on an e1000")
  void tour() throws IOException, InterruptedException {
    RealQemu.need();
    int exitCode = demo(Map.of(), "demo");
    String told = out.toString(StandardCharsets.UTF_8);

    assertThat(exitCode).as(told + err.toString(StandardCharsets.UTF_8)).isZero();
    DemoText.complete(told);
    assertThat(told.replaceAll("\\s+", " "))
        .contains("The guest: Linux ")
        .contains("in QEMU ")
        .contains("an e1000 card");
    DemoText.readable(folder.resolve("captures/out/demo-user.pcapng"));
  }

  @Test
  @DisplayName("--arch aarch64: the same ten steps with a Linux for another processor")
  void otherProcessor() throws IOException, InterruptedException {
    assumeTrue(
        Program.find("qemu-system-aarch64", System.getenv()).isPresent(),
        "SKIPPED: no qemu-system-aarch64 on this host; apt-get install qemu-system-arm");
    int exitCode = demo(Map.of(), "demo", "--arch", "aarch64");
    String told = out.toString(StandardCharsets.UTF_8);

    assertThat(exitCode).as(told + err.toString(StandardCharsets.UTF_8)).isZero();
    DemoText.complete(told);
    assertThat(told.replaceAll("\\s+", " "))
        .containsPattern("The guest: Linux .*software emulation of aarch64.*an e1000 card");
    DemoText.readable(folder.resolve("captures/out/demo-user.pcapng"));
  }

  @Test
  @DisplayName("redirect: a Linux with a service at port 22, and its own table of who called")
  void redirect() throws IOException, InterruptedException {
    RealQemu.need();
    int exitCode = demo(Map.of(), "demo", "redirect");
    String told = out.toString(StandardCharsets.UTF_8);

    assertThat(exitCode).as(told + err.toString(StandardCharsets.UTF_8)).isZero();
    DemoText.completeRedirect(told);
    assertThat(told)
        .contains("The guest: Linux ")
        .containsPattern("netstat in the guest: port 22 is connected with 10.0.2.2:[0-9]+");
    DemoText.redirectReadable(folder.resolve("captures/out/demo-redirect.pcapng"));
  }

  @Test
  @DisplayName("the tour of the switch: two Linuxes, a gateway, a hub, a VLAN, a loop and a tree")
  void vde() {
    RealQemu.need();
    int exitCode = demo(Map.of(), "demo", "vde", "--guest", "qemu");
    String told = out.toString(StandardCharsets.UTF_8);
    System.out.println(told);

    assertThat(exitCode).as(told + err.toString(StandardCharsets.UTF_8)).isZero();
    assertThat(told.lines()).allMatch(line -> line.length() <= 80 || line.contains("wireshark"));
    assertThat(told.lines().filter(line -> line.matches(" ?[0-9]+  .*")))
        .extracting(line -> line.substring(4, 13).strip())
        .containsExactly("plug in", "learn", "hub", "vlan", "loop", "tree", "capture");
    assertThat(folder.resolve("captures/out/demo-vde.pcapng")).isNotEmptyFile();
  }

  @Test
  @DisplayName("pxe: a machine without a disk fetches script, kernel and ramdisk, and runs them")
  void pxe() throws IOException, InterruptedException {
    assumeTrue(
        Program.find("qemu-system-x86_64", System.getenv()).isPresent()
            && Files.exists(Path.of("/usr/lib/ipxe/qemu/pxe-e1000.rom")),
        "SKIPPED: no qemu-system-x86_64 or no boot ROM; apt-get install qemu-system-x86 ipxe-qemu");
    int exitCode = demo(Map.of(), "demo", "pxe");
    String told = out.toString(StandardCharsets.UTF_8);
    System.out.println(told);

    assertThat(exitCode).as(told + err.toString(StandardCharsets.UTF_8)).isZero();
    assertThat(told.lines().filter(line -> line.matches(" ?[0-9]+  .*")))
        .extracting(line -> line.substring(4, 13).strip())
        .containsExactly("power on", "lease", "script", "kernel", "ramdisk", "linux", "capture");
    assertThat(told.replaceAll("\\s+", " "))
        .contains("TFTP: 10.0.2.15 read lab.ipxe", "TFTP: 10.0.2.15 read vmlinuz")
        .contains("TFTP: 10.0.2.15 read initrd", "started-by=10.0.2.2");
    assertThat(folder.resolve("captures/out/demo-pxe.pcapng")).isNotEmptyFile();
  }

  @Test
  @DisplayName("without QEMU on the PATH: the station, and why; or, if QEMU was asked for, exit 3")
  void noQemu() {
    assumeTrue(
        Program.find("qemu-system-x86_64", Map.of("PATH", "/nowhere")).isEmpty(),
        "SKIPPED: QEMU is in /usr/sbin on this host, which is always looked at");
    assertThat(demo(Map.of("PATH", "/nowhere"), "demo")).isZero();
    DemoText.complete(out.toString(StandardCharsets.UTF_8));
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("No machine this time: qemu-system-x86_64 is not installed");

    assertThat(demo(Map.of("PATH", "/nowhere"), "demo", "--guest", "qemu")).isEqualTo(3);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("qemu-system-x86_64 is not installed")
        .contains("apt-get install qemu-system-x86");

    assertThat(demo(Map.of("PATH", "/nowhere"), "demo", "--arch", "aarch64")).isEqualTo(3);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("qemu-system-aarch64 is not installed", "apt-get install qemu-system-arm");
  }
}
