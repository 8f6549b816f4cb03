package io.qnet.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.IllegalReferenceCountException;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class FrameTest {
  private final ByteBuf head = octets("head");
  private final ByteBuf body = octets("body");
  private volatile int made;

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
  @DisplayName("who takes the octets of a shared frame owns them; the others still have the frame")
  void taken() {
    Frame frame = Frame.plain(head).share();
    ByteBuf octets = frame.take();
    assertThat(octets).isSameAs(head);
    octets.release();
    assertThat(text(frame.octets())).isEqualTo("head");
    assertThat(frame.take()).isSameAs(head);
    assertThat(head.refCnt()).isEqualTo(1);
    head.release();
    body.release();
  }

  @Test
  @DisplayName("a frame in two parts that is dissolved leaves both to whoever asked for them")
  void dissolved() {
    Frame frame = Frame.plain(head).with(body);
    frame.dissolve();
    assertThat(List.of(head.refCnt(), body.refCnt())).containsExactly(1, 1);
    assertThatThrownBy(frame::release).isInstanceOf(IllegalReferenceCountException.class);
    assertThatThrownBy(() -> frame.octets().getByte(0))
        .isInstanceOf(IllegalReferenceCountException.class);
    head.release();
    body.release();
  }

  @Test
  @DisplayName("the next frame of a segment is the object that was given up, with nothing of it")
  void usedAgain() throws Exception {
    FastThreadLocalThread segment =
        new FastThreadLocalThread(
            () -> {
              Set<Frame> objects = Collections.newSetFromMap(new IdentityHashMap<>());
              for (int i = 0; i < 1_000; i++) {
                Frame first = Frame.unfinished(octets("tcp"), GsoType.TCP4, 1, 2, 3, 4);
                objects.add(first);
                first.release();
                Frame next = Frame.plain(octets("next"));
                objects.add(next);
                check(next);
                next.release();
              }
              made = objects.size();
            });
    segment.start();
    segment.join();
    head.release();
    body.release();
    assertThat(made).isBetween(1, 50);
  }

  private static void check(Frame frame) {
    assertThat(frame.gsoType()).isEqualTo(GsoType.NONE);
    assertThat(frame.checksumValid()).isFalse();
    assertThat(frame.gsoSize() + frame.headerLength() + frame.checksumOffset()).isZero();
    assertThat(frame.body()).isNull();
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
