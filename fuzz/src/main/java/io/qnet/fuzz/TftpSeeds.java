package io.qnet.fuzz;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** What clients of TFTP say (RFC 1350, RFC 2347). */
final class TftpSeeds {
  private static final int READ = 1;
  private static final int WRITE = 2;
  private static final int ACKNOWLEDGMENT = 4;
  private static final int ERROR = 5;

  private TftpSeeds() {}

  static Map<String, byte[]> all() {
    return Map.of(
        "plain", script(request(READ, "file", "octet"), answer(ACKNOWLEDGMENT, 1)),
        "options",
            script(
                request(READ, "/file", "octet", "blksize", "8", "tsize", "0", "windowsize", "64"),
                answer(ACKNOWLEDGMENT, 0),
                answer(ACKNOWLEDGMENT, 30),
                answer(ACKNOWLEDGMENT, 64)),
        "timeout", script(request(READ, "file", "octet", "timeout", "255"), answer(ERROR, 0)),
        "out", script(request(READ, "..\\x", "octet"), request(READ, "a/../../x", "octet")),
        "write", script(request(WRITE, "file", "octet"), request(READ, "file", "netascii")));
  }

  private static byte[] script(Step... steps) {
    return Step.write(List.of(steps));
  }

  private static Step request(int operation, String... words) {
    ByteBuf message = Unpooled.buffer().writeShort(operation);
    for (String word : words) {
      message.writeCharSequence(word, StandardCharsets.UTF_8);
      message.writeByte(0);
    }
    return new Step(0, ByteBufUtil.getBytes(message));
  }

  private static Step answer(int operation, int number) {
    return new Step(
        8, ByteBufUtil.getBytes(Unpooled.buffer().writeShort(operation).writeShort(number)));
  }
}
