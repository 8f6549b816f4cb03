package io.qnet.slirp;

import static io.qnet.slirp.GatewayLab.ROUTER;
import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.slirp.ip.VirtualHosts;
import io.qnet.wire.ByteStream;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.MacAddress;
import io.qnet.wire.packet.TcpFlags;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Ports of virtual hosts that lead out; nothing else does here. */
class GuestForwardTest {
  private static final Ipv4Address SERVER = Ipv4Address.parse("10.0.2.100");
  private static final MacAddress SERVER_MAC = MacAddress.parse("52:55:0a:00:02:64");

  private final GatewayLab lab = new GatewayLab(settings());

  private static GatewaySettings settings() {
    VirtualHosts hosts = GatewaySettings.DEFAULT.hosts();
    GatewaySettings all = GatewaySettings.DEFAULT;
    return new GatewaySettings(
        new VirtualHosts(hosts.net(), hosts.host(), hosts.dns(), hosts.smb(), Set.of(SERVER)),
        true,
        all.ipv6(),
        all.mtu(),
        all.leases(),
        new PolicySettings(IcmpPolicy.GATEWAY, true, true),
        all.limits(),
        all.nat());
  }

  @BeforeEach
  void answer() {
    lab.guest.arp(ROUTER);
    lab.forwards.answer(SERVER, 80);
    lab.forwards.answer(ROUTER, 81);
  }

  @AfterEach
  void close() {
    lab.close();
  }

  @Test
  @DisplayName("the server is there for ARP, and its port is answered when somebody has taken it")
  void answered() {
    assertThat(lab.guest.arp(SERVER)).isEqualTo(SERVER_MAC);
    Segments connection = lab.connection(4000, SERVER, 80);
    connection.syn();
    lab.guest.expectNothing();
    ScriptedOutside.Host[] host = new ScriptedOutside.Host[1];
    lab.host(() -> host[0] = lab.outside.lastCall().succeeds());
    connection.established();
    connection.says("question");
    assertThat(host[0].heard.toString()).isEqualTo("question");
  }

  @Test
  @DisplayName("restrict=on does not shut them, at the router's own address either")
  void restricted() {
    lab.establish(lab.connection(4001, ROUTER, 81));
    lab.connection(4002, ROUTER, 80).syn();
    lab.guest.expectIcmp();
    lab.guest.expectNothing();
  }

  @Test
  @DisplayName("who refuses is refused to the guest, and so is every other port")
  void refused() {
    lab.connection(4003, SERVER, 80).syn();
    lab.host(() -> lab.outside.lastCall().fails(ByteStream.Reason.REFUSED));
    assertThat(lab.guest.expectTcp().tcp().flags()).isEqualTo(TcpFlags.RST | TcpFlags.ACK);
    lab.connection(4004, SERVER, 443).syn();
    assertThat(lab.guest.expectTcp().tcp().flags()).isEqualTo(TcpFlags.RST | TcpFlags.ACK);
    lab.establish(lab.connection(4005, SERVER, 80));
  }
}
