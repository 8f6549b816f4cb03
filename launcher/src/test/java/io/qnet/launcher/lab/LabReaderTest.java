package io.qnet.launcher.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.launcher.lab.LabReader.Reading;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a lab file may say, and what is said of one that is wrong. */
@DisplayName("A lab file")
class LabReaderTest {
  private static List<String> mistakes(String text) throws IOException {
    return read(text, false).mistakes().stream().map(mistake -> mistake.told("lab.yaml")).toList();
  }

  private static Reading read(String text, boolean allowCommands) throws IOException {
    return LabReader.read(text.getBytes(StandardCharsets.UTF_8), allowCommands);
  }

  /** A file with one machine, whose settings are {@code lines}, cut at bars. */
  private static String machine(String lines) {
    return "machines:\n  a:\n    " + lines.replace("|", "\n    ") + "\n";
  }

  @Test
  @DisplayName("says what qnet run is told, in the order of qnet run --help, whatever its own is")
  void everyKey() throws IOException {
    String text =
        """
        # The whole vocabulary.
        machines:
          router:   # all defaults
          debian:
            qemu: [-rtc, base=localtime]
            net:
              - user,hostfwd=tcp::10022-:22
              - vde
            nic: [e1000, virtio-net-pci]
            disks:
              - a.img
              - "b c.qcow2,if=virtio"
            arch: x86_64
            accel: tcg
            memory: 2G
            smp: 2
            cdrom: cd.iso
            boot: n
            snapshot: true
            kernel: vmlinuz
            initrd: initrd
            append: console=ttyS0 quiet
            keyboard: no
            vga: std
            display: vnc=:0
            web-display: false
            text: false
            grace: 30
        """;
    Reading reading = read(text, false);
    assertThat(reading.mistakes()).isEmpty();
    assertThat(reading.lab().machines().get(0).command())
        .containsExactly("qnet", "run", "--name", "router");
    assertThat(String.join(" ", reading.lab().machines().get(1).command()))
        .isEqualTo(
            "qnet run --name debian --arch x86_64 --accel tcg --memory 2G --smp 2 --disk a.img"
                + " --disk b c.qcow2,if=virtio --cdrom cd.iso --boot n --snapshot --kernel vmlinuz"
                + " --initrd initrd --append console=ttyS0 quiet --net user,hostfwd=tcp::10022-:22"
                + " --net vde --nic e1000 --nic virtio-net-pci --keyboard no --vga std"
                + " --display vnc=:0 --grace 30 -- -rtc base=localtime");
  }

  @Test
  @DisplayName("is wrong in all places at once, each with line and column and what would be right")
  void everythingInOneGo() throws IOException {
    assertThat(
            mistakes(
                """
                machine: {}
                machines:
                  a:
                    memroy: 512
                    smp: 0
                    text: yes
                    net: [user, usr]
                    disks: a.img
                  /b:
                    memory: 1
                    memory: 2
                  c:
                    boot:
                    net: [none, user]
                    cdrom: {a: b}
                  d: 7
                  c: {}
                """))
        .containsExactly(
            "lab.yaml:1:1: machine: unknown; did you mean machines?",
            "lab.yaml:4:5: machines.a.memroy: unknown; did you mean memory?",
            "lab.yaml:5:10: machines.a.smp: --smp 0 is no amount; write --smp 2",
            "lab.yaml:6:11: machines.a.text: is true or false",
            "lab.yaml:7:17: machines.a.net[1]: --net usr: 'usr' is no network mode; did you mean user?",
            "lab.yaml:8:12: machines.a.disks: is a list: each item on a line of its own, behind '- '",
            "lab.yaml:9:3: machines./b: '/b' is not a name; write one such as --name vm1",
            "lab.yaml:11:5: machines./b.memory: is there twice (first on line 10); leave one",
            "lab.yaml:12:3: machines.c: --net none beside another --net; leave one of the two",
            "lab.yaml:13:10: machines.c.boot: has no value",
            "lab.yaml:15:12: machines.c.cdrom: is one word, not a list or keys",
            "lab.yaml:16:6: machines.d: a machine has keys; valid here: "
                + String.join(", ", LabKey.words()),
            "lab.yaml:17:3: machines.c: is there twice (first on line 12); leave one");
  }

  @ParameterizedTest(name = "{0}")
  @DisplayName("cannot be what is no lab")
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      textBlock =
          """
          ``                               ~ 1:1: the file is empty
          # nothing                        ~ 1:1: the file is empty
          [a, b]                           ~ 1:1: a lab has keys
          machines: []                     ~ 1:11: machines: there is no machine
          machines:                        ~ machines: there is no machine
          {}                               ~ 1:1: there is no machine
          machines: {a: {}} ]              ~ this is no YAML
          machines: {a: [}                 ~ this is no YAML
          machines: "a                     ~ this is no YAML
          """)
  void noLab(String text, String mistake) throws IOException {
    assertThat(mistakes(text)).isNotEmpty().last().asString().contains(mistake);
  }

  @ParameterizedTest(name = "{0}")
  @DisplayName("has no anchors, aliases, merge keys, tags, second documents or control characters")
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          net: &n [user]                   ~ 3:10: machines.a.net: a lab file has no anchors
          memory: *m                       ~ 3:13: machines.a.memory: a lab file has no anchors
          <<: {memory: 1}                  ~ 3:5: machines.a.<<: unknown
          memory: !!int 512                ~ 3:13: machines.a.memory: a lab file has no tags
          net: !!javax.script.Eval [user]  ~ 3:10: machines.a.net: a lab file has no tags
          append: "a\\e[2Jb"               ~ 3:13: machines.a.append: has a control character
          "\\e[2J": 1                      ~ 3:5: machines.a.?[2J: unknown
          """)
  void plain(String line, String mistake) throws IOException {
    assertThat(mistakes(machine(line))).hasSize(1).first().asString().contains(mistake);
  }

  @Test
  @DisplayName("is one document")
  void oneDocument() throws IOException {
    assertThat(mistakes(machine("smp: 1") + "---\n" + machine("smp: 2")))
        .hasSize(1)
        .first()
        .asString()
        .contains("a second document begins");
  }

  @Test
  @DisplayName("is refused early where it would cost much: aliases of aliases, depth, length")
  void bombs() throws IOException {
    StringBuilder laughs = new StringBuilder("a0: &a0 [lol, lol]\n");
    for (int i = 1; i < 30; i++) {
      laughs.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ", ").repeat(9)));
    }
    assertThat(mistakes(laughs + machine("smp: 1"))).hasSize(Mistakes.MOST + 1);
    assertThat(mistakes("[".repeat(LabReader.MOST_OCTETS))).anyMatch(told -> told.contains("deep"));
    assertThat(mistakes("{a: ".repeat(60_000))).anyMatch(told -> told.contains("deep"));
    assertThat(mistakes("#".repeat(LabReader.MOST_OCTETS + 1)))
        .containsExactly("lab.yaml:1:1: longer than 256 KiB; is it a lab file?");
    assertThat(mistakes(machine("append: " + "x".repeat(5000)))).hasSize(1);
    assertThat(mistakes(machine("net: [" + "user, ".repeat(65) + "]"))).hasSize(1);
    assertThat(mistakes("machines: {" + "a: {}, ".repeat(257) + "}")).hasSize(1);
  }

  @Test
  @DisplayName("is text in UTF-8")
  void text() throws IOException {
    byte[] disk = {'Q', 'F', 'I', (byte) 0xfb, 0, 0, 0, 3};
    assertThat(LabReader.read(disk, false).mistakes().get(0).what()).contains("no text in UTF-8");
    assertThat(mistakes("machines:\0")).hasSize(1);
  }

  @ParameterizedTest
  @DisplayName("starts no program of this host, unless that is allowed")
  @ValueSource(
      strings = {
        "net: 'user,guestfwd=tcp:10.0.2.100:25-cmd:/bin/cat'",
        "net: 'user,native,guestfwd=tcp:10.0.2.100:25-cmd:/bin/cat'",
        "net: 'bridge,br=br0,helper=/tmp/mine'",
        "qemu: [-netdev, 'user,id=n0,guestfwd=tcp:10.0.2.100:25-cmd:cat']",
        "qemu: [-netdev, 'tap,id=n0,script=/tmp/mine']",
        "qemu: [-incoming, 'exec:cat /tmp/state']",
        "qemu: [-readconfig, /tmp/more]",
        "qemu: [--plugin, /tmp/mine.so]"
      })
  void commands(String line) throws IOException {
    assertThat(mistakes(machine(line)))
        .hasSize(1)
        .first()
        .asString()
        .contains("starts a program of this host; if this file may do that, add --allow-commands");
    assertThat(read(machine(line), true).mistakes()).isEmpty();
  }

  @Test
  @DisplayName("may say that no script is run, and forward to a port")
  void noCommands() throws IOException {
    assertThat(
            mistakes(
                machine(
                    "net: 'user,guestfwd=tcp:10.0.2.100:25-tcp:127.0.0.1:25'"
                        + "|qemu: [-netdev, 'tap,id=n0,script=no,downscript=no']")))
        .isEmpty();
  }
}
