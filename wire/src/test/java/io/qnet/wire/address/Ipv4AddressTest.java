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

/** IPv4 addresses and networks. */
class Ipv4AddressTest {
  private static Ipv4Address ip(String text) {
    return Ipv4Address.parse(text);
  }

  @DisplayName("what is printed, written or turned into the JDK's type is read again")
  @Test
  void roundTrip() {
    Cases.check(
        500,
        random -> {
          Ipv4Address address = new Ipv4Address(random.nextInt());
          assertThat(ip(address.toString())).isEqualTo(address);
          assertThat(IpAddress.parse(address.toString())).isEqualTo(address);
          assertThat(IpAddress.of(address.toInet())).isEqualTo(address);
          assertThat(address.toInet().getHostAddress()).isEqualTo(address.toString());
          ByteBuf buf = Unpooled.buffer().writeZero(9);
          address.write(buf, 5);
          assertThat(Ipv4Address.read(buf, 5)).isEqualTo(address);
        });
  }

  @DisplayName("only dotted quads are addresses")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "10.0.2",
        "10.0.2.256",
        "10.0.2.2.2",
        "10.0.2.",
        "10.0.2.-1",
        "10.0.2.x",
        "localhost",
        "167772674",
        "10.0.2.15/24",
        " 10.0.2.15",
        "::1"
      })
  void refused(String text) {
    assertThatThrownBy(() -> Ipv4Address.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'%s' is not an IPv4 address; write four numbers such as 10.0.2.15", text);
  }

  @DisplayName("RFC 6890: special addresses")
  @Test
  void specialAddresses() {
    assertThat(Ipv4Address.ANY.isUnspecified()).isTrue();
    assertThat(Ipv4Address.ANY.isThisNetwork()).isTrue();
    assertThat(ip("0.1.2.3").isThisNetwork()).isTrue();
    assertThat(ip("0.1.2.3").isUnspecified()).isFalse();
    assertThat(ip("127.255.255.255").isLoopback()).isTrue();
    assertThat(ip("128.0.0.0").isLoopback()).isFalse();
    assertThat(ip("169.254.0.1").isLinkLocal()).isTrue();
    assertThat(ip("169.253.255.255").isLinkLocal()).isFalse();
    assertThat(ip("223.255.255.255").isMulticast()).isFalse();
    assertThat(ip("224.0.0.0").isMulticast()).isTrue();
    assertThat(ip("239.255.255.255").isMulticast()).isTrue();
    assertThat(ip("240.0.0.0").isMulticast()).isFalse();
    assertThat(ip("240.0.0.0").isReserved()).isTrue();
    assertThat(Ipv4Address.BROADCAST.isReserved()).isTrue();
    assertThat(ip("239.255.255.255").isReserved()).isFalse();
    assertThat(Ipv4Address.BROADCAST).hasToString("255.255.255.255");
    assertThat(Ipv4Address.LOOPBACK).isEqualTo(ip("127.0.0.1"));
  }

  @DisplayName("the address some steps further")
  @Test
  void plus() {
    assertThat(ip("10.0.2.250").plus(10)).isEqualTo(ip("10.0.3.4"));
    assertThat(ip("127.255.255.255").plus(1)).isEqualTo(ip("128.0.0.0"));
    assertThat(ip("10.0.2.2").plus(-2)).isEqualTo(ip("10.0.2.0"));
  }

  @DisplayName("RFC 4632: masks, ends and members of networks")
  @ParameterizedTest
  @CsvSource({
    "10.0.2.15,       0, 0.0.0.0,         0.0.0.0,     255.255.255.255",
    "10.0.2.15,       8, 255.0.0.0,       10.0.0.0,    10.255.255.255",
    "10.0.2.15,      24, 255.255.255.0,   10.0.2.0,    10.0.2.255",
    "192.168.77.130, 25, 255.255.255.128, 192.168.77.128, 192.168.77.255",
    "10.0.2.15,      31, 255.255.255.254, 10.0.2.14,   10.0.2.15",
    "10.0.2.15,      32, 255.255.255.255, 10.0.2.15,   10.0.2.15"
  })
  void networks(String member, int prefix, String netmask, String first, String last) {
    Ipv4Subnet subnet = new Ipv4Subnet(ip(member), prefix);
    assertThat(subnet.netmask()).isEqualTo(ip(netmask));
    assertThat(subnet.network()).isEqualTo(ip(first));
    assertThat(subnet.broadcast()).isEqualTo(ip(last));
    assertThat(subnet)
        .hasToString(first + "/" + prefix)
        .isEqualTo(new Ipv4Subnet(ip(last), prefix));
    assertThat(subnet.contains(ip(member))).isTrue();
    assertThat(subnet.contains(ip(first))).isTrue();
    assertThat(subnet.contains(ip(last))).isTrue();
    if (prefix > 0) {
      assertThat(subnet.contains(ip(first).plus(-1))).isFalse();
      assertThat(subnet.contains(ip(last).plus(1))).isFalse();
    }
  }

  @DisplayName("a prefix length is between 0 and 32")
  @ParameterizedTest
  @ValueSource(ints = {-1, 33})
  void prefixOutOfRange(int prefix) {
    assertThatThrownBy(() -> new Ipv4Subnet(Ipv4Address.ANY, prefix))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a prefix length is between 0 and 32, but got " + prefix);
  }
}
