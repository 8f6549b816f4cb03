package io.qnet.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class FrameTest {
  private final ByteBuf head = octets("head");
  private final ByteBuf body = octets("body");

  @Test
  @DisplayName("the octets of a frame in two parts are both, joined once")
  void joined() {
    Frame frame = Frame.plain(head).with(body);
    assertThat(frame.length()).isEqualTo(8);
    ByteBuf whole = frame.octets();
    assertThat(text(whole)).isEqualTo("headbody");
    assertThat(frame.octets()).isSameAs(whole);
    assertThat(frame.body()).isNull();
    assertThat(head.refCnt() + body.refCnt()).isZero();
    frame.release();
    assertThat(whole.refCnt()).isZero();
  }

  @Test
  @DisplayName("a copy leaves both parts where they are, and a release gives both up")
  void copied() {
    Frame frame = Frame.plain(head).with(body);
    ByteBuf copy = Unpooled.buffer();
    frame.copyTo(copy);
    assertThat(text(copy)).isEqualTo("headbody");
    assertThat(frame.head()).isSameAs(head);
    assertThat(frame.body()).isSameAs(body);
    frame.release();
    assertThat(head.refCnt() + body.refCnt()).isZero();
  }

  @Test
  @DisplayName("a shared frame is one part, and is released by each owner")
  void shared() {
    Frame frame = Frame.plain(head).with(body).share();
    ByteBuf whole = frame.octets();
    frame.release();
    assertThat(text(whole)).isEqualTo("headbody");
    frame.release();
    assertThat(whole.refCnt()).isZero();
  }

  @Test
  @DisplayName("a checksum needs no look if it was verified, or is still to be computed")
  void checksums() {
    assertThat(Frame.plain(head).checksumValid()).isFalse();
    assertThat(Frame.verified(head).checksumValid()).isTrue();
    assertThat(Frame.verified(head).settled().checksumValid()).isTrue();
    assertThat(Frame.unfinished(body, GsoType.TCP4, 1448, 54, 34, 16).checksumValid()).isTrue();
  }

  private static ByteBuf octets(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
  }

  private static String text(ByteBuf octets) {
    return octets.toString(StandardCharsets.US_ASCII);
  }
}
