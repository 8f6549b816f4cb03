package io.qnet.wire.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.qnet.wire.kit.Cases;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ethernet addresses. */
class MacAddressTest {
  @DisplayName("what is printed or written is read again")
  @Test
  void roundTrip() {
    Cases.check(
        500,
        random -> {
          MacAddress address = new MacAddress(random.nextLong() >>> 16);
          assertThat(MacAddress.parse(address.toString())).isEqualTo(address);
          assertThat(org.pcap4j.util.MacAddress.getByName(address.toString()).getAddress())
              .isEqualTo(octets(address));
          ByteBuf buf = Unpooled.buffer().writeZero(16).setLong(0, -1).setLong(8, -1);
          address.write(buf, 3);
          assertThat(MacAddress.read(buf, 3)).isEqualTo(address);
          assertThat(buf.getMedium(0)).isEqualTo(-1);
          assertThat(buf.getMedium(9)).isEqualTo(-1);
        });
  }

  private static byte[] octets(MacAddress address) {
    byte[] octets = new byte[6];
    address.write(Unpooled.wrappedBuffer(octets), 0);
    return octets;
  }

  @DisplayName("colons, hyphens, capitals, single digits")
  @ParameterizedTest
  @ValueSource(strings = {"52:54:0:12:34:ab", "52-54-00-12-34-AB", "52:54:00:12:34:aB"})
  void spellings(String text) {
    assertThat(MacAddress.parse(text)).hasToString("52:54:00:12:34:ab");
  }

  @DisplayName("anything else is refused, with an example")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":::::",
        "52:54:00:12:34",
        "52:54:00:12:34:56:78",
        "52:54:00:12:34:5g",
        "525400123456",
        "52:54:00:12:34:056",
        "52:54:00:12:34:-1",
        " 52:54:00:12:34:56"
      })
  void refused(String text) {
    assertThatThrownBy(() -> MacAddress.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "'%s' is not an Ethernet address; write six octets such as 52:54:00:12:34:56", text);
  }

  @DisplayName("IEEE 802: the lowest bit of the first octet makes a group")
  @Test
  void groups() {
    assertThat(MacAddress.BROADCAST.isGroup()).isTrue();
    assertThat(MacAddress.BROADCAST).hasToString("ff:ff:ff:ff:ff:ff");
    assertThat(MacAddress.parse("01:80:c2:00:00:00").isGroup()).isTrue();
    assertThat(MacAddress.parse("33:33:00:00:00:01").isGroup()).isTrue();
    assertThat(MacAddress.parse("52:54:00:12:34:56").isGroup()).isFalse();
    assertThat(MacAddress.parse("fe:ff:ff:ff:ff:ff").isGroup()).isFalse();
  }
}
