package io.qnet.slirp;

import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.wire.DropReason;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.MacAddress;
import io.qnet.wire.kit.Frames;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Networks that speak one family only. */
class FamiliesTest {
  @Test
  @DisplayName("ipv4=off: neither ARP nor DHCP nor IPv4 is answered; IPv6 is spoken")
  void withoutIpv4() {
    GatewayLab lab = new GatewayLab(GatewaySettings.DEFAULT.withoutIpv4());
    Frames frames =
        new Frames(
            GatewayLab.GUEST_MAC, MacAddress.BROADCAST, Ipv4Address.ANY, Ipv4Address.BROADCAST);
    lab.guest.send(frames.udp(68, 67, new byte[300]));
    lab.guest.ping(GatewayLab.ROUTER, 7, 1, new byte[8]);
    lab.guest.expectNothing();
    assertThat(lab.gateway.snapshot().drops()).isEqualTo(Map.of(DropReason.UNSUPPORTED, 2L));

    Ipv6Lab.learn(lab);
    lab.guest.ping(Ipv6Lab.ROUTER, 7, 1, new byte[8]);
    assertThat(Ipv6Lab.kind(lab.guest.expectIcmpv6())).isEqualTo(12_900);
    lab.connection(4000, Ipv6Lab.WORLD, 80).syn();
    assertThat(lab.outside.calls).hasSize(1);
    lab.close();
  }
}
