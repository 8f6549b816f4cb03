package io.qnet.wire.ip;

import static io.qnet.wire.ip.Reassembly.DESTINATION;
import static io.qnet.wire.ip.Reassembly.FRAMES;
import static io.qnet.wire.ip.Reassembly.SOURCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBufUtil;
import io.qnet.wire.Frame;
import io.qnet.wire.kit.Cases;
import io.qnet.wire.packet.Ipv4Header;
import io.qnet.wire.packet.Ipv4View;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pcap4j.packet.EthernetPacket;
import org.pcap4j.packet.IpV4Packet;
import org.pcap4j.util.IpV4Helper;

/** Cutting datagrams. */
class FragmenterTest {
  private static final Ipv4Header HEADER = Ipv4Header.atomic(SOURCE, DESTINATION, 17);

  @DisplayName("RFC 791 section 3.2: whatever is cut is whole again, in any order, for any MTU")
  @Test
  void cutAndReassembled() {
    Cases.check(
        300,
        random -> {
          byte[] whole = Reassembly.payload(1 + random.nextInt(5_000));
          int mtu = 28 + random.nextInt(1_500);
          List<Frame> frames = FRAMES.fragments(17, 3, mtu, whole);
          assertThat(frames).allMatch(frame -> frame.length() <= 14 + mtu);
          Collections.shuffle(frames, random);
          Reassembly reassembly = new Reassembly();
          for (Frame frame : frames.subList(0, frames.size() - 1)) {
            reassembly.incomplete(frame);
          }
          assertThat(reassembly.add(frames.get(frames.size() - 1))).isEqualTo(whole);
          reassembly.droppedNothing().over();
        });
  }

  @DisplayName("pcap4j puts our fragments together")
  @Test
  void reassembledByPcap4j() throws Exception {
    byte[] payload = FRAMES.udpPayload(1000, 2000, Reassembly.payload(5_000));
    List<IpV4Packet> pieces = new ArrayList<>();
    for (Frame frame : FRAMES.fragments(17, 0xabcd, 1_500, payload)) {
      byte[] octets = ByteBufUtil.getBytes(frame.octets());
      pieces.add(EthernetPacket.newPacket(octets, 0, octets.length).get(IpV4Packet.class));
    }
    assertThat(pieces).hasSize(4);
    assertThat(pieces).allMatch(piece -> piece.getHeader().hasValidChecksum(false));
    assertThat(IpV4Helper.defragment(pieces).getPayload().getRawData()).isEqualTo(payload);
  }

  @DisplayName("we put pcap4j's fragments together")
  @Test
  void cutByPcap4j() throws Exception {
    byte[] payload = FRAMES.udpPayload(1000, 2000, Reassembly.payload(3_001));
    byte[] octets = ByteBufUtil.getBytes(FRAMES.ipv4(17, payload).octets());
    octets[20] = 0; // don't fragment
    IpV4Packet packet = EthernetPacket.newPacket(octets, 0, octets.length).get(IpV4Packet.class);
    List<IpV4Packet> pieces = new ArrayList<>();
    for (IpV4Packet piece : IpV4Helper.fragment(packet, 576)) {
      pieces.add(piece.getBuilder().correctChecksumAtBuild(true).build());
    }
    assertThat(pieces).hasSize(6);
    Collections.reverse(pieces);
    Reassembly reassembly = new Reassembly();
    for (IpV4Packet piece : pieces.subList(0, 5)) {
      reassembly.incomplete(FRAMES.ethernet(0x0800, piece.getRawData()));
    }
    assertThat(reassembly.add(FRAMES.ethernet(0x0800, pieces.get(5).getRawData())))
        .isEqualTo(payload);
    reassembly.over();
  }

  @DisplayName("the edges: what fits goes whole, one octet more is cut at a multiple of 8")
  @ParameterizedTest
  @CsvSource({
    "1480, 1500, 0+1480",
    "1481, 1500, 0+1480 1480+1",
    "0, 1500, 0+0",
    "2960, 1500, 0+1480 1480+1480",
    "2961, 1500, 0+1480 1480+1480 2960+1",
    "100, 101, 0+80 80+20",
    "17, 28, 0+8 8+8 16+1",
    "20, 68, 0+20"
  })
  void edges(int length, int mtu, String expected) {
    List<String> pieces = new ArrayList<>();
    Fragmenter.cut(HEADER, 7, length, mtu, (header, from, size) -> pieces.add(from + "+" + size));
    assertThat(String.join(" ", pieces)).isEqualTo(expected);
  }

  @DisplayName(
      "a whole datagram keeps its header; pieces share an identification and may be cut on")
  @Test
  void headers() {
    List<Ipv4Header> headers = new ArrayList<>();
    Fragmenter.cut(HEADER, 7, 100, 1_500, (header, from, length) -> headers.add(header));
    assertThat(headers).containsExactly(HEADER);
    List<Frame> frames = FRAMES.fragments(17, 7, 60, new byte[90]);
    List<Ipv4View> views =
        frames.stream()
            .map(frame -> new Ipv4View(frame.octets(), 14, frame.length() - 14))
            .toList();
    assertThat(views).extracting(Ipv4View::fragmentOffset).containsExactly(0, 40, 80);
    assertThat(views).extracting(Ipv4View::moreFragments).containsExactly(true, true, false);
    assertThat(views).extracting(Ipv4View::dontFragment).containsOnly(false);
    assertThat(views).extracting(Ipv4View::identification).containsOnly(7);
    assertThat(views).extracting(Ipv4View::ttl).containsOnly(64);
  }

  @DisplayName("the longest UDP datagram, and what cannot be cut at all")
  @Test
  void limits() {
    byte[] longest = Reassembly.payload(65_515);
    assertThat(FRAMES.fragments(17, 1, 1_500, longest)).hasSize(45);
    for (int[] bad : new int[][] {{65_516, 1_500}, {100, 27}, {100, 0}}) {
      assertThatThrownBy(() -> FRAMES.fragments(17, 1, bad[1], Arrays.copyOf(longest, bad[0])))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("no pieces of %d octets for a payload of %d", bad[1], bad[0]);
    }
  }
}
