package io.qnet.captures;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.qnet.captures.PcapngReader.Packet;
import io.qnet.wire.Frame;
import io.qnet.wire.GsoType;
import io.qnet.wire.LinkEvents;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.kit.Cable;
import io.qnet.wire.packet.Checksum;
import io.qnet.wire.packet.IpProtocol;
import io.qnet.wire.packet.TcpFlags;
import io.qnet.wire.packet.TcpHeader;
import io.qnet.wire.packet.TcpOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A frame whose headers and body are apart is whole in the file, and still apart on the link. */
class TwoPartFrameTest {
  private static final int TCP = 14 + 20;
  private static final int TCP_CHECKSUM = 16;
  private static final int HEADERS = TCP + 20;
  private static final Ipv4Address FROM = (Ipv4Address) CaptureBench.TO_GUEST.source();
  private static final Ipv4Address TO = (Ipv4Address) CaptureBench.TO_GUEST.destination();

  private final CaptureBench bench = new CaptureBench();
  private final CaptureFile file = bench.file(1 << 22);
  private final Cable cable = new Cable("vm1", bench.burst);
  private final TappedLink tapped = new TappedLink(cable.right(), file, bench.burst);
  private final List<Frame> passedOn = new ArrayList<>();

  private final ByteBuf finished;
  private final byte[] right;

  TwoPartFrameTest() {
    byte[] payload = new byte[30_001]; // odd: the sum goes on across the seam and the last octet
    new Random(7).nextBytes(payload);
    TcpHeader header = new TcpHeader(80, 40_000, 1, 2, TcpFlags.ACK, 65_535, TcpOptions.NONE);
    Frame whole = CaptureBench.TO_GUEST.tcp(header, payload);
    finished = whole.octets();
    right = ByteBufUtil.getBytes(finished);
    cable.left().open(passedOn::add, LinkEvents.IGNORED);
  }

  /** The finished frame with its checksum left undone, cut after {@code seam} octets. */
  private Frame undone(int seam, GsoType type, int segment) {
    int length = right.length - TCP;
    long pseudo = Checksum.pseudoHeader(FROM, TO, IpProtocol.TCP, length);
    ByteBuf octets = Unpooled.copiedBuffer(right);
    octets.setShort(TCP + TCP_CHECKSUM, Checksum.fold(pseudo));
    ByteBuf head = octets.readRetainedSlice(seam);
    int headers = type == GsoType.NONE ? 0 : HEADERS;
    return Frame.unfinished(head, type, segment, headers, TCP, TCP_CHECKSUM).with(octets);
  }

  private Packet captured(Frame frame) {
    byte[] head = ByteBufUtil.getBytes(frame.head());
    byte[] body = ByteBufUtil.getBytes(Objects.requireNonNull(frame.body()));
    bench.burst.run(() -> tapped.send(frame));
    finished.release();
    assertThat(passedOn).containsExactly(frame);
    assertThat(frame.body()).as("still apart").isNotNull();
    assertThat(ByteBufUtil.getBytes(frame.head())).as("untouched").isEqualTo(head);
    assertThat(ByteBufUtil.getBytes(Objects.requireNonNull(frame.body())))
        .as("untouched")
        .isEqualTo(body);
    frame.release();
    return PcapngReader.packets(bench.finished(file)).get(0);
  }

  @DisplayName("nothing left undone: whole in the file")
  @Test
  void plain() {
    ByteBuf octets = Unpooled.copiedBuffer(right);
    ByteBuf head = octets.readRetainedSlice(HEADERS);
    Packet packet = captured(Frame.plain(head).with(octets));
    assertThat(packet.octets()).isEqualTo(right);
    assertThat(packet.originalLength()).isEqualTo(right.length);
    assertThat(packet.comment()).isEmpty();
  }

  @DisplayName("Virtio 1.2, 5.1.6: the checksum is finished across both parts, in the copy only")
  @Test
  void undoneChecksum() {
    Packet packet = captured(undone(HEADERS, GsoType.NONE, 0));
    assertThat(packet.octets()).isEqualTo(right);
    assertThat(packet.comment()).isEmpty();
  }

  @DisplayName("the same, where the seam is at an odd place")
  @Test
  void oddSeam() {
    assertThat(captured(undone(HEADERS + 7, GsoType.NONE, 0)).octets()).isEqualTo(right);
  }

  @DisplayName("a super-frame: whole, its checksum finished, its segments' size told")
  @Test
  void superFrame() {
    Packet packet = captured(undone(HEADERS, GsoType.TCP4, 1460));
    assertThat(packet.octets()).isEqualTo(right);
    assertThat(packet.comment())
        .isEqualTo("super-frame, still to be cut into segments of 1460 octets");
  }

  @DisplayName("an answer in two parts, kept behind its question")
  @Test
  void behindAQuestion() {
    Frame answer = undone(HEADERS, GsoType.TCP4, 1460);
    tapped.open(
        question -> {
          question.release();
          tapped.send(answer);
        },
        LinkEvents.IGNORED);
    bench.burst.run(() -> cable.left().send(CaptureBench.FROM_GUEST.arpRequest()));
    finished.release();
    assertThat(passedOn).containsExactly(answer);
    assertThat(answer.body()).isNotNull();
    answer.release();
    Packet packet = PcapngReader.packets(bench.finished(file)).get(1);
    assertThat(packet.octets()).isEqualTo(right);
    assertThat(packet.comment())
        .isEqualTo("super-frame, still to be cut into segments of 1460 octets");
  }

  @DisplayName("longer than the snap length: cut, wherever the seam is")
  @Test
  void snapLength() {
    ByteBuf head = Unpooled.buffer().writeZero(PcapngWriter.SNAP_LENGTH - 1).writeByte(1);
    ByteBuf body = Unpooled.buffer().writeByte(2).writeByte(3);
    Packet packet = captured(Frame.plain(head.skipBytes(1)).with(body));
    assertThat(packet.octets()).hasSize(PcapngWriter.SNAP_LENGTH).endsWith(1, 2);
    assertThat(packet.originalLength()).isEqualTo(PcapngWriter.SNAP_LENGTH + 1);
  }
}
