package io.qnet.wire.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.qnet.wire.kit.Cases;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** IPv6 addresses. */
class Ipv6AddressTest {
  @DisplayName("what is printed, written or turned into the JDK's type is read again")
  @Test
  void roundTrip() {
    Cases.check(
        500,
        random -> {
          long high = random.nextInt(3) == 0 ? 0 : random.nextLong();
          long low = random.nextLong() >>> random.nextInt(64);
          Ipv6Address address = new Ipv6Address(high, low);
          assertThat(Ipv6Address.parse(address.toString())).isEqualTo(address);
          assertThat(IpAddress.parse(address.toString())).isEqualTo(address);
          assertThat(IpAddress.of(address.toInet())).isEqualTo(address);
          ByteBuf buf = Unpooled.buffer().writeZero(21);
          address.write(buf, 5);
          assertThat(Ipv6Address.read(buf, 5)).isEqualTo(address);
        });
  }

  @DisplayName("RFC 5952: one spelling for each address")
  @ParameterizedTest
  @CsvSource({
    "FEC0:0:0:0:0:0:0:2, fec0::2",
    "::, ::",
    "0:0:0:0:0:0:0:1, ::1",
    "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "2001:0db8::0001, 2001:db8::1",
    "fe80::5054:ff:fe12:3456, fe80::5054:ff:fe12:3456"
  })
  void spellings(String text, String printed) {
    assertThat(Ipv6Address.parse(text)).hasToString(printed);
  }

  @DisplayName("RFC 4291 section 2.5.5.2: an IPv4-mapped address stays an IPv6 address")
  @Test
  void mapped() {
    Ipv6Address mapped = new Ipv6Address(0, 0xffff_0a00_020fL);
    assertThat(Ipv6Address.parse("::ffff:10.0.2.15")).isEqualTo(mapped);
    assertThat(IpAddress.of(mapped.toInet())).isEqualTo(mapped);
    assertThat(IpAddress.parse(mapped.toString())).isEqualTo(mapped);
  }

  @DisplayName("anything else is refused, with an example")
  @ParameterizedTest
  @ValueSource(
      strings = {"", "fe80::1%eth0", "[::1]", "1:2:3:4:5:6:7", "1::2::3", "fec0::g", "10.0.2.15"})
  void refused(String text) {
    assertThatThrownBy(() -> Ipv6Address.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'%s' is not an IPv6 address; write it like fec0::2", text);
  }

  @DisplayName("RFC 4291 section 2.4: special addresses")
  @Test
  void specialAddresses() {
    assertThat(Ipv6Address.parse("::").isUnspecified()).isTrue();
    assertThat(Ipv6Address.parse("::1").isLoopback()).isTrue();
    assertThat(Ipv6Address.parse("::2").isLoopback()).isFalse();
    assertThat(Ipv6Address.parse("ff02::1").isMulticast()).isTrue();
    assertThat(Ipv6Address.parse("fe80::1").isMulticast()).isFalse();
  }
}
