package io.qnet.launcher.guest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The smallest ELF files that have what we read: one section, or one note. */
final class TinyElf {
  private static final int HEADER = 64;

  private TinyElf() {}

  /** A kernel module whose .modinfo has {@code entries}. */
  static byte[] module(String... entries) {
    byte[] info = (String.join("\0", entries) + "\0").getBytes(UTF_8);
    byte[] names = "\0.modinfo\0.shstrtab\0".getBytes(UTF_8);
    int namesAt = HEADER + info.length;
    int table = namesAt + names.length;
    byte[] octets = new byte[table + 3 * 64];
    ByteBuffer file = header(octets);
    file.putLong(0x28, table).putShort(0x3a, (short) 64).putShort(0x3c, (short) 3);
    file.putShort(0x3e, (short) 2);
    file.put(HEADER, info).put(namesAt, names);
    section(file, table + 64, 1, HEADER, info.length);
    section(file, table + 128, 10, namesAt, names.length);
    return octets;
  }

  /** A kernel with a note of {@code type} by "Xen", behind one that is none of ours. */
  static byte[] kernel(int type) {
    int notes = HEADER + 56;
    byte[] octets = new byte[notes + 20 + 20 + 100_000];
    ByteBuffer file = header(octets);
    file.putLong(0x20, HEADER).putShort(0x36, (short) 56).putShort(0x38, (short) 1);
    file.putInt(HEADER, 4).putLong(HEADER + 8, notes).putLong(HEADER + 32, 40);
    note(file, notes, 6);
    note(file, notes + 20, type);
    file.put(file.limit() - 1, (byte) 7);
    return octets;
  }

  private static ByteBuffer header(byte[] octets) {
    ByteBuffer file = ByteBuffer.wrap(octets).order(ByteOrder.LITTLE_ENDIAN);
    return file.putInt(0, 0x464c457f).put(4, (byte) 2).put(5, (byte) 1);
  }

  private static void section(ByteBuffer file, int at, int name, long offset, long length) {
    file.putInt(at, name).putLong(at + 0x18, offset).putLong(at + 0x20, length);
  }

  private static void note(ByteBuffer file, int at, int type) {
    file.putInt(at, 4).putInt(at + 4, 3).putInt(at + 8, type).put(at + 12, "Xen".getBytes(UTF_8));
  }
}
