package io.qnet.wire.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.qnet.wire.Burst;
import io.qnet.wire.Frame;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.MacAddress;
import io.qnet.wire.packet.ArpView;
import io.qnet.wire.packet.Icmpv4View;
import io.qnet.wire.packet.IpProtocol;
import io.qnet.wire.packet.TcpFlags;
import io.qnet.wire.packet.TcpHeader;
import io.qnet.wire.packet.TcpOptions;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Two guests on one cable. */
class GuestStationTest {
  private final Burst burst = new Burst(new ManualClock());
  private final Cable cable = new Cable("cable", burst);
  private final GuestStation alice =
      new GuestStation(
          cable.left(),
          burst,
          MacAddress.parse("52:54:00:00:00:0a"),
          Ipv4Address.parse("10.0.2.10"));
  private final GuestStation bob =
      new GuestStation(
          cable.right(),
          burst,
          MacAddress.parse("52:54:00:00:00:0b"),
          Ipv4Address.parse("10.0.2.11"));

  @DisplayName("RFC 826: who answers is found, and spoken to")
  @Test
  void arp() {
    bob.answeringArp();
    assertThat(alice.arp(bob.ip())).isEqualTo(bob.mac());
    bob.expectNothing();
    alice.udp(1000, bob.ip(), 2000, "hello");
    Received received = bob.expectUdp();
    assertThat(received.ethernet().destination()).isEqualTo(bob.mac());
    assertThat(received.ethernet().source()).isEqualTo(alice.mac());
    assertThat(received.ip().source()).isEqualTo(alice.ip());
    assertThat(received.udp().destinationPort()).isEqualTo(2000);
    assertThat(received.text()).isEqualTo("hello");
    alice.expectNothing();
    bob.expectNothing();
  }

  @DisplayName("who does not answer keeps the question")
  @Test
  void arpWithoutAnswer() {
    assertThatThrownBy(() -> alice.arp(bob.ip()))
        .isInstanceOf(AssertionError.class)
        .hasMessage("expected ARP next, but 52:54:00:00:00:0a (10.0.2.10) heard nothing");
    Received question = bob.expectArp();
    assertThat(question.arp().operation()).isEqualTo(ArpView.REQUEST);
    assertThat(question.arp().targetIp()).isEqualTo(bob.ip());
    assertThat(question.ethernet().destination()).isEqualTo(MacAddress.BROADCAST);
  }

  @DisplayName("questions about somebody else, and broken ones, are kept and not answered")
  @Test
  void otherArp() {
    bob.answeringArp();
    alice.send(alice.to(Ipv4Address.parse("10.0.2.99")).arpRequest());
    alice.send(alice.to(bob.ip()).ethernet(0x0806, new byte[27]));
    alice.expectNothing();
    assertThat(bob.takeAll()).hasSize(2);
  }

  @DisplayName("ICMP, TCP and fragments are told apart")
  @Test
  void kinds() {
    alice.via(bob.mac()).ping(bob.ip(), 7, 1, new byte[] {1, 2, 3});
    assertThat(bob.expectIcmp().icmp().type()).isEqualTo(Icmpv4View.ECHO);
    TcpHeader syn = new TcpHeader(1, 80, -1, 0, TcpFlags.SYN, 100, TcpOptions.NONE);
    alice.tcp(bob.ip(), syn, new byte[0]);
    assertThat(bob.expectTcp().tcp().sequence()).isEqualTo(-1);
    alice.send(alice.to(bob.ip()).fragments(IpProtocol.UDP, 1, 68, new byte[50]));
    assertThat(bob.expectFragment().payload()).hasSize(48);
    assertThat(bob.expectFragment().ip().fragmentOffset()).isEqualTo(48);
    alice.send(Frames.tagged(alice.to(bob.ip()).ethernet(0x88b5, new byte[9]), 3, 0));
    assertThat(bob.takeAll().get(0).payload()).hasSize(9);
    bob.expectNothing();
  }

  @DisplayName("what was not expected is listed, as tcpdump would")
  @Test
  void listing() {
    alice.udp(1000, bob.ip(), 2000, "hello");
    alice.ping(bob.ip(), 7, 1, new byte[3]);
    alice.send(alice.to(bob.ip()).arpRequest());
    assertThatThrownBy(bob::expectTcp)
        .isInstanceOf(AssertionError.class)
        .hasMessage(
            """
            expected TCP next, but 52:54:00:00:00:0b (10.0.2.11) heard:
              10.0.2.10 > 10.0.2.11 UDP 1000 > 2000 length 5
              10.0.2.10 > 10.0.2.11 ICMP type 8 code 0 length 3
              ARP who-has 10.0.2.11 tell 10.0.2.10""");
    assertThatThrownBy(bob::expectNothing).hasMessageStartingWith("expected nothing more, but ");
    assertThat(bob.takeAll()).hasSize(3);
    bob.expectNothing();
  }

  @DisplayName("a packet with a wrong checksum is not what was expected")
  @Test
  void brokenPacket() {
    Frame frame = alice.to(bob.ip()).udp(1, 2, new byte[] {1, 2, 3});
    ByteBuf octets = frame.octets();
    octets.setByte(frame.length() - 1, 99);
    alice.send(frame);
    assertThatThrownBy(bob::expectUdp)
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("BAD_CHECKSUM: the checksum is wrong");
    assertThat(octets.refCnt()).isZero();
  }

  @DisplayName("several frames travel in one burst, in order")
  @Test
  void oneBurst() {
    Frames toBob = alice.to(bob.ip());
    burst.run(
        () -> {
          alice.send(List.of(toBob.udp(1, 1, new byte[0]), toBob.udp(2, 2, new byte[0])));
          bob.expectNothing();
        });
    assertThat(bob.expectUdp().udp().sourcePort()).isEqualTo(1);
    assertThat(bob.expectUdp().udp().sourcePort()).isEqualTo(2);
  }
}
