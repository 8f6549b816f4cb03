package io.qnet.redirect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules that leave the address of the host out. */
class OpenToAllTest {
  @ParameterizedTest
  @CsvSource({
    "tcp::10022-:22, tcp:0.0.0.0:10022-:22",
    "::0-:22, tcp:0.0.0.0:0-:22",
    "udp::53-[fec0::7]:53, udp:0.0.0.0:53-[fec0::7]:53",
    "hostfwd=tcp::8000-8010-:8000-8010, tcp:0.0.0.0:8000-8010-:8000-8010",
    "redir=tcp:5555::23, tcp:0.0.0.0:5555-:23",
    "tcp:5555:10.0.2.15:23, tcp:0.0.0.0:5555-10.0.2.15:23"
  })
  @DisplayName("the same with 0.0.0.0, which is a rule again")
  void leftOut(String text, String open) {
    assertThat(ForwardRules.openToAll(text)).contains(open);
    assertThat(ForwardRules.parse(open)).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tcp:127.0.0.1:1-:2",
        "tcp:[::1]:1-:2",
        "unix:/run/a::1-:2",
        "guestfwd=tcp::7-cmd:cat",
        "ipv6-prefix=fec0::",
        "user",
        ""
      })
  @DisplayName("all others are left alone")
  void others(String text) {
    assertThat(ForwardRules.openToAll(text)).isEmpty();
  }
}
