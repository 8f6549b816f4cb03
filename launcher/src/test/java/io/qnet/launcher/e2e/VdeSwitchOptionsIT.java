package io.qnet.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** vde_switch's options, each given to the original and to {@code qnet vde_switch}. */
@Timeout(600)
class VdeSwitchOptionsIT {
  private static final String SCRIPT =
      """
      #!/bin/sh
      exec '%s' -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Dqnet.command='%s' \\
        -cp '%s' io.qnet.launcher.Main "$@"
      """;

  @TempDir Path folder;

  private final List<Process> started = new ArrayList<>();

  @BeforeEach
  void programs() throws IOException {
    Started.need("vde_switch", "setsid", "unshare", "stat");
    assumeTrue(
        "root".equals(System.getProperty("user.name")),
        "SKIPPED: groups, TAP devices and /etc take root; run the tests with sudo");
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Path script = path("qnet-here");
    String classes = System.getProperty("java.class.path");
    Files.writeString(script, SCRIPT.formatted(java, script, classes));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
  }

  @AfterEach
  void nothingGoesOn() throws InterruptedException {
    for (Process process : started) {
      process.destroy();
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    }
  }

  private Path path(String name) {
    return folder.resolve(name);
  }

  /** The switch with its usual places and {@code options}, behind the words of {@code before}. */
  private Process start(boolean stock, List<String> before, String... options) throws IOException {
    List<String> command = new ArrayList<>(before);
    command.addAll(stock ? List.of("vde_switch") : List.of(path("qnet-here") + "", "vde_switch"));
    command.addAll(List.of("-s", path("sw").toString(), "-M", path("mgmt").toString()));
    command.addAll(List.of("-p", path("pid").toString()));
    command.addAll(List.of(options));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectError(path("err").toFile())
            .redirectOutput(path("out").toFile());
    builder.environment().put("XDG_RUNTIME_DIR", folder.toString());
    builder.environment().put("HOME", path("home").toString());
    Process process = builder.start();
    started.add(process);
    return process;
  }

  private String ask(String command) throws Exception {
    try (ConsoleClient console = ConsoleClient.at(path("mgmt"))) {
      return console.ask(command);
    }
  }

  private void stop() throws Exception {
    Process last = started.get(started.size() - 1);
    last.destroy();
    assertThat(last.waitFor(60, TimeUnit.SECONDS)).isTrue();
    gone();
  }

  private void gone() throws InterruptedException {
    for (String left : List.of("sw", "pid", "mgmt")) {
      for (int i = 0; i < 400 && Files.exists(path(left)); i++) {
        TimeUnit.MILLISECONDS.sleep(50);
      }
      assertThat(path(left)).doesNotExist();
    }
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "-F",
        "-m 660",
        "-mod 666 -g daemon",
        "--dirmode 750",
        "--dirmode 2755 -m 600",
        "-m 640 -dirmode 710 -group daemon",
        "--mgmtmode 660 --mgmtgroup daemon"
      })
  @DisplayName("modes and groups of the directory, its socket, the console and the pidfile")
  void access(String options) throws Exception {
    List<String> words = new ArrayList<>(List.of(options.split(" ")));
    words.add("--nostdin");
    String[] seen = new String[2];
    for (int i = 0; i < seen.length; i++) {
      Process process = start(i == 0, List.of(), words.toArray(String[]::new));
      assertThat(ask("ds/showinfo")).contains("1000 Success");
      assertThat(Files.readString(path("pid")).strip()).isEqualTo(process.pid() + "");
      seen[i] =
          NetworkNamespace.run(
              "stat",
              "-c",
              "%n %a %U %G",
              path("sw") + "",
              path("sw") + "/ctl",
              path("mgmt") + "",
              path("pid") + "");
      stop();
    }
    assertThat(seen[1]).isEqualTo(seen[0]);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @DisplayName(
      "-d, here with others in one word, returns when the switch is there, says nothing, and leaves its pid")
  void daemon(boolean stock) throws Exception {
    Process starter = start(stock, List.of(), "-xdp", path("pid") + "");
    assertThat(starter.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(starter.exitValue()).as(Files.readString(path("err"))).isZero();
    assertThat(path("out")).isEmptyFile();
    assertThat(ask("port/showinfo")).contains("HUB=true");
    long pid = Long.parseLong(Files.readString(path("pid")).strip());
    assertThat(pid).isNotEqualTo(starter.pid());
    ProcessHandle running = ProcessHandle.of(pid).orElseThrow();
    assertThat(running.isAlive()).isTrue();
    if (!stock) { // of the original a second one would run, too
      Process second = start(false, List.of(), "-d", "-s", path("sw2") + "", "-M", path("m") + "");
      assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(second.exitValue()).isEqualTo(1);
      assertThat(Files.readString(path("err"))).contains("process " + pid + ", which lives");
      assertThat(Files.readString(path("pid")).strip()).isEqualTo(pid + "");
    }
    assertThat(running.destroy()).isTrue();
    gone();
  }

  @ParameterizedTest
  @CsvSource({"true, -t, -tap", "false, --tap, -t"})
  @DisplayName("-t, twice: two network namespaces meet on the switch")
  void taps(boolean stock, String one, String other) throws Exception {
    NetworkNamespace near = new NetworkNamespace("qnet-vsw");
    NetworkNamespace far = new NetworkNamespace("qnet-vsw-far");
    near.make("busybox");
    far.make();
    try {
      List<String> inside = List.of("ip", "netns", "exec", near.name());
      start(stock, inside, one, "tap0", other, "tap1", "--nostdin");
      assertThat(ask("port/print")).contains("Port 0001", "Port 0002");
      near.inside("ip", "link", "set", "tap1", "netns", far.name());
      near.inside("ip", "addr", "add", "10.9.0.1/24", "dev", "tap0");
      near.inside("ip", "link", "set", "tap0", "up");
      far.inside("ip", "addr", "add", "10.9.0.2/24", "dev", "tap1");
      far.inside("ip", "link", "set", "tap1", "up");
      near.inside("busybox", "ping", "-c", "3", "-W", "5", "10.9.0.2");
      assertThat(ask("hash/print")).contains("to port: 001", "to port: 002");
      stop();
      assertThat(near.inside("ip", "link")).doesNotContain("tap0");
    } finally {
      near.remove();
      far.remove();
    }
  }

  @Test
  @DisplayName("the rc file: -f, else the one at home, else /etc/vde2/vde_switch.rc")
  void rcFiles() throws Exception {
    assumeTrue(Files.isDirectory(Path.of("/etc/vde2")), "SKIPPED: no /etc/vde2 on this host");
    Files.createDirectories(path("home/.vde2"));
    Files.createDirectories(path("etc"));
    Files.writeString(path("given"), "vlan/create 31\n");
    Files.writeString(path("home/.vde2/vde_switch.rc"), "vlan/create 32\n");
    Files.writeString(path("etc/vde_switch.rc"), "# of the host\nvlan/create 33\n");
    List<String> host =
        List.of(
            "unshare",
            "-m",
            "sh",
            "-c",
            "mount --bind " + path("etc") + " /etc/vde2; exec \"$@\"",
            "sh");
    for (boolean stock : new boolean[] {true, false}) {
      assertThat(vlans(stock, host, "-f", path("given") + "")).isEqualTo("31");
      assertThat(vlans(stock, host, "-rcfile", path("given") + "")).isEqualTo("31");
      assertThat(vlans(stock, host)).isEqualTo("32");
      Files.move(path("home/.vde2/vde_switch.rc"), path("aside"));
      assertThat(vlans(stock, host)).isEqualTo("33");
      Files.move(path("aside"), path("home/.vde2/vde_switch.rc"));
    }
  }

  private String vlans(boolean stock, List<String> host, String... rest) throws Exception {
    List<String> options = new ArrayList<>(List.of(rest));
    options.add("--nostdin");
    start(stock, host, options.toArray(String[]::new));
    String said = ask("vlan/allprint");
    stop();
    return String.join(
        " ",
        said.lines()
            .filter(line -> line.matches("VLAN 00[1-9][0-9]"))
            .map(line -> line.substring("VLAN 00".length()))
            .toList());
  }
}
