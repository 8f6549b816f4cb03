package io.qnet.slirp.dhcp;

import static io.qnet.slirp.dhcp.Message.ALICE;
import static io.qnet.slirp.dhcp.Message.BOB;
import static io.qnet.slirp.dhcp.Message.decline;
import static io.qnet.slirp.dhcp.Message.discover;
import static io.qnet.slirp.dhcp.Message.inform;
import static io.qnet.slirp.dhcp.Message.reboot;
import static io.qnet.slirp.dhcp.Message.release;
import static io.qnet.slirp.dhcp.Message.renew;
import static io.qnet.slirp.dhcp.Message.select;
import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.slirp.dhcp.Conversation.Reply;
import io.qnet.wire.DropReason;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.MacAddress;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The states of a client, one conversation each. */
class DhcpServerTest {
  private final Conversation talk = new Conversation(Conversation.userMode());

  @AfterEach
  void nothingElseWasSent() {
    talk.over();
  }

  @Test
  @DisplayName("RFC 2131, 3.1: DISCOVER, OFFER, REQUEST, ACK; then RELEASE")
  void theWholeLife() {
    talk.says(discover(ALICE)).offers("10.0.2.15");
    assertThat(talk.leases()).containsExactly("10.0.2.15 52:54:00:00:00:0a OFFERED");
    assertThat(talk.events).isEmpty();

    talk.says(select(ALICE, "10.0.2.15")).acknowledges("10.0.2.15");
    assertThat(talk.leases()).containsExactly("10.0.2.15 52:54:00:00:00:0a BOUND");
    assertThat(talk.event())
        .isInstanceOfSatisfying(
            DhcpEvent.Leased.class, leased -> assertThat(leased.renewed()).isFalse());

    talk.says(release(ALICE, "10.0.2.15")).isHeard();
    assertThat(talk.leases()).isEmpty();
    assertThat(talk.event()).isInstanceOf(DhcpEvent.Released.class);
    assertThat(talk.events).isEmpty();
  }

  @Test
  @DisplayName("RFC 2131, 4.3.1 and table 3: what an OFFER says")
  void offer() {
    Reply offer = talk.says(discover(ALICE)).answer(DhcpMessageType.OFFER);
    assertThat(offer.view().nextServer()).hasToString("10.0.2.2");
    assertThat(offer.view().clientHardware()).isEqualTo(ALICE);
    assertThat(offer.view().clientAddress()).isEqualTo(Ipv4Address.ANY);
    assertThat(offer.address(DhcpOption.SERVER_IDENTIFIER)).isEqualTo("10.0.2.2");
    assertThat(offer.address(DhcpOption.SUBNET_MASK)).isEqualTo("255.255.255.0");
    assertThat(offer.address(DhcpOption.ROUTER)).isEqualTo("10.0.2.2");
    assertThat(offer.address(DhcpOption.NAME_SERVER)).isEqualTo("10.0.2.3");
    assertThat(offer.address(DhcpOption.BROADCAST_ADDRESS)).isEqualTo("10.0.2.255");
    assertThat(offer.options().number(DhcpOption.LEASE_TIME)).isEqualTo(86400);
    assertThat(offer.options().number(DhcpOption.RENEWAL_TIME)).isEqualTo(43200);
    assertThat(offer.options().number(DhcpOption.REBINDING_TIME)).isEqualTo(75600);
  }

  @Test
  @DisplayName("SELECTING: the server identifier names another server, and the offer is withdrawn")
  void selectsAnother() {
    talk.says(discover(ALICE)).offers("10.0.2.15");
    Message other = reboot(ALICE, "10.0.2.15").option(DhcpOption.SERVER_IDENTIFIER, "10.0.2.99");
    talk.says(other).isDropped(DropReason.NOT_FOR_US);
    assertThat(talk.leases()).isEmpty();
    talk.says(discover(BOB)).offers("10.0.2.15");
  }

  @Test
  @DisplayName("SELECTING an address that was not the one offered is refused")
  void selectsSomethingElse() {
    talk.says(discover(ALICE)).offers("10.0.2.15");
    talk.says(select(ALICE, "10.0.2.77")).refuses("your address is 10.0.2.15");
    assertThat(talk.event()).isInstanceOf(DhcpEvent.Refused.class);
    talk.says(select(ALICE, "10.0.2.15")).acknowledges("10.0.2.15");
  }

  @Test
  @DisplayName("INIT-REBOOT: the address is still the client's; it is free; it is another's")
  void rebooting() {
    talk.binds(ALICE, "10.0.2.15");
    talk.says(reboot(ALICE, "10.0.2.15")).acknowledges("10.0.2.15");
    talk.says(reboot(BOB, "10.0.2.15")).refuses("address not available");
    talk.says(reboot(BOB, "10.0.2.40")).acknowledges("10.0.2.40");
  }

  @Test
  @DisplayName("RENEWING: unicast to ciaddr, whatever the broadcast flag says; the lease is longer")
  void renewing() {
    talk.binds(ALICE, "10.0.2.15").after(Duration.ofHours(12));
    talk.events.clear();
    Reply ack =
        talk.says(renew(ALICE, "10.0.2.15").broadcast().from("10.0.2.15"))
            .answer(DhcpMessageType.ACK);
    assertThat(ack.destination()).isEqualTo("10.0.2.15:68 52:54:00:00:00:0a");
    assertThat(ack.view().clientAddress()).hasToString("10.0.2.15");
    assertThat(talk.event())
        .isInstanceOfSatisfying(
            DhcpEvent.Leased.class, leased -> assertThat(leased.renewed()).isTrue());

    talk.after(Duration.ofHours(23));
    assertThat(talk.leases()).hasSize(1);
    talk.after(Duration.ofHours(1));
    assertThat(talk.leases()).isEmpty();
    assertThat(talk.event()).isInstanceOf(DhcpEvent.Expired.class);
  }

  @Test
  @DisplayName("REBINDING after a restart of the server: a free address is kept, a foreign refused")
  void rebinding() {
    talk.says(renew(ALICE, "10.0.2.31")).acknowledges("10.0.2.31");
    talk.says(renew(BOB, "10.0.2.31")).refuses("address not available");
    talk.says(renew(BOB, "192.168.1.7")).refuses("wrong network, this is 10.0.2.0/24");
  }

  @Test
  @DisplayName("RFC 2131, table 3: a NAK has the server identifier, no address, and is broadcast")
  void refusal() {
    Reply nak = talk.says(reboot(ALICE, "172.16.0.9")).answer(DhcpMessageType.NAK);
    assertThat(nak.destination()).isEqualTo("255.255.255.255:68 ff:ff:ff:ff:ff:ff");
    assertThat(nak.address(DhcpOption.SERVER_IDENTIFIER)).isEqualTo("10.0.2.2");
    assertThat(nak.view().yourAddress()).isEqualTo(Ipv4Address.ANY);
    assertThat(nak.view().nextServer()).isEqualTo(Ipv4Address.ANY);
    assertThat(nak.codes())
        .containsExactly(DhcpOption.MESSAGE_TYPE, DhcpOption.SERVER_IDENTIFIER, DhcpOption.MESSAGE);
    assertThat(talk.event())
        .isEqualTo(
            new DhcpEvent.Refused(
                ALICE, Ipv4Address.parse("172.16.0.9"), "wrong network, this is 10.0.2.0/24"));
  }

  @Test
  @DisplayName("Addresses of virtual hosts are never leased")
  void virtualHosts() {
    talk.says(reboot(ALICE, "10.0.2.2")).refuses("address not available");
    talk.says(reboot(ALICE, "10.0.2.3")).refuses("address not available");
    talk.says(reboot(ALICE, "10.0.2.4")).refuses("address not available");
    talk.says(reboot(ALICE, "10.0.2.255")).refuses("address not available");
    talk.says(reboot(ALICE, "10.0.2.0")).refuses("address not available");
    Message wish = discover(ALICE).option(DhcpOption.REQUESTED_ADDRESS, "10.0.2.4");
    talk.says(wish).offers("10.0.2.15");
  }

  @Test
  @DisplayName("RFC 2131, 4.3.3: a declined address is set aside for ten minutes")
  void declined() {
    talk.binds(ALICE, "10.0.2.15");
    talk.says(decline(ALICE, "10.0.2.15")).isHeard();
    assertThat(talk.leases()).containsExactly("10.0.2.15 52:54:00:00:00:0a DECLINED");
    talk.event();
    assertThat(talk.event()).isInstanceOf(DhcpEvent.Declined.class);
    talk.says(discover(ALICE)).offers("10.0.2.16");
    talk.says(reboot(BOB, "10.0.2.15")).refuses("address not available");
    talk.after(Duration.ofMinutes(10)).says(discover(BOB)).offers("10.0.2.15");
  }

  @Test
  @DisplayName("RELEASE and DECLINE of what one does not have change nothing")
  void notTheirs() {
    talk.binds(ALICE, "10.0.2.15");
    talk.says(release(BOB, "10.0.2.15")).isDropped(DropReason.OUT_OF_STATE);
    talk.says(decline(BOB, "10.0.2.15")).isDropped(DropReason.OUT_OF_STATE);
    talk.says(Message.of(BOB, DhcpMessageType.DECLINE)).isDropped(DropReason.BAD_MESSAGE);
    Message elsewhere =
        release(ALICE, "10.0.2.15").option(DhcpOption.SERVER_IDENTIFIER, "10.0.2.99");
    talk.says(elsewhere).isDropped(DropReason.NOT_FOR_US);
    assertThat(talk.leases()).containsExactly("10.0.2.15 52:54:00:00:00:0a BOUND");
  }

  @Test
  @DisplayName("RFC 2131, 4.3.5: INFORM gets parameters, to ciaddr, without address and times")
  void informed() {
    Reply ack =
        talk.says(inform(ALICE).inUse("10.0.2.200").broadcast()).answer(DhcpMessageType.ACK);
    assertThat(ack.destination()).isEqualTo("10.0.2.200:68 52:54:00:00:00:0a");
    assertThat(ack.view().yourAddress()).isEqualTo(Ipv4Address.ANY);
    assertThat(ack.address(DhcpOption.ROUTER)).isEqualTo("10.0.2.2");
    assertThat(ack.codes())
        .doesNotContain(DhcpOption.LEASE_TIME, DhcpOption.RENEWAL_TIME, DhcpOption.REBINDING_TIME);
    assertThat(talk.leases()).isEmpty();

    ack = talk.says(inform(ALICE).from("10.0.2.201")).answer(DhcpMessageType.ACK);
    assertThat(ack.destination()).startsWith("10.0.2.201:68");
    talk.says(inform(ALICE).inUse("8.8.8.8")).isDropped(DropReason.BAD_ADDRESS);
    talk.says(inform(ALICE)).isDropped(DropReason.BAD_ADDRESS);
  }

  @Test
  @DisplayName("RFC 1534, 2: BOOTP gets an address at once, and no DHCP options")
  void bootp() {
    Reply reply = talk.says(Message.bootp(ALICE)).answer(null);
    assertThat(reply.view().yourAddress()).hasToString("10.0.2.15");
    assertThat(reply.codes())
        .containsExactly(
            DhcpOption.SUBNET_MASK,
            DhcpOption.ROUTER,
            DhcpOption.NAME_SERVER,
            DhcpOption.BROADCAST_ADDRESS);
    assertThat(talk.leases()).containsExactly("10.0.2.15 52:54:00:00:00:0a BOUND");
  }

  @Test
  @DisplayName("A fixed address is its card's alone")
  void fixedAddress() {
    Map<MacAddress, Ipv4Address> fixed = Map.of(BOB, Ipv4Address.parse("10.0.2.15"));
    Conversation other = new Conversation(Conversation.userMode().fixed(fixed));
    other.says(discover(ALICE)).offers("10.0.2.16");
    other.says(reboot(ALICE, "10.0.2.15")).refuses("your address is 10.0.2.16");
    other.says(reboot(BOB, "10.0.2.50")).refuses("address not available");
    other.binds(BOB, "10.0.2.15");
    other.says(release(BOB, "10.0.2.15")).isHeard();
    other.says(discover(new MacAddress(0x52540000000cL))).offers("10.0.2.17");
    other.binds(BOB, "10.0.2.15");
    other.over();
  }

  @Test
  @DisplayName("A lease lasts as long as was asked for, but no longer than allowed and a minute")
  void leaseTime() {
    assertThat(offeredSeconds(0, 0, 1, 44)).isEqualTo(300);
    assertThat(offeredSeconds(0, 0, 0, 1)).isEqualTo(60);
    assertThat(offeredSeconds(0xff, 0xff, 0xff, 0xff)).isEqualTo(86400);
  }

  private long offeredSeconds(int... asked) {
    return talk.says(discover(ALICE).option(DhcpOption.LEASE_TIME, asked))
        .answer(DhcpMessageType.OFFER)
        .options()
        .number(DhcpOption.LEASE_TIME);
  }
}
