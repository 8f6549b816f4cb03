package io.qnet.launcher.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What QEMU 7.2 says of the same rules. */
@DisplayName("what is wrong with a rule, in QEMU's words")
class RuleFaultTest {
  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      textBlock =
          """
          foo,               No : separators
          xyz::1-:2,         Bad protocol name
          tcp:5555,          Missing : separator
          tcp:host:1-:2,     Bad host address
          tcp::1,            Bad host port separator
          tcp::99999-:22,    Bad host port
          tcp::x-:22,        Bad host port
          tcp::5555-22,      Missing guest address
          tcp::5555-guest:22, Bad guest address
          tcp::5555-:x,      Bad guest port
          tcp::5555-:0,      Bad guest port
          tcp::5555-:22,     none
          ::0-10.0.2.15:22,  none
          """)
  void fault(String rule, String fault) {
    assertThat(RuleFault.of(rule)).isEqualTo(fault);
  }
}
