package io.qnet.fuzz;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Queries for names and answers to them (RFC 1035). */
final class NameSeeds {
  private static final int QUERY = 0;
  private static final int ANSWER = 8;
  private static final int MISFIT = 10;
  private static final int RECURSION_DESIRED = 0x0100;
  private static final int RESPONSE = 0x8180;
  private static final int TRUNCATED = 0x8380;
  private static final int CONNECTS = 0;
  private static final int SAYS = 3;
  private static final int ENDS = 4;

  private NameSeeds() {}

  static Map<String, byte[]> datagrams() {
    byte[] query = message(RECURSION_DESIRED, "far.test", 1);
    Map<String, byte[]> seeds = new LinkedHashMap<>();
    seeds.put("local", script(QUERY, message(RECURSION_DESIRED, "world.test", 1)));
    seeds.put("relayed", script(QUERY, query, ANSWER, message(RESPONSE, "far.test", 1)));
    seeds.put("misfit", script(QUERY, query, MISFIT, message(RESPONSE, "far.test", 1)));
    seeds.put("truncated", script(QUERY, query, ANSWER, message(TRUNCATED, "far.test", 1)));
    seeds.put("silence", script(QUERY, query, Target.TIME, new byte[] {0, 51}));
    seeds.put("reverse", script(QUERY, message(0x0100, "80.2.0.192.in-addr.arpa", 12)));
    seeds.put("error", script(QUERY, query, Target.HOST, new byte[] {10, 3, 3}));
    return seeds;
  }

  static Map<String, byte[]> streams() {
    byte[] query = framed("far.test", 1);
    byte[] answer = behind(SAYS, frame(message(RESPONSE, "far.test", 1)));
    Map<String, byte[]> seeds = new LinkedHashMap<>();
    seeds.put("local", script(0, framed("world.test", 1), 1, new byte[0]));
    seeds.put("relayed", script(0, query, Target.HOST, new byte[] {CONNECTS}, Target.HOST, answer));
    seeds.put(
        "lost", script(0, query, Target.HOST, new byte[] {0}, Target.HOST, new byte[] {ENDS}));
    seeds.put(
        "refused", script(0, query, Target.HOST, new byte[] {2, 0}, Target.HOST, new byte[] {2}));
    seeds.put("transfer", script(0, framed("far.test", 252), 2, new byte[0]));
    return seeds;
  }

  /** A query as it goes over TCP. */
  static byte[] framed(String name, int type) {
    return frame(message(RECURSION_DESIRED, name, type));
  }

  private static byte[] frame(byte[] message) {
    ByteBuf frame = Unpooled.buffer().writeShort(message.length).writeBytes(message);
    return ByteBufUtil.getBytes(frame);
  }

  private static byte[] behind(int first, byte[] octets) {
    return ByteBufUtil.getBytes(Unpooled.buffer().writeByte(first).writeBytes(octets));
  }

  private static byte[] script(Object... kindsAndOctets) {
    List<Step> steps = new java.util.ArrayList<>();
    for (int i = 0; i < kindsAndOctets.length; i += 2) {
      steps.add(new Step((Integer) kindsAndOctets[i], (byte[]) kindsAndOctets[i + 1]));
    }
    return Step.write(steps);
  }

  private static byte[] message(int flags, String name, int type) {
    boolean answer = (flags & 0x8000) != 0;
    ByteBuf message = Unpooled.buffer().writeShort(0x1234).writeShort(flags);
    message.writeShort(1).writeShort(answer ? 1 : 0).writeInt(0);
    for (String label : name.split("\\.", -1)) {
      message.writeByte(label.length()).writeBytes(label.getBytes(StandardCharsets.US_ASCII));
    }
    message.writeByte(0).writeShort(type).writeShort(1);
    if (answer) {
      message.writeShort(0xc00c).writeShort(type).writeShort(1).writeInt(60).writeShort(4);
      message.writeInt(0xc0000250);
    }
    return ByteBufUtil.getBytes(message);
  }
}
