package io.qnet.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code qnet vde_switch} beside the stock one: the same options, the same script, the same
 * answers.
 */
@Timeout(600)
class VdeSwitchIT {
  /** Commands in this order, at the console of each. */
  private static final List<String> SCRIPT =
      List.of(
          "showinfo",
          "ds/showinfo",
          "port/showinfo",
          "port/print",
          "port/create 4",
          "port/create 4",
          "port/create 99",
          "port/createauto",
          "port/allocatable 4 1",
          "port/allocatable 9 1",
          "port/setuser 4 root",
          "port/setuser 4 nobodyis",
          "port/setuser 9 nobodyis",
          "port/setuser 99 root",
          "port/setgroup 4 ANY",
          "port/allprint 4",
          "port/setgroup 4 daemon",
          "port/allprint 4",
          "port/setgroup 4 4242",
          "port/setuser 4 4242",
          "port/allprint 4",
          "port/setgroup 4 nosuchgroup",
          "port/setgroup 4 daemon and more",
          "port/setgroup 4",
          "port/setgroup",
          "port/setgroup 9 daemon",
          "port/setgroup 99 daemon",
          "port/setgroup 4 NONE",
          "port/setuser 4 NONE",
          "port/print 4",
          "port/print 77",
          "port/remove 4",
          "port/remove 9",
          "port/setnumports 40",
          "port/resetcounter",
          "port/resetcounter 1",
          "port/resetcounter 77",
          "port/epclose 1 99",
          "vlan/create 10",
          "vlan/create 10",
          "vlan/create 5000",
          "vlan/create",
          "port/setvlan 1 10",
          "vlan/addport 10 1",
          "vlan/print",
          "vlan/print 10",
          "vlan/print 77",
          "vlan/remove 10",
          "port/setvlan 1 0",
          "vlan/addport 10 1",
          "vlan/delport 10 1",
          "vlan/remove 10",
          "vlan/remove 10",
          "hash/showinfo",
          "hash/setexpire 50",
          "hash/setgcint 5",
          "hash/setminper 1",
          "hash/print",
          "hash/find 02:00:00:00:00:0a",
          "hash/find xx",
          "fstp/showinfo",
          "fstp/print",
          "fstp/print 5",
          "fstp/setedge 0 1 1",
          "fstp/setedge 9 1 1",
          "fstp/setedge 0 99 1",
          "fstp/setedge",
          "fstp/setfstp 1",
          "fstp/showinfo",
          "fstp/setfstp 0",
          "port/sethub 1",
          "fstp/setfstp 1",
          "port/showinfo",
          "port/sethub 0",
          "debug/add port/ep/+",
          "debug/add nothing",
          "debug/del port/ep/+",
          "plugin/list",
          "plugin/add xx",
          "foo",
          "port",
          "# a remark",
          "help",
          "help vlan");

  /** Where the answers may differ, and why. */
  private static final Map<String, String> EXPECTED =
      Map.of(
          "showinfo", "the second line of the banner is ours",
          "vlan/addport 10 1", "a port has no VLAN both with and without a tag",
          "hash/showinfo", "8192 stations fit in unless another size is asked for",
          "fstp/print", "costs are those of the standard: 20000 for a port, not 20000000",
          "help", "the commands and their arguments are the same, the sentences are ours",
          "help vlan", "so are those of a menu");

  @TempDir Path folder;

  @BeforeAll
  static void programs() {
    Started.need("vde_plug", "vde_switch");
  }

  private Path path(String name) {
    return folder.resolve(name);
  }

  private String[] options(String name) throws IOException {
    Path rc = path(name + ".rc");
    Files.writeString(rc, "# from the file\nvlan/create 30\nport/create 20\n");
    return new String[] {
      "-sock",
      path(name).toString(),
      "-mgmt",
      path(name + ".mgmt").toString(),
      "-mod",
      "660",
      "--mgmtmode",
      "640",
      "-n33",
      "-macaddr",
      "00:ff:01:02:03:04",
      "-f",
      rc.toString(),
      "--nostdin"
    };
  }

  /** What a switch answers to each command of the script, with one cable plugged in. */
  private Map<String, String> transcript(String name) throws Exception {
    await(path(name + ".mgmt"));
    try (Started plug = Started.plug(path(name));
        ConsoleClient console = new ConsoleClient(path(name + ".mgmt"))) {
      for (int i = 0; i < 100 && !console.ask("port/print").contains("endpoint"); i++) {
        TimeUnit.MILLISECONDS.sleep(50);
      }
      plug.say(0x0a, 0xff, 60);
      for (int i = 0; i < 100 && !console.ask("hash/print").contains("Addr"); i++) {
        TimeUnit.MILLISECONDS.sleep(50);
      }
      Map<String, String> answers = new LinkedHashMap<>();
      int number = 0;
      for (String command : SCRIPT) {
        answers.put(++number + " " + command, plain(console.ask(command), name));
      }
      return answers;
    }
  }

  /** Without what has to differ from run to run: processes, times, numbers of cables and slots. */
  private String plain(String answer, String name) {
    return answer
        .replace(path(name).toString(), "DIR")
        .replaceAll("pid[ =][0-9]+", "pid N")
        .replaceAll("uptime [0-9]+", "uptime N")
        .replaceAll("age [0-9]+", "age N")
        .replaceAll("Hash: [0-9]+", "Hash: N")
        .replaceAll("endpoint ID [0-9]+", "endpoint ID N");
  }

  @Test
  @DisplayName("the console answers as the original's, but where that is said here")
  void sameAnswers() throws Exception {
    List<String> command = new ArrayList<>(List.of("vde_switch"));
    command.addAll(List.of(options("stock")));
    Map<String, String> stock;
    try (Started original = Started.program(command.toArray(String[]::new))) {
      stock = transcript("stock");
      assertThat(original.process().isAlive()).isTrue();
    }
    command = new ArrayList<>(List.of("vde_switch"));
    command.addAll(List.of(options("ours")));
    try (QnetProcess qnet = QnetProcess.start(folder, command.toArray(String[]::new))) {
      Map<String, String> ours = transcript("ours");
      List<String> differing = new ArrayList<>();
      StringBuilder report = new StringBuilder();
      stock.forEach(
          (asked, answer) -> {
            String mine = String.valueOf(ours.get(asked));
            String plain = asked.substring(asked.indexOf(' ') + 1);
            if (!mine.equals(answer)) {
              report.append("--- ").append(asked).append('\n').append(answer);
              report.append("\n+++\n").append(mine).append('\n');
              differing.add(plain);
            }
          });
      System.out.println(report);
      assertThat(differing).as("%s", report).containsExactlyInAnyOrderElementsOf(EXPECTED.keySet());
      assertThat(path("ours")).exists();
      assertThat(Files.getPosixFilePermissions(path("ours").resolve("ctl")))
          .isEqualTo(java.nio.file.attribute.PosixFilePermissions.fromString("rw-rw----"));
      qnet.signal("TERM");
      assertThat(qnet.end(Duration.ofSeconds(20))).isZero();
    }
    assertThat(path("ours")).doesNotExist();
  }

  @Test
  @DisplayName("a script on standard input: the same lines come out, and its end ends the switch")
  void standardInput() throws Exception {
    String script = "port/showinfo\nfoo\nvlan/create 7\nvlan/print 7\n";
    Path stock = path("in-stock");
    Process original =
        new ProcessBuilder("vde_switch", "-s", stock.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    StringBuilder wanted = new StringBuilder();
    for (String line : script.split("(?<=\n)", -1)) { // it takes one read for one command
      original.getOutputStream().write(line.getBytes(StandardCharsets.US_ASCII));
      original.getOutputStream().flush();
      wanted.append(line.isEmpty() ? "" : answer(original.getInputStream()));
    }
    original.getOutputStream().close();
    assertThat(original.waitFor(60, TimeUnit.SECONDS)).isTrue();
    try (QnetProcess qnet =
        QnetProcess.start(
            folder, "vde_switch", "-s", path("in-ours").toString(), "-p", path("pid").toString())) {
      qnet.type(script);
      qnet.await("VLAN 0007\n.\n1000 Success\n", Duration.ofSeconds(30));
      assertThat(Files.readString(path("pid")).strip()).isEqualTo(Long.toString(qnet.pid()));
      qnet.endInput();
      assertThat(qnet.end(Duration.ofSeconds(20))).isZero();
      assertThat(qnet.out()).isEqualTo(wanted.toString());
    }
    assertThat(path("in-ours")).doesNotExist();
    assertThat(path("pid")).doesNotExist();
  }

  /** Up to the line that begins with 1, which ends each answer. */
  private static String answer(InputStream in) throws IOException {
    StringBuilder text = new StringBuilder();
    while (!text.toString().matches("(?s)(.*\n)?1\\d{3} .*\n")) {
      int c = in.read();
      if (c < 0) {
        return text.append("(the end)").toString();
      }
      text.append((char) c);
    }
    return text.toString();
  }

  private static void await(Path file) throws Exception {
    for (int i = 0; i < 600 && !Files.exists(file); i++) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
    assertThat(file).exists();
  }
}
