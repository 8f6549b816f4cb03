package io.qnet.redirect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules and halves of rules, as the names of doors. */
class DoorNameTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "tcp:127.0.0.1:10022",
        "udp:[::1]:53",
        "unix:/run/a-b.sock",
        "unix:/run/a:1",
        "tcp:127.0.0.1:10022-:22",
        "tcp:127.0.0.1:10022-10.0.2.15:22,proxy-protocol=v1",
        "unix:/run/my-vm.sock-:22",
        "unix:/run/my-vm.sock-[fec0::7]:22",
        "unix:/run/a-:22,proxy-protocol=v2"
      })
  @DisplayName("read, and written as it was typed")
  void read(String text) {
    assertThat(DoorName.parse(text)).extracting(DoorName::toString).containsExactly(text);
  }

  @ParameterizedTest
  @CsvSource({
    "tcp::8000-8001-:9000-9001, tcp:127.0.0.1:8000-:9000, tcp:127.0.0.1:8001-:9001",
    "tcp::8000-8001, tcp:127.0.0.1:8000, tcp:127.0.0.1:8001"
  })
  @DisplayName("a range names each of its doors, whole or by its half")
  void range(String text, String one, String two) {
    assertThat(DoorName.parse(text)).extracting(DoorName::toString).containsExactly(one, two);
  }

  @Test
  @DisplayName("refused, and why")
  void refused() {
    assertThatThrownBy(() -> DoorName.parse("tcp::x")).hasMessageContaining("nothing says where");
    assertThatThrownBy(() -> DoorName.parse("unix:a")).hasMessageContaining("begin with /");
    assertThatThrownBy(() -> DoorName.parse("sctp::1")).hasMessageContaining("no protocol 'sctp'");
  }
}
