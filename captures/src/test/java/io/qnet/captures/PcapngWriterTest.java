package io.qnet.captures;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.qnet.captures.PcapngReader.Block;
import io.qnet.captures.PcapngReader.Options;
import io.qnet.captures.PcapngReader.Packet;
import io.qnet.wire.address.IpAddress;
import io.qnet.wire.kit.Cases;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Each block, octet by octet as the specification draws it. */
class PcapngWriterTest {
  private final ByteBuf out = Unpooled.buffer();
  private final PcapngWriter writer = new PcapngWriter(out);

  private String hex() {
    return ByteBufUtil.hexDump(out);
  }

  private byte[] fileOf(Runnable blocks) {
    writer.sectionHeader(CaptureBench.ORIGIN);
    blocks.run();
    return ByteBufUtil.getBytes(out);
  }

  @DisplayName("pcapng 4.1: section header, octet by octet")
  @Test
  void sectionHeader() {
    writer.sectionHeader(new CaptureOrigin("arm", "L", "qnet"));
    assertThat(hex())
        .isEqualTo(
            "0a0d0d0a"
                + "38000000"
                + "4d3c2b1a"
                + "01000000"
                + "ffffffffffffffff"
                + "02000300"
                + "61726d00"
                + "03000100"
                + "4c000000"
                + "04000400"
                + "716e6574"
                + "00000000"
                + "38000000");
  }

  @DisplayName("pcapng 4.2: an Ethernet interface in nanoseconds, octet by octet")
  @Test
  void interfaceDescription() {
    writer.interfaceDescription("vm1.net0", "");
    assertThat(hex())
        .isEqualTo(
            "01000000"
                + "2c000000"
                + "0100"
                + "0000"
                + "00000400"
                + "02000800"
                + "766d312e6e657430"
                + "09000100"
                + "09000000"
                + "00000000"
                + "2c000000");
  }

  @DisplayName("pcapng 4.3: a packet with comment, direction and drop count, octet by octet")
  @Test
  void packet() {
    int copy =
        writer.beginPacket(
            1, 0x1122334455667788L, Unpooled.wrappedBuffer(new byte[] {7, 8, 9, 10, 11}));
    writer.endPacket(Direction.OUTBOUND, "hi", 3);
    assertThat(copy).isEqualTo(28);
    assertThat(hex())
        .isEqualTo(
            "06000000"
                + "48000000"
                + "01000000"
                + "44332211"
                + "88776655"
                + "05000000"
                + "05000000"
                + "0708090a0b000000"
                + "01000200"
                + "68690000"
                + "02000400"
                + "02000000"
                + "04000800"
                + "0300000000000000"
                + "00000000"
                + "48000000");
  }

  @DisplayName("pcapng 4.5: one name for an IPv4 address, octet by octet")
  @Test
  void nameResolution() {
    writer.nameResolution(IpAddress.parse("10.0.2.15"), "vm1");
    assertThat(hex())
        .isEqualTo(
            "04000000"
                + "1c000000"
                + "01000800"
                + "0a00020f"
                + "766d3100"
                + "00000000"
                + "1c000000");
  }

  @DisplayName("pcapng 4.5: one name for an IPv6 address, padded")
  @Test
  void nameResolutionOfIpv6() {
    writer.nameResolution(IpAddress.parse("fec0::2"), "gw");
    assertThat(hex())
        .isEqualTo(
            "04000000"
                + "28000000"
                + "02001300"
                + "fec00000000000000000000000000002"
                + "67770000"
                + "00000000"
                + "28000000");
  }

  @DisplayName("pcapng 4.6: statistics of an interface, octet by octet")
  @Test
  void interfaceStatistics() {
    writer.interfaceStatistics(2, 0x100000002L, 0x300000004L, 7, 5);
    assertThat(hex())
        .isEqualTo(
            "05000000"
                + "4c000000"
                + "02000000"
                + "03000000"
                + "04000000"
                + "02000800"
                + "01000000"
                + "02000000"
                + "03000800"
                + "03000000"
                + "04000000"
                + "04000800"
                + "0700000000000000"
                + "05000800"
                + "0500000000000000"
                + "00000000"
                + "4c000000");
  }

  @DisplayName("a frame longer than the snap length is cut, and its length is still told")
  @Test
  void snapLength() {
    ByteBuf frame = Unpooled.buffer().writeZero(PcapngWriter.SNAP_LENGTH + 3);
    byte[] file =
        fileOf(
            () -> {
              writer.beginPacket(0, 0, frame);
              writer.endPacket(Direction.INBOUND, "", 0);
            });
    Packet packet = PcapngReader.packets(file).get(0);
    assertThat(packet.octets()).hasSize(PcapngWriter.SNAP_LENGTH);
    assertThat(packet.originalLength()).isEqualTo(PcapngWriter.SNAP_LENGTH + 3);
  }

  @DisplayName("a long comment keeps as many whole characters as fit")
  @Test
  void longComment() {
    String smile = "\ud83d\ude00"; // four octets of UTF-8, two chars
    byte[] file =
        fileOf(
            () -> {
              writer.beginPacket(0, 0, Unpooled.EMPTY_BUFFER);
              writer.endPacket(Direction.INBOUND, "x" + smile.repeat(1000), 0);
            });
    assertThat(PcapngReader.comments(file)).containsExactly("x" + smile.repeat(511));
  }

  @DisplayName("whatever is written reads back, blocks and options in step")
  @Test
  void readsBack() {
    Cases.check(
        500,
        random -> {
          out.clear();
          byte[] octets = new byte[random.nextInt(200)];
          random.nextBytes(octets);
          String text = "é".repeat(random.nextInt(40));
          long time = random.nextLong();
          long lost = random.nextInt(3);
          Direction direction = random.nextBoolean() ? Direction.INBOUND : Direction.OUTBOUND;
          byte[] file =
              fileOf(
                  () -> {
                    writer.interfaceDescription("a" + text, text);
                    writer.beginPacket(9, time, Unpooled.wrappedBuffer(octets));
                    writer.endPacket(direction, text, lost);
                  });
          Block described = PcapngReader.blocks(file).get(1);
          Options options = described.options(8);
          assertThat(options.text(2)).isEqualTo("a" + text);
          assertThat(options.text(3)).isEqualTo(text);
          Packet packet = PcapngReader.packets(file).get(0);
          assertThat(packet.octets()).isEqualTo(octets);
          assertThat(packet.time()).isEqualTo(time);
          assertThat(packet.comment()).isEqualTo(text);
          assertThat(packet.flags()).isEqualTo(direction == Direction.INBOUND ? 1 : 2);
          assertThat(packet.lost()).isEqualTo(lost);
        });
  }
}
