package io.qnet.redirect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules as QEMU writes them, and a few more. */
class ForwardRulesTest {
  @ParameterizedTest
  @CsvSource({
    "tcp::10022-:22, tcp:127.0.0.1:10022-:22",
    "::10022-:22, tcp:127.0.0.1:10022-:22",
    "tcp::0-:22, tcp:127.0.0.1:0-:22",
    "tcp:0.0.0.0:10022-10.0.2.15:22, tcp:0.0.0.0:10022-10.0.2.15:22",
    "udp:127.0.0.2:53-10.0.2.20:5353, udp:127.0.0.2:53-10.0.2.20:5353",
    "tcp:[::1]:8080-[fec0::7]:80, tcp:[::1]:8080-[fec0::7]:80",
    "unix:/run/my-vm.sock-:22, unix:/run/my-vm.sock-:22",
    "unix:/run/a.sock-[fec0::7]:22, unix:/run/a.sock-[fec0::7]:22"
  })
  @DisplayName("read, and written as it stands")
  void read(String text, String written) {
    assertThat(ForwardRules.parse(text)).extracting(ForwardRule::toString).containsExactly(written);
  }

  @Test
  @DisplayName("a range is as many rules as it has ports")
  void range() {
    assertThat(ForwardRules.parse("tcp::8000-8002-:9000-9002"))
        .extracting(ForwardRule::toString)
        .containsExactly(
            "tcp:127.0.0.1:8000-:9000", "tcp:127.0.0.1:8001-:9001", "tcp:127.0.0.1:8002-:9002");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "22 | has no ':'",
        "tcp::10022 | nothing says where it leads",
        "tcp::10022:22 | nothing says where it leads",
        "sctp::1-:2 | there is no protocol 'sctp'",
        "tcp:nowhere:1-:2 | 'nowhere' is no host address",
        "tcp:[::1:1-:2 | the form is",
        "tcp::x-:22 | 'x' is no host port",
        "tcp::65536-:22 | '65536' is no host port",
        "tcp::-:22 | '' is no host port",
        "tcp::1-10.0.2.300:2 | '10.0.2.300' is no guest address",
        "tcp::1-:0 | '0' is no guest port",
        "tcp::1-: | '' is no guest port",
        "tcp::1-:x | 'x' is no guest port",
        "tcp::8000-8001-:9000-9002 | differ in length",
        "tcp::8001-8000-:9001-9000 | is no range",
        "tcp::1-60000-:1-60000 | is no range",
        "unix:a.sock-:22 | does not begin with /",
        "unix:/run/a.sock:22 | the form is unix:PATH"
      })
  @DisplayName("refused, and why")
  void refused(String text, String why) {
    assertThatThrownBy(() -> ForwardRules.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }

  @Test
  @DisplayName("a unix path that no socket can have")
  void longPath() {
    assertThatThrownBy(() -> ForwardRules.parse("unix:/run/" + "x".repeat(103) + "-:22"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("at most 107 octets", "has 108");
    assertThat(ForwardRules.parse("unix:/run/" + "x".repeat(102) + "-:22")).hasSize(1);
  }

  @Test
  @DisplayName("QEMU's old -redir")
  void old() {
    assertThat(ForwardRules.parseOld("tcp:10022::22")).hasToString("tcp:127.0.0.1:10022-:22");
    assertThat(ForwardRules.parseOld("udp:53:10.0.2.20:5353"))
        .hasToString("udp:127.0.0.1:53-10.0.2.20:5353");
    assertThatThrownBy(() -> ForwardRules.parseOld("tcp:10022:22"))
        .hasMessageContaining("[tcp|udp]:HOSTPORT:[GUEST]:GUESTPORT");
    assertThatThrownBy(() -> ForwardRules.parseOld("tcp:x::22")).hasMessageContaining("host port");
  }
}
