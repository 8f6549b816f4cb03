package io.qnet.vde.plug;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.qnet.vde.VirtualSwitch;
import io.qnet.wire.kit.Cases;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What clients of all ages send. */
@DisplayName("Requests for a port")
class ControlRequestTest {
  private static final String PATH = "/tmp/sw/.01234-00001";

  /** As libvdeplug 4 sends it: CE FA ED FE, version 3, the type, a sockaddr_un, a description. */
  private static ByteBuf version3(int type, String description) {
    ByteBuf buf = Unpooled.buffer().writeIntLE(0xfeedface).writeIntLE(3).writeIntLE(type);
    return text(address(buf), description);
  }

  private static ByteBuf version1(int type, String description) {
    ByteBuf buf = Unpooled.buffer().writeIntLE(0xfeedface).writeIntLE(type).writeZero(6);
    return text(address(buf), description);
  }

  private static ByteBuf address(ByteBuf buf) {
    return buf.writeShortLE(1)
        .writeBytes(PATH.getBytes(StandardCharsets.UTF_8))
        .writeZero(108 - PATH.length());
  }

  private static ByteBuf text(ByteBuf buf, String text) {
    return buf.writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  @DisplayName("version 3: 122 octets and a description without an end")
  void version3() throws Exception {
    assertThat(ControlRequest.parse(version3(0, "vdeplug: user=root pid=11693")))
        .isEqualTo(
            new ControlRequest(VirtualSwitch.ANY_PORT, PATH, "vdeplug: user=root pid=11693"));
    assertThat(ControlRequest.parse(version3(5 << 8, "")))
        .isEqualTo(new ControlRequest(5, PATH, ""));
    assertThat(ControlRequest.parse(version3(1, ""))).isEqualTo(new ControlRequest(0, PATH, ""));
  }

  @Test
  @DisplayName("version 1: an Ethernet address where version 3 has the rest of its type")
  void version1() throws Exception {
    assertThat(ControlRequest.parse(version1(0, "old")))
        .isEqualTo(new ControlRequest(VirtualSwitch.ANY_PORT, PATH, "old"));
    assertThat(ControlRequest.parse(version1(7 << 8, "")))
        .isEqualTo(new ControlRequest(7, PATH, ""));
  }

  @Test
  @DisplayName("half a request is no request yet, wherever it is cut")
  void cut() throws Exception {
    ByteBuf whole = version3(0, "");
    for (int length = 0; length < 122; length++) {
      assertThat(ControlRequest.parse(whole.slice(0, length))).as("%d octets", length).isNull();
    }
    assertThat(whole.readableBytes()).isEqualTo(122);
    assertThat(ControlRequest.parse(whole)).isNotNull();
  }

  @Test
  @DisplayName("a full path of 108 octets without a zero, and a description of all there may be")
  void longest() throws Exception {
    ByteBuf buf = Unpooled.buffer().writeIntLE(0xfeedface).writeIntLE(3).writeIntLE(0);
    buf.writeShortLE(1).writeBytes(("/" + "x".repeat(107)).getBytes(StandardCharsets.UTF_8));
    text(buf, "d".repeat(134));
    ControlRequest request = Objects.requireNonNull(ControlRequest.parse(buf));
    assertThat(request.path()).hasSize(108);
    assertThat(request.description()).hasSize(134);
    assertThatThrownBy(() -> ControlRequest.parse(text(buf, "x")))
        .hasMessage("more than 256 octets");
  }

  @Test
  @DisplayName("a description cannot write to anybody's terminal")
  void printable() throws Exception {
    ControlRequest request =
        Objects.requireNonNull(ControlRequest.parse(version3(0, "a\u001b[2Jb\n\u00e9\0")));
    assertThat(request.description()).isEqualTo("a?[2Jb?\u00e9");
  }

  @Test
  @DisplayName(
      "a description may be in any language: only controls, and what turns a line, are not")
  void languages() throws Exception {
    assertThat(description("\u5206\u5c40 \u0428\u043a\u043e\u043b\u0430?"))
        .isEqualTo("\u5206\u5c40 \u0428\u043a\u043e\u043b\u0430?");
    assertThat(description("a\u202eb\u2066c\u2028d\u0085e\ue000f\u200bg"))
        .isEqualTo("a?b?c?d?e?f?g");
    ByteBuf broken = version3(0, "x").writeByte(0xff).writeByte('y').writeByte(0xc3);
    assertThat(Objects.requireNonNull(ControlRequest.parse(broken)).description())
        .isEqualTo("x\ufffdy");
  }

  private static String description(String text) throws Exception {
    return Objects.requireNonNull(ControlRequest.parse(version3(0, text))).description();
  }

  @Test
  @DisplayName("what is no request is refused, with what is wrong about it")
  void refused() {
    assertThatThrownBy(() -> ControlRequest.parse(Unpooled.copyLong(0)))
        .hasMessageContaining("magic");
    assertThatThrownBy(
            () -> ControlRequest.parse(Unpooled.buffer().writeIntLE(0xfeedface).writeIntLE(2)))
        .hasMessage("version 2 is not known");
    assertThatThrownBy(() -> ControlRequest.parse(version3(9, "")))
        .hasMessage("type 9 is not known");
  }

  @Test
  @DisplayName("what we write, we read; random octets only ever make a refusal")
  void roundTripAndGarbage() throws Exception {
    ByteBuf buf = Unpooled.buffer();
    ControlRequest request = new ControlRequest(12, PATH, "qnet");
    request.write(buf);
    assertThat(ControlRequest.parse(buf)).isEqualTo(request);
    Cases.check(
        3_000,
        random -> {
          byte[] octets = new byte[random.nextInt(300)];
          random.nextBytes(octets);
          ByteBuf garbage = Unpooled.wrappedBuffer(octets);
          if (octets.length >= 8 && random.nextBoolean()) {
            garbage.setIntLE(0, 0xfeedface).setIntLE(4, random.nextInt(5));
          }
          try {
            ControlRequest.parse(garbage);
          } catch (ControlRequest.Malformed refused) {
            assertThat(refused.getMessage()).isNotEmpty();
          }
        });
  }
}
