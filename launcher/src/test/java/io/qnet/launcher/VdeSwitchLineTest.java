package io.qnet.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qnet.launcher.VdeSwitchLine.Word;
import io.qnet.launcher.cli.Failure;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** vde_switch's own options, as getopt_long_only reads them. */
class VdeSwitchLineTest {
  private static VdeSwitchLine line(String text) {
    return VdeSwitchLine.read(List.of(text.split(" ", -1)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-s /tmp/x",
        "-sock /tmp/x",
        "--sock /tmp/x",
        "--sock=/tmp/x",
        "-sock=/tmp/x",
        "-s/tmp/x",
        "-unix /tmp/x",
        "--vdesock /tmp/x",
        "-so /tmp/x",
        "-xs /tmp/x"
      })
  @DisplayName("the directory, in each way it can be written")
  void directory(String text) {
    assertThat(line(text).last(Word.SOCKET)).isEqualTo("/tmp/x");
  }

  @Test
  @DisplayName("one dash is as good as two, and letters may share one")
  void flags() {
    VdeSwitchLine line = line("-hub -fst -daemon -n 7 -mod 660 -tap a -t b -mgmtmode 600");
    assertThat(line.has(Word.HUB)).isTrue();
    assertThat(line.has(Word.STP)).isTrue();
    assertThat(line.has(Word.DAEMON)).isTrue();
    assertThat(line.number(Word.PORTS, 32)).isEqualTo(7);
    assertThat(line.number(Word.HASH_SIZE, 128)).isEqualTo(128);
    assertThat(line.last(Word.MODE)).isEqualTo("660");
    assertThat(line.all(Word.TAP)).containsExactly("a", "b");
    assertThat(line.last(Word.CONSOLE)).isNull();
    assertThat(line.last(Word.CONSOLE_MODE)).isEqualTo("600");
    assertThat(line("-xF").has(Word.STP)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-dp /tmp/sw.pid -s/tmp/x -t a -tap=b",
        "-xdp/tmp/sw.pid -hub -s /tmp/x -t a --tap b",
        "--daemon=x -daem -pid /tmp/sw.pid -s /tmp/x -t a -t b"
      })
  @DisplayName("the same line without -d, however that was said")
  void without(String text) {
    VdeSwitchLine rest = VdeSwitchLine.read(line(text).without(Word.DAEMON));
    assertThat(line(text).has(Word.DAEMON)).isTrue();
    assertThat(rest.has(Word.DAEMON)).isFalse();
    assertThat(rest.has(Word.HUB)).isEqualTo(line(text).has(Word.HUB));
    assertThat(rest.last(Word.PID_FILE)).isEqualTo("/tmp/sw.pid");
    assertThat(rest.last(Word.SOCKET)).isEqualTo("/tmp/x");
    assertThat(rest.all(Word.TAP)).containsExactly("a", "b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--socks x", "-q", "plug", "-s", "-h=1", "--d", "-n x -x=1 ?"})
  @DisplayName("what vde_switch does not know is refused, and what is near is named")
  void refused(String text) {
    assertThatThrownBy(() -> line(text)).isInstanceOf(Failure.class);
  }

  @Test
  @DisplayName("a number has to be one")
  void numbers() {
    assertThatThrownBy(() -> line("-n many").number(Word.PORTS, 32))
        .hasMessageContaining("--numports many is no number");
  }

  @Test
  @DisplayName("numbers are read as C does: decimal, hexadecimal, octal")
  void bases() {
    assertThat(line("--priority 0x1000").number(Word.PRIORITY, 0)).isEqualTo(4096);
    assertThat(line("--hashsize 0x200").number(Word.HASH_SIZE, 0)).isEqualTo(512);
    assertThat(line("--hashsize 01000").number(Word.HASH_SIZE, 0)).isEqualTo(512);
    assertThatThrownBy(() -> line("--priority 0x").number(Word.PRIORITY, 0))
        .hasMessageContaining("--priority 0x is no number");
    assertThatThrownBy(() -> line("--hashsize 99999999999").number(Word.HASH_SIZE, 0))
        .hasMessageContaining("is no number");
  }
}
