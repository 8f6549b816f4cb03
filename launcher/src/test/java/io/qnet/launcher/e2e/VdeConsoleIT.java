package io.qnet.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Debian's own programs for vde_switch's console, at ours and at the original's. */
@Timeout(600)
class VdeConsoleIT {
  private static final int COLUMNS_BEFORE_THE_SENTENCE = 35;

  @TempDir Path folder;

  @BeforeAll
  static void programs() {
    Started.need("vde_switch", "vde_plug", "unixterm", "unixcmd", "vdeterm", "script", "setpriv");
  }

  /** A switch that is vde_switch, or qnet under that name. */
  private final class Switch implements AutoCloseable {
    private final boolean stock;
    private final Closeable process;
    private final String directory;
    private final Path console;

    Switch(boolean stock) throws IOException {
      String name = stock ? "stock" : "ours";
      this.stock = stock;
      directory = folder.resolve(name).toString();
      console = folder.resolve(name + ".mgmt");
      String[] line = {
        "vde_switch", "-s", directory, "-M", console.toString(), "-m", "666", "--nostdin"
      };
      process = stock ? Started.program(line)::close : QnetProcess.start(folder, line)::close;
    }

    ConsoleClient client() throws Exception {
      return ConsoleClient.at(console);
    }

    @Override
    public void close() throws IOException {
      process.close();
    }
  }

  @Test
  @DisplayName("help lists the same commands with the same arguments, in the same order")
  void sameCommands() throws Exception {
    try (Switch stock = new Switch(true);
        Switch ours = new Switch(false);
        ConsoleClient there = stock.client();
        ConsoleClient here = ours.client()) {
      List<String> wanted = commands(there.ask("help"));
      assertThat(wanted).hasSizeGreaterThan(40);
      assertThat(commands(here.ask("help"))).isEqualTo(wanted);
    }
  }

  private static List<String> commands(String help) {
    return help.lines()
        .map(line -> line.substring(0, Math.min(COLUMNS_BEFORE_THE_SENTENCE, line.length())))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @DisplayName("a port of one group's lets in its members and root, and nobody else")
  void groups(boolean stock) throws Exception {
    assumeTrue(
        "root".equals(System.getProperty("user.name")),
        "SKIPPED: to plug in as somebody else takes root; run the tests with sudo");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    try (Switch here = new Switch(stock);
        ConsoleClient console = here.client()) {
      assertThat(console.ask("port/create 4")).contains("1000 Success");
      assertThat(console.ask("port/setgroup 4 bin")).contains("1000 Success");
      assertThat(mayPlugIn("bin", here, console)).as("a member").isTrue();
      assertThat(isRefused("daemon", here, console)).as("another").isTrue();
      assertThat(console.ask("port/setuser 4 daemon")).contains("1000 Success");
      assertThat(mayPlugIn("daemon", here, console)).as("the user beside the group").isTrue();
      assertThat(isRefused("games", here, console)).as("neither").isTrue();
      assertThat(mayPlugIn("root", here, console)).isTrue();
      console.ask("port/setuser 4 ANY");
      console.ask("port/setgroup 4 ANY");
      assertThat(mayPlugIn("games", here, console)).as("anybody again").isTrue();
    }
  }

  private static Started plugAs(String user, Switch to) throws IOException {
    return Started.program(
        "setpriv",
        "--reuid=" + user,
        "--regid=65534",
        "--clear-groups",
        "vde_plug",
        to.directory + "[4]");
  }

  /** Until the plug is shown at the console, or has ended because it was sent away. */
  private static boolean mayPlugIn(String user, Switch to, ConsoleClient console) throws Exception {
    try (Started plug = plugAs(user, to)) {
      boolean in = false;
      while (!in && plug.process().isAlive()) {
        TimeUnit.MILLISECONDS.sleep(20);
        in = console.ask("port/print 4").contains("endpoint");
      }
      plug.process().destroy();
      while (console.ask("port/print 4").contains("endpoint")) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
      return in;
    }
  }

  /** Ours sends it away, which ends it; vde_switch says nothing, and leaves it waiting. */
  private static boolean isRefused(String user, Switch to, ConsoleClient console) throws Exception {
    try (Started plug = plugAs(user, to)) {
      boolean ended = plug.process().waitFor(to.stock ? 2 : 20, TimeUnit.SECONDS);
      return ended != to.stock && !console.ask("port/print 4").contains("endpoint");
    }
  }

  @Test
  @DisplayName("unixterm shows the greeting, the prompt, and the same answer from both")
  void unixterm() throws Exception {
    String[] said = new String[2];
    for (int i = 0; i < said.length; i++) {
      try (Switch here = new Switch(i == 0)) {
        here.client().close();
        try (Typist typist = Typist.at("unixterm", here.console.toString())) {
          String greeting = typist.await("vde$ ");
          assertThat(greeting).startsWith("VDE switch V.2.3.2");
          typist.type("port/showinfo\n");
          typist.await("1000 Success\n\nvde$ ");
          typist.type("vlan/create 5000\n");
          said[i] = typist.await("1022 Invalid argument\n\nvde$ ").substring(greeting.length());
          typist.type("logout\n");
          typist.end(Duration.ofSeconds(10));
        }
      }
    }
    assertThat(said[1]).isEqualTo(said[0]).contains("Numports=32");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @DisplayName("vdeterm on a terminal completes a command by the help, and shows its answer")
  void vdeterm(boolean stock) throws Exception {
    try (Switch here = new Switch(stock)) {
      here.client().close();
      String program = "vdeterm " + here.console;
      try (Typist typist = Typist.at("script", "-qec", program, "/dev/null")) {
        assertThat(typist.await("mgmt]: ")).startsWith("VDE switch V.2.3.2");
        typist.type("port/showi\t\n");
        assertThat(typist.await("Success")).contains("port/showinfo", "Numports=32");
        typist.type("vlan/create 7\n");
        typist.await("Success");
        typist.type("vlan/allprint 7\n");
        typist.await("VLAN 0007");
        typist.await("Success");
        typist.type("vlan/create 5000\n");
        typist.await("Invalid argument");
        typist.type("logout\n");
        typist.end(Duration.ofSeconds(10));
      }
    }
  }

  @Test
  @DisplayName("unixcmd does one command, shows its answer, and ends alike at both")
  void unixcmd() throws Exception {
    String[] said = new String[2];
    for (int i = 0; i < said.length; i++) {
      try (Switch here = new Switch(i == 0)) {
        here.client().close();
        said[i] = unixcmd(here, "port/showinfo") + unixcmd(here, "vlan/create 5000");
      }
    }
    assertThat(said[1]).isEqualTo(said[0]).contains("Numports=32");
  }

  private static String unixcmd(Switch at, String command) throws Exception {
    String machine = "/etc/vde2/vdecmd"; // what it does with an answer
    try (Typist typist =
        Typist.at("unixcmd", "-s", at.console.toString(), "-f", machine, command)) {
      int code = typist.end(Duration.ofSeconds(10));
      return typist.said() + " ends with " + code;
    }
  }
}
