package io.qnet.slirp.dhcp;

import static io.qnet.slirp.dhcp.Message.ALICE;
import static io.qnet.slirp.dhcp.Message.discover;
import static io.qnet.slirp.dhcp.Message.reboot;
import static io.qnet.slirp.dhcp.Message.select;
import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.slirp.dhcp.Conversation.Reply;
import io.qnet.wire.DropReason;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Where answers go: RFC 2131, section 4.1. */
class DestinationTest {
  private final Conversation talk = new Conversation(Conversation.userMode());

  @AfterEach
  void nothingElseWasSent() {
    talk.over();
  }

  @Test
  @DisplayName("Without the broadcast flag: unicast to the address that is being given")
  void unicast() {
    Reply offer = talk.says(discover(ALICE)).answer(DhcpMessageType.OFFER);
    assertThat(offer.destination()).isEqualTo("10.0.2.15:68 52:54:00:00:00:0a");
    Reply ack = talk.says(select(ALICE, "10.0.2.15")).answer(DhcpMessageType.ACK);
    assertThat(ack.destination()).isEqualTo("10.0.2.15:68 52:54:00:00:00:0a");
  }

  @Test
  @DisplayName("With the broadcast flag: to everybody; and the flag is repeated")
  void broadcast() {
    Reply offer = talk.says(discover(ALICE).broadcast()).answer(DhcpMessageType.OFFER);
    assertThat(offer.destination()).isEqualTo("255.255.255.255:68 ff:ff:ff:ff:ff:ff");
    assertThat(offer.view().broadcast()).isTrue();
  }

  @Test
  @DisplayName("Case 89: through a relay agent of this subnet, to its port 67; a NAK sets the flag")
  void relayed() {
    Reply offer = talk.says(discover(ALICE).through("10.0.2.9")).answer(DhcpMessageType.OFFER);
    assertThat(offer.destination()).isEqualTo("10.0.2.9:67 52:54:00:00:00:0b");
    assertThat(offer.view().relayAddress()).hasToString("10.0.2.9");
    Reply nak =
        talk.says(reboot(ALICE, "172.16.0.1").through("10.0.2.9")).answer(DhcpMessageType.NAK);
    assertThat(nak.destination()).isEqualTo("10.0.2.9:67 52:54:00:00:00:0b");
    assertThat(nak.view().broadcast()).isTrue();
  }

  @Test
  @DisplayName("Case 89: relay agents elsewhere are not ours, and impossible ones are not there")
  void foreignRelays() {
    talk.says(discover(ALICE).through("8.8.8.8")).isDropped(DropReason.NOT_FOR_US);
    talk.says(discover(ALICE).through("10.0.2.255")).isDropped(DropReason.BAD_ADDRESS);
    talk.says(discover(ALICE).through("224.0.0.1")).isDropped(DropReason.BAD_ADDRESS);
    talk.says(discover(ALICE).through("255.255.255.255")).isDropped(DropReason.BAD_ADDRESS);
  }

  @Test
  @DisplayName("A made-up ciaddr never decides where an answer goes")
  void madeUp() {
    Reply offer = talk.says(discover(ALICE).inUse("8.8.8.8")).answer(DhcpMessageType.OFFER);
    assertThat(offer.destination()).startsWith("10.0.2.15:68");
    Reply ack = talk.says(select(ALICE, "10.0.2.15").inUse("8.8.8.8")).answer(DhcpMessageType.ACK);
    assertThat(ack.destination()).startsWith("10.0.2.15:68");
    Reply bootp = talk.says(Message.bootp(ALICE).inUse("8.8.8.8")).answer(null);
    assertThat(bootp.destination()).startsWith("10.0.2.15:68");
  }
}
