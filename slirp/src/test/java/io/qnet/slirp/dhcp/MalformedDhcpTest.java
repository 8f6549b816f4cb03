package io.qnet.slirp.dhcp;

import static io.qnet.slirp.dhcp.Message.ALICE;
import static io.qnet.slirp.dhcp.Message.BOB;
import static io.qnet.slirp.dhcp.Message.bootp;
import static io.qnet.slirp.dhcp.Message.discover;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.qnet.slirp.dhcp.Conversation.Reply;
import io.qnet.wire.DropReason;
import io.qnet.wire.Drops;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.kit.Cases;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Cases 81 to 90 of the reference list of hostile input, and random ones. */
class MalformedDhcpTest {
  private final Conversation talk = new Conversation(Conversation.userMode());

  @AfterEach
  void nothingElseWasSent() {
    talk.over();
  }

  @Test
  @DisplayName("Case 81: shorter than a BOOTP message")
  void tooShort() {
    for (int length : new int[] {0, 1, 44, 235, 236, 239}) {
      talk.says(discover(ALICE).cut(length)).isDropped(DropReason.TRUNCATED);
    }
  }

  @Test
  @DisplayName("Case 82: no magic cookie; and answers instead of questions")
  void notDhcp() {
    talk.says(discover(ALICE).octet(DhcpView.COOKIE, 0)).isDropped(DropReason.BAD_MESSAGE);
    talk.says(discover(ALICE).octet(DhcpView.OP, 0)).isDropped(DropReason.BAD_MESSAGE);
    talk.says(discover(ALICE).octet(DhcpView.OP, 2)).isDropped(DropReason.BAD_MESSAGE);
    talk.says(Message.of(ALICE, DhcpMessageType.OFFER)).isDropped(DropReason.BAD_MESSAGE);
    talk.says(Message.of(ALICE, DhcpMessageType.ACK)).isDropped(DropReason.BAD_MESSAGE);
    talk.says(Message.of(ALICE, DhcpMessageType.NAK)).isDropped(DropReason.BAD_MESSAGE);
  }

  @Test
  @DisplayName("Case 83: lengths of options that run past the end or cannot be")
  void impossibleLengths() {
    talk.says(discover(ALICE).raw(12, 200, 'x')).isDropped(DropReason.BAD_OPTION);
    talk.says(discover(ALICE).raw(12)).isDropped(DropReason.BAD_OPTION);
    for (int code : new int[] {53, 50, 51, 54, 55, 57, 61}) {
      talk.says(bootp(ALICE).option(code)).isDropped(DropReason.BAD_OPTION);
    }
    talk.says(bootp(ALICE).option(53, 1, 1)).isDropped(DropReason.BAD_OPTION);
    talk.says(bootp(ALICE).option(50, 10, 0, 2)).isDropped(DropReason.BAD_OPTION);
    talk.says(bootp(ALICE).option(54, 10, 0, 2, 2, 2)).isDropped(DropReason.BAD_OPTION);
    talk.says(bootp(ALICE).option(53, 0)).isDropped(DropReason.UNSUPPORTED);
    talk.says(bootp(ALICE).option(53, 13)).isDropped(DropReason.UNSUPPORTED);
  }

  @Test
  @DisplayName("Case 83: no END is no harm; nothing but PAD is BOOTP")
  void endless() {
    talk.says(discover(ALICE)).offers("10.0.2.15");
    talk.says(discover(ALICE).raw(0, 0, 0)).offers("10.0.2.15");
    talk.says(discover(ALICE).raw(255, 12, 200)).offers("10.0.2.15");
    talk.says(bootp(BOB).raw(new int[60])).answer(null);
  }

  @Test
  @DisplayName("Case 84: option 52 sends the reader to file and sname, once, and never in circles")
  void overloaded() {
    Message both = bootp(ALICE).option(52, 3);
    write(both, DhcpView.FILE, 52, 1, 3, 53, 1, 1, 255);
    write(both, DhcpView.SERVER_NAME, 52, 1, 3, 50, 4, 10, 0, 2, 44, 255);
    talk.says(both).offers("10.0.2.44");

    Message fileOnly = bootp(BOB).option(52, 1);
    write(fileOnly, DhcpView.FILE, 53, 1, 1);
    write(fileOnly, DhcpView.SERVER_NAME, 50, 4, 10, 0, 2, 45);
    talk.says(fileOnly).offers("10.0.2.15");

    talk.says(discover(BOB).option(52, 0)).isDropped(DropReason.BAD_OPTION);
    talk.says(discover(BOB).option(52, 4)).isDropped(DropReason.BAD_OPTION);
    talk.says(discover(BOB).option(52)).isDropped(DropReason.BAD_OPTION);
    talk.says(discover(BOB).option(52, 1, 1)).isDropped(DropReason.BAD_OPTION);

    Message overrun = discover(BOB).option(52, 2);
    for (int i = 0; i < 63; i++) {
      overrun.octet(DhcpView.SERVER_NAME + i, 0);
    }
    overrun.octet(DhcpView.SERVER_NAME + 63, 12);
    talk.says(overrun).isDropped(DropReason.BAD_OPTION);
  }

  private static void write(Message message, int offset, int... values) {
    for (int i = 0; i < values.length; i++) {
      message.octet(offset + i, values[i]);
    }
  }

  @Test
  @DisplayName("Case 85: hardware that is not Ethernet")
  void otherHardware() {
    talk.says(discover(ALICE).octet(DhcpView.HARDWARE_LENGTH, 0)).isDropped(DropReason.UNSUPPORTED);
    talk.says(discover(ALICE).octet(DhcpView.HARDWARE_LENGTH, 16))
        .isDropped(DropReason.UNSUPPORTED);
    talk.says(discover(ALICE).octet(DhcpView.HARDWARE_LENGTH, 17)).isDropped(DropReason.BAD_LENGTH);
    talk.says(discover(ALICE).octet(DhcpView.HARDWARE_LENGTH, 255))
        .isDropped(DropReason.BAD_LENGTH);
    talk.says(discover(ALICE).octet(DhcpView.HARDWARE_TYPE, 32)).isDropped(DropReason.UNSUPPORTED);
    talk.says(discover(ALICE).octet(DhcpView.CLIENT_HARDWARE, 0xff))
        .isDropped(DropReason.BAD_ADDRESS);
  }

  @Test
  @DisplayName("Case 86: REQUEST that names no address at all")
  void noAddress() {
    talk.says(Message.of(ALICE, DhcpMessageType.REQUEST)).isDropped(DropReason.BAD_MESSAGE);
  }

  @Test
  @DisplayName("Case 90: a client identifier in two pieces (RFC 3396) is one, and is echoed (6842)")
  void longIdentifier() {
    int[] piece = new int[255];
    Arrays.setAll(piece, i -> i);
    Message message = discover(ALICE).option(61, piece).option(12, 'a').option(61, 1, 2, 3);
    Reply offer = talk.says(message).answer(DhcpMessageType.OFFER);
    byte[] echoed = offer.options().octets(DhcpOption.CLIENT_IDENTIFIER);
    assertThat(echoed).hasSize(258).endsWith(254, 1, 2, 3);

    Message tooLong = discover(ALICE).option(61, piece).option(61, piece).option(61, 1, 2, 3);
    talk.says(tooLong).isDropped(DropReason.BAD_OPTION);
  }

  @Test
  @DisplayName("Random octets: never an exception, and each is answered, heard or counted")
  void randomOctets() {
    Cases.check(
        3_000,
        random -> {
          byte[] octets = new byte[random.nextInt(700)];
          random.nextBytes(octets);
          ByteBuf payload = random.nextBoolean() ? discover(ALICE).octets : bootp(BOB).octets;
          if (random.nextInt(4) == 0) {
            payload.clear();
          }
          payload.writeBytes(octets);
          for (int i = random.nextInt(8); i > 0 && payload.isReadable(); i--) {
            payload.setByte(random.nextInt(payload.readableBytes()), random.nextInt());
          }
          feed(payload, random.nextLong());
        });
  }

  private static void feed(ByteBuf payload, long now) {
    Drops drops = new Drops();
    DhcpServer server =
        new DhcpServer(Conversation.userMode().build(), drops, event -> event.mac());
    ByteBuf shifted = Unpooled.buffer().writeZero(3).writeBytes(payload).skipBytes(3);
    DhcpReply reply = server.onMessage(shifted, ALICE, Ipv4Address.ANY, now);
    if (reply != null) {
      assertThat(drops.total()).isZero();
      assertThat(reply.payload().readableBytes()).isBetween(300, 1472);
      reply.payload().release();
    } else {
      assertThat(drops.total()).isLessThanOrEqualTo(1);
    }
    assertThat(shifted.refCnt()).isEqualTo(1);
    shifted.release();
    payload.release();
  }
}
