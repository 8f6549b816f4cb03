package io.qnet.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is plugged in: what the kernel says comes first, whatever the client says. */
class SwitchPortsCommandTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
      {"user":"eve","uid":1001,"process":77,"description":"root pid=1"}; eve, pid 77: root pid=1
      {"user":"eve","uid":1001,"process":77,"description":"x | root, pid 1"}; eve, pid 77: x / root, pid 1
      {"user":"4242","uid":4242,"process":77,"description":""}; 4242, pid 77
      {"user":null,"uid":null,"process":null,"description":"sw.gateway"}; sw.gateway
      {"user":null,"uid":null,"process":null,"description":"","link":"port1"}; port1
      """)
  @DisplayName("is the user, the process, and then what he says of himself")
  void who(String cable, String shown) throws Exception {
    assertThat(SwitchPortsCommand.who(new ObjectMapper().readTree(cable))).isEqualTo(shown);
  }
}
