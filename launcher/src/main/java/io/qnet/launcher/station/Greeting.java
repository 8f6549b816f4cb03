package io.qnet.launcher.station;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.qnet.wire.ByteStream;
import java.nio.charset.StandardCharsets;

/** What a station serves: the same short page to everybody who says something. */
final class Greeting implements ByteStream.Reader {
  private static final String PAGE = "hello from a station\n";

  private final ByteStream stream;
  private boolean answered;

  private Greeting(ByteStream stream) {
    this.stream = stream;
  }

  /** Answers on {@code stream}, a connection that was just accepted. */
  static void serve(ByteStream stream) {
    stream.open(new Greeting(stream));
  }

  @Override
  public void onBytes(ByteBuf octets) {
    octets.release();
    if (!answered) {
      answered = true;
      String text =
          "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\nContent-Length: "
              + PAGE.length()
              + "\r\n\r\n"
              + PAGE;
      stream.write(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
      stream.end();
    }
  }

  @Override
  public void onEnd() {
    if (!answered) {
      stream.end();
    }
  }

  @Override
  public void onWritable() {}

  @Override
  public void onAbort(ByteStream.Reason reason) {}
}
