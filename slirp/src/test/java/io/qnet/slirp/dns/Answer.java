package io.qnet.slirp.dns;

import io.netty.buffer.ByteBuf;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.Ipv6Address;
import java.util.ArrayList;
import java.util.List;

/**
 * An answer taken apart by hand, without the code that is under test.
 *
 * @param question the octets of the question's name as text
 * @param records what the records hold, addresses or names
 */
record Answer(int id, int flags, String question, List<String> records) {
  /** Takes the answer over. */
  static Answer read(ByteBuf buf) {
    int id = buf.readUnsignedShort();
    int flags = buf.readUnsignedShort();
    int questions = buf.readUnsignedShort();
    int answers = buf.readUnsignedShort();
    buf.skipBytes(4);
    String question = "";
    if (questions == 1) {
      question = name(buf);
      buf.skipBytes(4);
    }
    List<String> records = new ArrayList<>();
    for (int i = 0; i < answers; i++) {
      if (buf.readUnsignedShort() != 0xc00c) {
        throw new AssertionError("the owner is not the name that was asked for");
      }
      records.add(record(buf));
    }
    if (buf.isReadable()) {
      throw new AssertionError(buf.readableBytes() + " octets behind the last record");
    }
    buf.release();
    return new Answer(id, flags, question, records);
  }

  private static String record(ByteBuf buf) {
    int type = buf.readUnsignedShort();
    if (buf.readUnsignedShort() != 1 || buf.readInt() != 0) {
      throw new AssertionError("class IN and no time to live were expected");
    }
    int length = buf.readUnsignedShort();
    ByteBuf data = buf.readSlice(length);
    return switch (type) {
      case 1 -> "A " + Ipv4Address.read(data, data.readerIndex());
      case 28 -> "AAAA " + Ipv6Address.read(data, data.readerIndex());
      case 12 -> "PTR " + name(data);
      default -> throw new AssertionError("type " + type);
    };
  }

  private static String name(ByteBuf buf) {
    StringBuilder name = new StringBuilder();
    for (int length = buf.readByte(); length > 0; length = buf.readByte()) {
      name.append(name.length() > 0 ? "." : "");
      name.append(buf.readCharSequence(length, java.nio.charset.StandardCharsets.US_ASCII));
    }
    return name.toString();
  }

  int rcode() {
    return flags & 15;
  }
}
