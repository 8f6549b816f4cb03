package io.qnet.slirp.dns;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** Messages as guests and resolvers write them. */
final class Query {
  private Query() {}

  /** One question, letters as given, recursion desired. */
  static ByteBuf query(int id, String name, int type) {
    ByteBuf buf = header(id, 0x0100, 1);
    for (String label : name.split("\\.", -1)) {
      buf.writeByte(label.length());
      buf.writeCharSequence(label, StandardCharsets.US_ASCII);
    }
    return buf.writeByte(0).writeShort(type).writeShort(1);
  }

  static ByteBuf header(int id, int flags, int questions) {
    return Unpooled.buffer().writeShort(id).writeShort(flags).writeShort(questions).writeZero(6);
  }

  /**
   * What a resolver answers to what it was sent, which is borrowed: octets of its own behind it.
   */
  static ByteBuf answerTo(ByteBuf query, int more) {
    ByteBuf answer =
        Unpooled.buffer().writeBytes(query, query.readerIndex(), query.readableBytes());
    answer.setShort(2, 0x8180);
    return answer.writeByte(more);
  }

  /** With its length before it; takes the message over. */
  static ByteBuf framed(ByteBuf message) {
    ByteBuf frame = Unpooled.buffer();
    frame.writeShort(message.readableBytes()).writeBytes(message);
    message.release();
    return frame;
  }
}
