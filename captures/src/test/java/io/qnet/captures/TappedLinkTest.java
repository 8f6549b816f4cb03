package io.qnet.captures;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.qnet.captures.PcapngReader.Packet;
import io.qnet.wire.DropReason;
import io.qnet.wire.Drops;
import io.qnet.wire.Frame;
import io.qnet.wire.GsoType;
import io.qnet.wire.Link;
import io.qnet.wire.LinkEvents;
import io.qnet.wire.kit.Cable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A tapped link is the link it wraps, and every frame is in the file. */
class TappedLinkTest {
  private final CaptureBench bench = new CaptureBench();
  private final CaptureFile file = bench.file(1 << 22);
  private final Cable cable = new Cable("vm1", bench.burst);
  private final Link guest = cable.left();
  private final List<Frame> heardByGuest = new ArrayList<>();

  private @Nullable String received;
  private @Nullable String sent;

  private final TappedLink tapped =
      new TappedLink(
          cable.right(),
          file,
          bench.burst,
          "the guest's card",
          new PacketNotes() {
            @Override
            public @Nullable String received() {
              return received;
            }

            @Override
            public @Nullable String sent() {
              return sent;
            }
          });

  private void fromGuest(Frame frame) {
    bench.burst.run(() -> guest.send(frame));
  }

  private List<Packet> packets() {
    heardByGuest.forEach(Frame::release);
    return PcapngReader.packets(bench.finished(file));
  }

  @DisplayName("both directions, each with its flag: inbound is from the guest into qnet")
  @Test
  void directions() {
    guest.open(heardByGuest::add, LinkEvents.IGNORED);
    tapped.open(Frame::release, LinkEvents.IGNORED);
    fromGuest(CaptureBench.FROM_GUEST.arpRequest());
    bench.burst.run(() -> tapped.send(CaptureBench.TO_GUEST.arpReply()));
    assertThat(heardByGuest).hasSize(1);
    List<Packet> packets = packets();
    assertThat(packets).extracting(Packet::flags).containsExactly(1, 2);
    assertThat(packets.get(0).octets())
        .isEqualTo(ByteBufUtil.getBytes(CaptureBench.FROM_GUEST.arpRequest().octets()));
    assertThat(packets.get(1).octets())
        .isEqualTo(ByteBufUtil.getBytes(CaptureBench.TO_GUEST.arpReply().octets()));
  }

  @DisplayName("a frame is passed on as it is, with one owner, and not kept")
  @Test
  void ownership() {
    guest.open(heardByGuest::add, LinkEvents.IGNORED);
    List<Frame> arrived = new ArrayList<>();
    tapped.open(
        frame -> {
          assertThat(frame.octets().refCnt()).isEqualTo(1);
          frame.octets().readerIndex(10).setZero(10, 4); // its owner may do so
          arrived.add(frame);
        },
        LinkEvents.IGNORED);
    Frame in = CaptureBench.FROM_GUEST.arpRequest();
    Frame out = CaptureBench.TO_GUEST.arpReply();
    byte[] octets = ByteBufUtil.getBytes(in.octets());
    fromGuest(in);
    bench.burst.run(() -> tapped.send(out));
    assertThat(arrived).containsExactly(in);
    assertThat(heardByGuest).containsExactly(out);
    List<ByteBuf> buffers = List.of(in.octets(), out.octets());
    in.release();
    assertThat(packets().get(0).octets()).isEqualTo(octets);
    assertThat(buffers).allMatch(buffer -> buffer.refCnt() == 0);
  }

  @DisplayName("the fate of a packet, known after it was dealt with, is its comment")
  @Test
  void fate() {
    tapped.open(
        frame -> {
          received = "dropped: " + DropReason.PROHIBITED.sentence();
          frame.release();
        },
        LinkEvents.IGNORED);
    fromGuest(CaptureBench.FROM_GUEST.echo(1, 1, new byte[8]));
    assertThat(packets())
        .extracting(Packet::comment)
        .containsExactly("dropped: the mode or an option forbids it");
  }

  @DisplayName("an answer stands behind its question, each with its own comment")
  @Test
  void answerBehindQuestion() {
    guest.open(heardByGuest::add, LinkEvents.IGNORED);
    tapped.open(
        question -> {
          question.release();
          sent = "here I am";
          tapped.send(CaptureBench.TO_GUEST.arpReply());
          sent = null;
          tapped.send(CaptureBench.TO_GUEST.udp(1, 2, new byte[3]));
          received = "answered";
        },
        LinkEvents.IGNORED);
    fromGuest(CaptureBench.FROM_GUEST.arpRequest());
    fromGuest(CaptureBench.FROM_GUEST.arpRequest());
    List<Packet> packets = packets();
    assertThat(packets).extracting(Packet::flags).containsExactly(1, 2, 2, 1, 2, 2);
    assertThat(packets)
        .extracting(Packet::comment)
        .containsExactly("answered", "here I am", "", "answered", "here I am", "");
  }

  @DisplayName("more answers than are kept behind one question are lost and counted")
  @Test
  void tooManyAnswers() {
    tapped.open(
        question -> {
          question.release();
          for (int i = 0; i < 30; i++) {
            tapped.send(CaptureBench.frame(60_000, i));
          }
        },
        LinkEvents.IGNORED);
    fromGuest(CaptureBench.FROM_GUEST.arpRequest());
    bench.burst.run(() -> tapped.send(CaptureBench.frame(60, 0)));
    List<Packet> packets = packets();
    assertThat(packets).hasSize(1 + 17 + 1);
    assertThat(packets.get(18).lost()).isEqualTo(13);
    assertThat(file.summary().lost()).isEqualTo(13);
  }

  @DisplayName("Virtio 1.2, 5.1.6: an undone checksum is finished in the copy only")
  @Test
  void undoneChecksum() {
    tapped.open(Frame::release, LinkEvents.IGNORED);
    Frame finished = CaptureBench.FROM_GUEST.udp(4000, 53, new byte[] {1, 2, 3});
    byte[] right = ByteBufUtil.getBytes(finished.octets());
    finished.release();
    ByteBuf undone = Unpooled.copiedBuffer(right);
    int pseudoHeader = 0x0a00 + 0x020f + 0x0a00 + 0x0202 + 17 + 11;
    undone.setShort(14 + 20 + 6, pseudoHeader);
    byte[] left = ByteBufUtil.getBytes(undone);
    List<byte[]> passedOn = new ArrayList<>();
    guest.open(
        frame -> {
          passedOn.add(ByteBufUtil.getBytes(frame.octets()));
          frame.release();
        },
        LinkEvents.IGNORED);
    bench.burst.run(() -> tapped.send(Frame.unfinished(undone, GsoType.NONE, 0, 0, 34, 6)));
    assertThat(passedOn).containsExactly(left);
    assertThat(packets().get(0).octets()).isEqualTo(right);
  }

  @DisplayName("a super-frame is one packet, and its comment tells the size of its segments")
  @Test
  void superFrame() {
    tapped.open(Frame::release, LinkEvents.IGNORED);
    ByteBuf octets = Unpooled.buffer().writeZero(60_000);
    sent = "a reply";
    bench.burst.run(() -> tapped.send(Frame.unfinished(octets, GsoType.TCP4, 1448, 66, 34, 16)));
    Packet packet = packets().get(0);
    assertThat(packet.octets()).hasSize(60_000);
    assertThat(packet.comment())
        .isEqualTo("super-frame, still to be cut into segments of 1448 octets; a reply");
  }

  @DisplayName("a guest's impossible checksum places are told, not believed")
  @Test
  void impossibleChecksumPlaces() {
    tapped.open(Frame::release, LinkEvents.IGNORED);
    int[][] places = {{34, 25}, {59, 0}, {1, 1}, {-5, 8}, {34, -1}, {60, 60}, {1 << 30, 1 << 30}};
    for (int[] place : places) {
      Frame frame = CaptureBench.frame(60, 7);
      bench.burst.run(
          () ->
              tapped.send(
                  Frame.unfinished(frame.octets(), GsoType.NONE, 0, 0, place[0], place[1])));
    }
    assertThat(packets())
        .hasSize(places.length)
        .allMatch(packet -> packet.comment().equals("checksum left undone at an impossible place"))
        .allMatch(packet -> packet.octets()[59] == 7);
  }

  @DisplayName("everything else is the link it wraps")
  @Test
  void isTheLink() {
    Link link = cable.right();
    assertThat(tapped.name()).isEqualTo("vm1.right");
    assertThat(tapped.offloads()).isSameAs(link.offloads());
    assertThat(tapped.writable()).isEqualTo(link.writable());
    Drops drops = tapped.drops();
    assertThat(drops).isSameAs(link.drops());
    bench.burst.run(() -> tapped.send(CaptureBench.frame(60, 1)));
    assertThat(drops.of(DropReason.NO_PEER)).isEqualTo(1);
    tapped.close();
    assertThat(packets()).hasSize(1);
  }
}
