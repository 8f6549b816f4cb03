package io.qnet.launcher.station;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.qnet.wire.Burst;
import io.qnet.wire.ByteStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The far end of a TCP connection of the host: answers one request with one page. */
final class PageServer implements ByteStream {
  private final Burst burst;
  private final String page;
  final StringBuilder heard = new StringBuilder();
  private @Nullable Reader reader;

  PageServer(Burst burst, String page) {
    this.burst = burst;
    this.page = page;
  }

  @Override
  public void open(Reader newReader) {
    reader = newReader;
  }

  @Override
  public boolean write(ByteBuf octets) {
    heard.append(octets.toString(StandardCharsets.ISO_8859_1));
    octets.release();
    if (heard.toString().endsWith("\r\n\r\n")) {
      burst.later(this::answer);
    }
    return true;
  }

  private void answer() {
    Reader asker = Objects.requireNonNull(reader);
    asker.onBytes(Unpooled.copiedBuffer(page, StandardCharsets.ISO_8859_1));
    asker.onEnd();
  }

  @Override
  public void pause() {}

  @Override
  public void resume() {}

  @Override
  public void end() {}

  @Override
  public void abort(Reason reason) {}
}
