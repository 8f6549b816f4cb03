package io.qnet.launcher.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.port.ShellWord;
import io.qnet.launcher.qemu.QemuVersion;
import io.qnet.launcher.translate.GoldenLines.Line;
import io.qnet.launcher.translate.Step.Kind;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Old lines in modern words. */
@DisplayName("The translator")
class TranslatorTest {
  private static final QemuVersion DEBIAN_12 = new QemuVersion(7, 2, 22);

  static Stream<Line> lines() throws IOException {
    return GoldenLines.all().stream();
  }

  @ParameterizedTest
  @DisplayName("knows what each line of lines.txt is today, and says why of each argument")
  @MethodSource("lines")
  void golden(Line line) {
    Translation translation = Translator.translate(line.old(), DEBIAN_12, GoldenLines.BOARDS);
    assertThat(translation.line()).isEqualTo(line.modern());
    assertThat(translation.runLine()).isEqualTo(line.run());
    assertThat(translation.steps()).allSatisfy(step -> assertThat(step.why()).isNotBlank());
    assertThat(translation.steps())
        .filteredOn(step -> step.kind() == Kind.KEPT)
        .allSatisfy(step -> assertThat(step.modern()).isEqualTo(step.old()));
  }

  @ParameterizedTest
  @DisplayName("leaves its own lines as they are")
  @MethodSource("lines")
  void modernStaysModern(Line line) {
    Translation again = Translator.translate(line.modern(), DEBIAN_12, GoldenLines.BOARDS);
    assertThat(again.line()).isEqualTo(line.modern());
  }

  @Test
  @DisplayName("has some hundred lines to know")
  void many() throws IOException {
    assertThat(GoldenLines.all()).hasSizeGreaterThan(100);
  }

  @Test
  @DisplayName("says what went where, what is needed no more, and what nobody knows")
  void kinds() {
    List<Step> steps =
        Translator.translate(
                "qemu -redir tcp:10022::22 -no-kqemu -frobnicate 7 -m 64", DEBIAN_12, Set.of())
            .steps();
    assertThat(steps)
        .extracting(Step::kind)
        .containsExactly(
            Kind.CHANGED, Kind.CHANGED, Kind.DROPPED, Kind.UNKNOWN, Kind.KEPT, Kind.CHANGED);
    assertThat(steps.get(3).modern()).containsExactly("-frobnicate", "7");
    assertThat(steps.get(5).old()).isEmpty();
  }

  @Test
  @DisplayName("keeps for an older QEMU what only a later one lost")
  void versions() {
    String old = "qemu -singlestep -no-fd-bootchk -chroot /srv -runas lab";
    assertThat(Translator.translate(old, DEBIAN_12, Set.of()).words())
        .containsExactly("-singlestep", "-no-fd-bootchk", "-chroot", "/srv", "-runas", "lab");
    assertThat(Translator.translate(old, new QemuVersion(10, 1, 0), Set.of()).line())
        .contains("-accel tcg,one-insn-per-tb=on")
        .contains("-run-with chroot=/srv -run-with user=lab")
        .doesNotContain("-singlestep");
  }

  @ParameterizedTest
  @DisplayName("refuses what is no QEMU line")
  @ValueSource(strings = {"", "  ", "# nothing", "ls -l", "FOO=1", "qemu -hda", "qemu 'a", "a \"b"})
  void refuses(String text) {
    assertThatThrownBy(() -> Translator.translate(text, DEBIAN_12, Set.of()))
        .isInstanceOfSatisfying(
            Failure.class, failure -> assertThat(failure.exitCode()).isEqualTo(Failure.USAGE));
  }

  @Test
  @DisplayName("splits words as a shell does")
  void shell() {
    assertThat(ShellWords.split("a 'b c' \"d \\\" $e\" f\\ g \\\n h#i # j"))
        .containsExactly("a", "b c", "d \" $e", "f g", "h#i");
    assertThat(ShellWords.split("a '' b>c")).containsExactly("a", "", "b");
    assertThat(ShellWords.split("a \\\r\n b | c")).containsExactly("a", "b");
    assertThat(ShellWords.split("'it'\\''s'")).containsExactly("it's");
    assertThat(ShellWords.split(ShellWord.quote("it's $HOME"))).containsExactly("it's $HOME");
  }

  @Test
  @DisplayName("doubles commas, and knows switches from words")
  void options() {
    OptionText text =
        OptionText.parse("a,,b,server,nowait,x=y,,z,nothing", Set.of("server", "wait"));
    assertThat(text.head()).isEqualTo("a,b");
    assertThat(text.get("x")).hasValue("y,z");
    assertThat(text).hasToString("a,,b,server=on,wait=off,x=y,,z,nothing");
  }

  @Test
  @DisplayName("lets nothing of the host into a rehearsal")
  void harmless() {
    assertThat(
            Rehearsal.harmless(
                List.of(
                    "-drive",
                    "file=/etc/shadow,format=qcow2,if=virtio,snapshot=on",
                    "-netdev",
                    "user,id=n,hostfwd=tcp::22-:22,smb=/home,guestfwd=tcp:1.2.3.4:1-cmd:sh",
                    "-netdev",
                    "tap,id=t,ifname=tap0",
                    "-accel",
                    "kvm",
                    "-chardev",
                    "socket,id=c,path=/run/x",
                    "-pidfile",
                    "/run/pid",
                    "-nographic",
                    "-device",
                    "vfio-pci,host=01:00.0")))
        .containsExactly(
            "-drive",
            "if=virtio,format=raw,file.driver=null-co,file.size=1474560",
            "-netdev",
            "user,id=n,hostfwd=tcp:127.0.0.1:0-:22",
            "-netdev",
            "hubport,id=t,hubid=" + (1000 + Math.floorMod("t".hashCode(), 1000)),
            "-accel",
            "tcg",
            "-chardev",
            "null,id=c");
  }
}
