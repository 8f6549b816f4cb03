package io.qnet.launcher.station;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.qnet.launcher.cli.Failure;
import io.qnet.wire.ByteStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/**
 * One HTTP/1.0 request: the answer ends with the connection, so that nothing has to be parsed to
 * find its end.
 */
final class HttpGet implements ByteStream.Reader {
  private static final int MAX_OCTETS = 16 << 20;

  private final ByteStream stream;
  private final ByteArrayOutputStream answer = new ByteArrayOutputStream();
  private final CompletableFuture<byte[]> result = new CompletableFuture<>();

  private HttpGet(ByteStream stream) {
    this.stream = stream;
  }

  /** Asks for {@code path}; the result is the whole answer, header and body. */
  static CompletableFuture<byte[]> ask(ByteStream stream, String host, String path) {
    HttpGet get = new HttpGet(stream);
    stream.open(get);
    String request =
        "GET " + path + " HTTP/1.0\r\nHost: " + host + "\r\nUser-Agent: qnet-station\r\n\r\n";
    stream.write(Unpooled.copiedBuffer(request, StandardCharsets.US_ASCII));
    return get.result;
  }

  @Override
  public void onBytes(ByteBuf octets) {
    if (!result.isDone()) {
      answer.writeBytes(ByteBufUtil.getBytes(octets));
    }
    octets.release();
    if (answer.size() > MAX_OCTETS && !result.isDone()) {
      fail("the answer is longer than " + (MAX_OCTETS >> 20) + " MiB, the most a station takes");
      stream.abort(ByteStream.Reason.CLOSED);
    }
  }

  @Override
  public void onEnd() {
    stream.end();
    result.complete(answer.toByteArray());
  }

  @Override
  public void onWritable() {}

  @Override
  public void onAbort(ByteStream.Reason reason) {
    fail(
        switch (reason) {
          case REFUSED -> "the connection was refused: nobody listens there";
          case RESET -> "the far end tore the connection down (RST)";
          case TIMEOUT -> "the far end does not answer";
          default -> "the network says that there is no way to the far end";
        });
  }

  private void fail(String what) {
    result.completeExceptionally(
        Failure.failed(
            what,
            "the page was not fetched",
            "see that a server runs there; 10.0.2.2 is the host's own loopback"));
  }
}
