package io.qnet.vde.stp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.qnet.wire.DropReason;
import io.qnet.wire.address.MacAddress;
import io.qnet.wire.kit.Cases;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** BPDUs as octets: those of others, and those of strangers. */
class BpduTest {
  private static final MacAddress LINUX = MacAddress.parse("02:00:00:00:0b:02");
  private static final MacAddress OVS = MacAddress.parse("02:00:00:00:0e:01");

  private static Bpdu read(String hex) {
    BpduView view = new BpduView(Recorded.frame(hex));
    assertThat(view.check()).isNull();
    return view.read();
  }

  @Test
  @DisplayName("a configuration message of a Linux bridge")
  void configuration() {
    Bpdu heard = read(Recorded.LINUX_CONFIGURATION);
    BridgeId linux = BridgeId.of(4096, LINUX);
    assertThat(heard.kind()).isEqualTo(Bpdu.Kind.CONFIGURATION);
    assertThat(heard.fromDesignated()).isTrue();
    assertThat(heard.has(BpduView.TOPOLOGY_CHANGE)).isTrue();
    assertThat(heard.has(BpduView.ACKNOWLEDGMENT)).isTrue();
    assertThat(heard.vector()).isEqualTo(new PriorityVector(linux, 0, linux, 0x8001));
    assertThat(heard.times()).isEqualTo(new Times(0, 20 * 256, 2 * 256, 4 * 256));
  }

  @Test
  @DisplayName("a notification of a Linux bridge")
  void notification() {
    assertThat(read(Recorded.LINUX_NOTIFICATION)).isSameAs(Bpdu.TOPOLOGY_CHANGE_NOTIFICATION);
  }

  @Test
  @DisplayName("a rapid message of Open vSwitch")
  void rapid() {
    Bpdu heard = read(Recorded.OPEN_VSWITCH_RAPID);
    BridgeId ovs = BridgeId.of(0x8000, OVS);
    assertThat(heard.rapid()).isTrue();
    assertThat(heard.fromDesignated()).isTrue();
    assertThat(heard.fromServed()).isFalse();
    assertThat(heard.has(BpduView.PROPOSAL)).isTrue();
    assertThat(heard.has(BpduView.LEARNING)).isTrue();
    assertThat(heard.has(BpduView.FORWARDING)).isTrue();
    assertThat(heard.has(BpduView.AGREEMENT)).isFalse();
    assertThat(heard.vector()).isEqualTo(new PriorityVector(ovs, 0, ovs, 0x8001));
    assertThat(heard.times()).isEqualTo(new Times(0, 20 * 256, 2 * 256, 15 * 256));
  }

  @Test
  @DisplayName("what was read of others' is written as it was, and padded to 60 octets")
  void writes() {
    for (String hex :
        List.of(
            Recorded.LINUX_CONFIGURATION,
            Recorded.LINUX_NOTIFICATION,
            Recorded.OPEN_VSWITCH_RAPID)) {
      ByteBuf theirs = Recorded.frame(hex);
      ByteBuf ours = read(hex).frame(MacAddress.read(theirs, 6));
      assertThat(ours.readableBytes()).isEqualTo(60);
      assertThat(ours.readSlice(theirs.readableBytes())).isEqualTo(theirs);
      while (ours.isReadable()) {
        assertThat(ours.readByte()).isZero();
      }
      ours.release();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0x01, 53, ", // destination: the caller's business
    "14, 0xaa, 53, UNSUPPORTED", // LLC
    "16, 0x13, 53, UNSUPPORTED",
    "17, 0x01, 53, UNSUPPORTED", // protocol
    "19, 0x01, 53, UNSUPPORTED", // rapid of version 1
    "19, 0x03, 53, ", // of a later version: read as what is known of it
    "20, 0x03, 53, UNSUPPORTED", // type
    "13, 0x26, 53, BAD_LENGTH", // one octet short, says the length
    "13, 0x28, 53, TRUNCATED", // more than there is
    "0, 0x01, 20, TRUNCATED",
    "0, 0x01, 0, TRUNCATED"
  })
  @DisplayName("one octet changed, or the frame cut")
  void spoilt(int index, String value, int length, String reason) {
    ByteBuf frame = Recorded.frame(Recorded.OPEN_VSWITCH_RAPID);
    frame.setByte(index, Integer.decode(value));
    frame.writerIndex(length);
    assertThat(new BpduView(frame).check())
        .isEqualTo(reason == null ? null : DropReason.valueOf(reason));
  }

  @Test
  @DisplayName("a configuration message whose time is over is not heeded")
  void tooOld() {
    ByteBuf frame = Recorded.frame(Recorded.LINUX_CONFIGURATION);
    frame.setShort(BpduView.BEGIN + BpduView.MESSAGE_AGE, 0x1400);
    assertThat(new BpduView(frame).check()).isEqualTo(DropReason.BAD_MESSAGE);
  }

  @Test
  @DisplayName("times of strangers are brought within the standard's bounds")
  void times() {
    assertThat(Times.received(5, 0, 0, 0)).isEqualTo(new Times(5, 6 * 256, 256, 4 * 256));
    assertThat(Times.received(0, 0xffff, 0xffff, 0xffff))
        .isEqualTo(new Times(0, 40 * 256, 10 * 256, 30 * 256));
    assertThat(new Times(1, 20 * 256, 512, 3840).aged().messageAge()).isEqualTo(256);
    assertThat(new Times(200, 20 * 256, 512, 3840).aged().messageAge()).isEqualTo(512);
    assertThat(new Times(19 * 256, 20 * 256, 512, 3840).fresh()).isTrue();
    assertThat(new Times(20 * 256, 20 * 256, 512, 3840).fresh()).isFalse();
  }

  @Test
  @DisplayName(
      "whatever strangers say: nothing is thrown, and when they are gone all is well again")
  void hostile() {
    Cases.check(
        100,
        random -> {
          Topology topology =
              TopologyScript.play(
                      """
                      bridge s1 0x111 = a b x
                      bridge s2 0x222 = a c
                      bridge s3 0x333 = b c
                      start
                      settle 4 s
                      """)
                  .topology;
          Topology.Socket stranger = new Topology.Socket(topology.bridge("s1"), 3);
          for (int i = 0; i < 100; i++) {
            byte[] octets = new byte[random.nextInt(70)];
            random.nextBytes(octets);
            ByteBuf frame = Unpooled.wrappedBuffer(octets);
            if (random.nextInt(4) > 0) {
              frame =
                  Recorded.frame(
                      random.nextBoolean()
                          ? Recorded.OPEN_VSWITCH_RAPID
                          : Recorded.LINUX_CONFIGURATION);
              for (int changes = random.nextInt(6); changes > 0; changes--) {
                frame.setByte(17 + random.nextInt(35), random.nextInt());
              }
            }
            topology.hear(stranger, frame);
            topology.run(Duration.ofMillis(random.nextInt(300)));
          }
          topology.cut("x");
          topology.run(Duration.ofSeconds(200));
          assertThat(new Whole(topology).fault()).isNull();
        });
  }
}
