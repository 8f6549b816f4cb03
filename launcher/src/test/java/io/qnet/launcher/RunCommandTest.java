package io.qnet.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.launcher.accel.Accelerator;
import io.qnet.launcher.accel.Accelerators;
import io.qnet.launcher.accel.KvmReport;
import io.qnet.launcher.accel.KvmReport.Verdict;
import io.qnet.launcher.cli.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code qnet run} makes of its words, with QEMUs of four generations. */
@DisplayName("qnet run")
class RunCommandTest {
  private static final String CASE = "$ qnet run --dry-run";

  private static final KvmReport WORKS = new KvmReport(Verdict.WORKS, "it ran", "");

  private final Path folder;

  /** A host where KVM works, and nobody wants it unless told. */
  private Accelerators accelerators =
      (wish, guest, qemu, tries) ->
          wish.equals("auto")
              ? new Accelerator("tcg", null)
              : Accelerator.choose(wish, guest, "amd64", () -> WORKS);

  RunCommandTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @ParameterizedTest(name = "QEMU {0}")
  @DisplayName("--dry-run: golden command lines")
  @ValueSource(strings = {"5.2", "7.2", "10.0"})
  void golden(String version) throws IOException {
    RecordedQemu.install(version, folder);
    Files.write(folder.resolve("old.img"), new byte[512]);
    Files.writeString(
        folder.resolve("new.qcow2"), "QFI\u00fb\0\0\0\3", StandardCharsets.ISO_8859_1);
    Files.createFile(folder.resolve("vmlinuz"));
    Files.createFile(folder.resolve("initrd"));
    String expected = resource("golden/" + version + ".txt");
    StringBuilder actual = new StringBuilder();
    for (String line : expected.lines().toList()) {
      if (line.startsWith(CASE)) {
        Invocation run = dryRun(line.substring(CASE.length()).strip().split(" ", -1));
        actual.append(line).append('\n').append(run.err()).append(run.out()).append('\n');
      }
    }
    assertThat(actual.toString().replace(folder.toString(), "FOLDER")).isEqualTo(expected);
  }

  @Test
  @DisplayName("a card on USB has a bus, once")
  void usbCard() throws IOException {
    RecordedQemu.install("7.2", folder);
    assertThat(dryRun("--nic", "usb-net", "--display", "none").out()).containsOnlyOnce("-usb ");
    assertThat(dryRun("--nic", "usb-net", "--display", "vnc=:0").out()).containsOnlyOnce("-usb ");
  }

  @Test
  @DisplayName("QEMU is asked six questions, once")
  void cached() throws IOException {
    RecordedQemu.install("7.2", folder);
    dryRun();
    dryRun();
    assertThat(Files.readAllLines(folder.resolve("runs")))
        .containsExactly(
            "--version",
            "-netdev help",
            "-device help",
            "-vga help",
            "-display help",
            "-accel help",
            "-machine help",
            "--version");
    Files.writeString(
        folder.resolve("qemu-system-x86_64"),
        Files.readString(folder.resolve("qemu-system-x86_64")) + "\n# another build\n");
    dryRun();
    assertThat(Files.readAllLines(folder.resolve("runs"))).hasSize(15);
  }

  @Test
  @DisplayName("what there is to say of a gateway's options is said")
  void strangers() throws IOException {
    RecordedQemu.install("7.2", folder);
    assertThat(dryRun("--net", "user,preset=cone").err())
        .contains("# network: this preset's filtering=ei: inbound is open to whoever knows");
    assertThat(dryRun("--net", "user").err()).doesNotContain("filtering");
  }

  @ParameterizedTest(name = "{0}")
  @DisplayName("what is wrong is named, with what would be right")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          --vga cirus                        | 2 | --vga cirus: the QEMU installed here has none       | cirrus
          --net usr                          | 2 | 'usr' is no network mode                            | user?
          --net user,nett=1                  | 2 | 'nett' is no option                                 | net=?
          --net user,native,mtu=9000         | 2 | 'mtu' is no option of QEMU's own user mode          | without ',native'
          --net tap,ifname=abcdefghijklmnop  | 2 | at most 15 octets                                   | tap0
          --net tap,script=/x                | 2 | 'script' is no option of tap                        | ifname
          --net bridge                       | 2 | bridge does not say which                           | br=br0
          --net vde,prt=3,sock=/x            | 2 | 'prt' is no option of vde                           | port
          --net redirect                     | 2 | redirect needs a rule                               | tcp::10022-:22
          --net none --net user              | 2 | --net none beside another                           | leave one
          --nic e100                         | 2 | no such network card                                | e1000
          --nic virtio-net-device            | 2 | on the bus virtio-bus, which the board pc has not   | vmxnet3
          --nic rocker                       | 2 | plugs it into no -netdev                            | e1000
          --nic pvrdma,x=y                   | 2 | --nic pvrdma: QEMU has it, but                      | e1000
          --nic e1000 --nic rtl8139          | 2 | --nic is given 2 times, --net 1 times               | once
          --memory lots                      | 2 | --memory lots is no amount                          | 512
          --smp 0                            | 2 | --smp 0 is no amount                                | --smp 2
          --boot x                           | 2 | --boot x is no amount                               | c, d or n
          --append quiet                     | 2 | there is none                                       | --kernel
          --kernel nowhere                   | 1 | --kernel nowhere: there is no such file             | ls -l
          --disk nowhere.qcow2               | 1 | there is no disk                                    | qnet img create
          --display vnc=5                    | 2 | a VNC server has a display number                   | vnc=:0
          --display spice=x                  | 2 | a SPICE server has a port                           | spice=:5930
          --display curses                   | 2 | no such display                                     | --text
          --display sdll                     | 2 | no such display                                     | sdl
          --display gtk --text               | 2 | --text is a machine without a screen                | leave one
          --web-display --text               | 2 | --text no screen                                    | --web
          --web-display --display none       | 2 | --display another                                   | leave one
          --accel hvf                        | 2 | --accel hvf is no accelerator                       | tcg
          -- -daemonize                      | 2 | -daemonize: QEMU would leave qnet                   | --detach
          --arch x86/64                      | 2 | --arch x86/64 is no processor                       | x86_64
          --arch arm64                       | 2 | --arch arm64 is no processor                        | write --arch aarch64
          --arch amd64                       | 2 | --arch amd64 is no processor                        | write --arch x86_64
          --arch foo                         | 2 | --arch foo is no processor                          | valid here: aarch64, alpha, arm,
          --arch riscv64                     | 3 | qemu-system-riscv64 is not installed                | qemu-system-misc
          --name ../x                        | 2 | '../x' is not a name                                | --name vm1
          """)
  void refused(String words, int exitCode, String what, String remedy) throws IOException {
    RecordedQemu.install("7.2", folder);
    Invocation run = dryRun(words.split(" ", -1));

    assertThat(run.err()).startsWith("qnet: ").contains(what);
    assertThat(run.err().lines().toList()).hasSize(3).last().asString().contains(remedy);
    assertThat(run.exitCode()).isEqualTo(exitCode);
    assertThat(run.out()).isEmpty();
  }

  @Test
  @DisplayName("a QEMU without a window says how to get one")
  void noWindow() throws IOException {
    RecordedQemu.install("5.2", folder);
    Invocation run = dryRun("--display", "gtk");
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err()).contains("GTK").contains("apt-get install qemu-system-gui");
  }

  @Test
  @DisplayName("--accel auto, dry: what is known of KVM is taken, and why is said")
  void accelerators() throws IOException {
    RecordedQemu.install("10.0", folder);
    accelerators = (wish, guest, qemu, tries) -> new Accelerator("kvm", tries ? "tried" : "known");
    Invocation fast = dryRun();
    assertThat(fast.err()).startsWith("# known\n");
    assertThat(fast.out()).contains(" -accel kvm -cpu host ");
  }

  @Test
  @DisplayName("--net vde, dry: the switch that would have to be started comes first")
  void proposesSwitch() throws IOException {
    RecordedQemu.install("10.0", folder);
    Invocation run = dryRun("--display", "none", "--net", "vde", "--net", "vde,port=3");
    assertThat(run.err()).isEqualTo("./qnet switch --name switch1\n");
    assertThat(run.out())
        .contains("-netdev vde,id=net0,sock=" + folder + "/qnet/switch1/vde ")
        .contains("-netdev vde,id=net1,sock=" + folder + "/qnet/switch1/vde,port=3 ");
  }

  @ParameterizedTest(name = "QEMU {0}")
  @DisplayName("--net vde, dry, with a QEMU that has no VDE client: a hub of ours joins the two")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          5.2  | stream:127.0.0.1:22540 | socket,id=net0,connect=127.0.0.1:22540
          10.0 | stream:FOLDER/qnet/vm1/net0.sock | stream,id=net0,server=off,addr.type=unix,
          """)
  void relaysVde(String version, String port, String netdev) throws IOException {
    RecordedQemu.install(version, folder);
    Path netdevs = folder.resolve("netdev.txt");
    Files.writeString(netdevs, Files.readString(netdevs).replace("vde\n", ""));
    Invocation run =
        dryRun(
            "--display", "none", "--net", "vde,sock=/run/sw.ctl,port=5", "--net", "vde,mode=0700");
    assertThat(run.exitCode()).as(run.err()).isZero();
    String said =
        "# network: the QEMU installed here has no VDE client, so qnet plugs in its own: ";
    String own = folder + "/qnet/switch1/vde";
    assertThat(run.err().lines().toList())
        .hasSize(5)
        .startsWith(
            said + "vde:/run/sw.ctl[5]",
            said + "vde:" + own + "; group= and mode= are for QEMU's",
            "./qnet switch --name switch1",
            "./qnet switch --name vm1 --hub --port "
                + port.replace("FOLDER", folder.toString())
                + " --port 'vde:/run/sw.ctl[5]'")
        .last()
        .asString()
        .startsWith("./qnet switch --name vm1-net1 --hub --port stream:")
        .endsWith(" --port vde:" + own);
    assertThat(run.out()).contains(" -netdev " + netdev).doesNotContain("vde,");
  }

  @Test
  @DisplayName("a raw disk that nobody called raw: QEMU finds out itself, and protects its mark")
  void rawDisk() throws IOException {
    RecordedQemu.install("10.0", folder);
    Files.write(folder.resolve("a.img"), new byte[512]);
    assertThat(dryRun("--disk", "a.img").out())
        .contains(" -drive file=" + folder + "/a.img,if=ide,index=0,media=disk ");
    assertThat(dryRun("--disk", "a.img,format=raw").out()).contains("a.img,format=raw,if=ide");
  }

  @Test
  @DisplayName("--web-display, dry: the line has a screen all the same, and that is said")
  void webDisplay() throws IOException {
    RecordedQemu.install("10.0", folder);
    Invocation run = dryRun("--web-display");
    assertThat(run.out()).contains(" -display vnc=127.0.0.1:0,to=99 ").doesNotContain("none");
    assertThat(run.err()).contains("# the page is qnet run's own").contains("# screen: VNC, for");
  }

  private Invocation dryRun(String... words) {
    List<String> all = new ArrayList<>(List.of("run", "--dry-run"));
    all.addAll(List.of(words));
    all.removeIf(String::isEmpty);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Terminal terminal =
        new Terminal(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Map.of(
                "PATH",
                folder.toString(),
                "XDG_RUNTIME_DIR",
                folder.toString(),
                "XDG_CACHE_HOME",
                folder.resolve("cache").toString()),
            folder,
            null);
    int exitCode = Main.run(terminal, Main.SESSIONS, accelerators, all.toArray(String[]::new));
    return new Invocation(
        exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private static String resource(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(RunCommandTest.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
