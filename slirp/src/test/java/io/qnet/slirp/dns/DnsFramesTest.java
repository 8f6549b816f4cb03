package io.qnet.slirp.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.qnet.wire.kit.Cases;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** RFC 1035, 4.2.2: a length before each message. */
class DnsFramesTest {
  @Test
  @DisplayName("Whatever cuts a stream makes, the messages come out as they went in")
  void cutAnywhere() {
    Cases.check(
        300,
        random -> {
          List<String> sent = new ArrayList<>();
          ByteBuf stream = Unpooled.buffer();
          for (int i = 0; i < 10; i++) {
            byte[] message = new byte[random.nextInt(8) == 0 ? 65535 : random.nextInt(300)];
            random.nextBytes(message);
            sent.add(ByteBufUtil.hexDump(message));
            stream.writeShort(message.length).writeBytes(message);
          }
          DnsFrames frames = new DnsFrames();
          List<String> got = new ArrayList<>();
          while (stream.isReadable()) {
            int length = 1 + random.nextInt(random.nextBoolean() ? 5 : 40_000);
            ByteBuf piece = stream.readBytes(Math.min(length, stream.readableBytes()));
            frames.add(piece);
            assertThat(piece.refCnt()).isZero();
            if (random.nextInt(3) > 0) {
              drain(frames, got);
            }
          }
          drain(frames, got);
          assertThat(got).isEqualTo(sent);
          assertThat(frames.isEmpty()).isTrue();
        });
  }

  private static void drain(DnsFrames frames, List<String> got) {
    for (ByteBuf frame = frames.next(); frame != null; frame = frames.next()) {
      DnsView view = DnsFrames.view(frame);
      byte[] octets = ByteBufUtil.getBytes(frame, view.offset(), view.available());
      got.add(ByteBufUtil.hexDump(octets));
      assertThat(frame.release()).isTrue();
    }
  }

  @Test
  @DisplayName("What is not whole waits, and can be forgotten")
  void partial() {
    DnsFrames frames = new DnsFrames();
    frames.add(Unpooled.buffer().writeByte(0));
    assertThat(frames.next()).isNull();
    frames.add(Unpooled.buffer().writeByte(3).writeShort(1));
    assertThat(frames.next()).isNull();
    assertThat(frames.isEmpty()).isFalse();
    frames.release();
    frames.release();
    assertThat(frames.isEmpty()).isTrue();
  }
}
