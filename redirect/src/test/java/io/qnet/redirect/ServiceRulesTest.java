package io.qnet.redirect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qnet.wire.address.Ipv4Address;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceRulesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "tcp:10.0.2.100:80-tcp:127.0.0.1:8080",
        "tcp::80-tcp:[::1]:8080",
        "tcp:10.0.2.100:80-tcp:localhost:8080",
        "tcp:10.0.2.100:6600-unix:/run/a-b:c.sock",
        "tcp:10.0.2.100:7-cmd:cat -u"
      })
  @DisplayName("a rule is written as it was read")
  void forms(String text) {
    assertThat(ServiceRules.parse(text)).hasToString(text);
  }

  @Test
  @DisplayName("without a server it is the file server, without a protocol TCP")
  void defaults() {
    assertThat(ServiceRules.parse("::7-cmd:cat").at(Ipv4Address.parse("10.0.2.4")))
        .hasToString("tcp:10.0.2.4:7-cmd:cat");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '`',
      value = {
        "cat -u#[cat, -u]",
        "  cat   -u #[cat, -u]",
        "sh -c 'echo $HOME | cat'#[sh, -c, echo $HOME | cat]",
        "echo \"a b\"c\\ d#[echo, a bc d]",
        "echo \"a \\\" b\" '' ';rm'#[echo, a \" b, , ;rm]"
      })
  @DisplayName("a command is split where a shell would, and nothing in it is replaced")
  void words(String command, String words) {
    assertThat(ServiceRules.words(command)).hasToString(words);
  }

  @ParameterizedTest
  @CsvSource({
    "udp:10.0.2.100:80-tcp:127.0.0.1:80,only tcp",
    "tcp:10.0.2.100:80,the form is",
    "tcp:10.0.2.300:80-cmd:cat,no server address",
    "tcp:10.0.2.100:0-cmd:cat,no guest port",
    "tcp:10.0.2.100:70000-cmd:cat,no guest port",
    "tcp:10.0.2.100:80-cmd:,a program",
    "tcp:10.0.2.100:80-cmd:cat 'x,not closed",
    "tcp:10.0.2.100:80-unix:run/a,begin with /",
    "tcp:10.0.2.100:80-tcp:127.0.0.1:0,no host port",
    "tcp:10.0.2.100:80-tcp::80,nobody can answer",
    "tcp:10.0.2.100:80-chardev0,nobody can answer",
    "tcp:10.0.2.100:80-tcp:[:80,is not closed",
    "tcp:10.0.2.100:80-tcp:[]:80,is not closed"
  })
  @DisplayName("what is wrong is said")
  void refused(String text, String why) {
    assertThatThrownBy(() -> ServiceRules.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }
}
