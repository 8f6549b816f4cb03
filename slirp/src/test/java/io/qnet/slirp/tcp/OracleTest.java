package io.qnet.slirp.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.qnet.wire.Burst;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.kit.ManualClock;
import io.qnet.wire.packet.Checksum;
import io.qnet.wire.packet.TcpHeader;
import io.qnet.wire.packet.TcpOptions;
import io.qnet.wire.packet.TcpView;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.pcap4j.packet.TcpMaximumSegmentSizeOption;
import org.pcap4j.packet.TcpPacket;
import org.pcap4j.packet.TcpSackOption;
import org.pcap4j.packet.TcpTimestampsOption;
import org.pcap4j.packet.TcpWindowScaleOption;

/** Segments of a connection, as another implementation reads them. */
class OracleTest {
  private static final Ipv4Address GATEWAY = Ipv4Address.parse("10.0.2.2");
  private static final Ipv4Address GUEST = Ipv4Address.parse("10.0.2.15");

  /** Keeps what is sent, as octets. */
  private static final class Wire implements TcpContext {
    private final Burst burst = new Burst(new ManualClock());
    private final List<byte[]> sent = new ArrayList<>();
    private @Nullable TcpConnection connection;

    TcpConnection connection() {
      return Objects.requireNonNull(connection);
    }

    @Override
    public void send(TcpHeader header, ByteBuf payload, int segmentSize) {
      ByteBuf buf = Unpooled.buffer().writeZero(header.length()).writeBytes(payload.duplicate());
      int length = buf.readableBytes();
      long pseudo = Checksum.pseudoHeader(GATEWAY, GUEST, 6, length);
      header.write(buf, 0, payload.readableBytes(), pseudo);
      byte[] octets = new byte[length];
      buf.readBytes(octets);
      sent.add(octets);
    }

    @Override
    public boolean writable() {
      return true;
    }

    @Override
    public long now() {
      return burst.now();
    }

    @Override
    public void finishLater() {
      burst.later(() -> connection().finish());
    }

    @Override
    public void onState(TcpState from, TcpState to, String why) {}
  }

  private static TcpView segment(int flags, int sequence, TcpOptions options, int octets) {
    TcpHeader header = new TcpHeader(40000, 80, sequence, -9, flags, 1000, options);
    ByteBuf buf = Unpooled.buffer().writeZero(header.length() + octets);
    header.write(buf, 0, octets, 0);
    return new TcpView(buf, 0, buf.readableBytes());
  }

  @DisplayName("pcap4j reads our SYN-ACK, SACK blocks and data, and finds the checksums right")
  @Test
  void readByAnother() throws Exception {
    Wire wire = new Wire();
    TcpOptions offer = TcpOptions.syn(1460, 7, true).withTimestamps(77, 0);
    TcpSettings settings = TcpSettings.ofMss(1460);
    wire.burst.run(
        () -> {
          TcpView syn = segment(Flags.SYN, -1, offer, 0);
          wire.connection = TcpConnection.passive(settings, wire, 80, 40000, -10, syn, offer);
          wire.connection().accept();
        });
    TcpOptions stamped = TcpOptions.NONE.withTimestamps(78, 0);
    wire.burst.run(() -> wire.connection().onSegment(segment(Flags.ACK, 0, stamped, 0), stamped));
    wire.burst.run(() -> wire.connection().onSegment(segment(Flags.ACK, 9, stamped, 5), stamped));
    wire.burst.run(
        () -> wire.connection().stream().write(Unpooled.wrappedBuffer(new byte[] {1, 2})));
    wire.burst.run(wire.connection()::kill);
    assertThat(wire.sent).hasSize(4);

    TcpPacket synAck = read(wire.sent.get(0));
    assertThat(synAck.getHeader().getSyn() && synAck.getHeader().getAck()).isTrue();
    assertThat(synAck.getHeader().getSequenceNumber()).isEqualTo(-10);
    assertThat(synAck.getHeader().getAcknowledgmentNumber()).isZero();
    assertThat(synAck.getHeader().getOptions())
        .hasAtLeastOneElementOfType(TcpMaximumSegmentSizeOption.class)
        .hasAtLeastOneElementOfType(TcpWindowScaleOption.class)
        .hasAtLeastOneElementOfType(TcpTimestampsOption.class);

    TcpPacket gap = read(wire.sent.get(1));
    assertThat(gap.getHeader().getOptions())
        .filteredOn(TcpSackOption.class::isInstance)
        .singleElement()
        .hasToString("[Kind: 5 (SACK)] [Length: 10 bytes] [LE: 9 RE: 14]");

    TcpPacket data = read(wire.sent.get(2));
    assertThat(data.getPayload().getRawData()).containsExactly(1, 2);
    assertThat(read(wire.sent.get(3)).getHeader().getRst()).isTrue();
  }

  private static TcpPacket read(byte[] octets) throws Exception {
    TcpPacket packet = TcpPacket.newPacket(octets, 0, octets.length);
    java.net.Inet4Address from = (java.net.Inet4Address) GATEWAY.toInet();
    java.net.Inet4Address to = (java.net.Inet4Address) GUEST.toInet();
    assertThat(packet.hasValidChecksum(from, to, false)).isTrue();
    assertThat(packet.getHeader().getSrcPort().valueAsInt()).isEqualTo(80);
    return packet;
  }
}
