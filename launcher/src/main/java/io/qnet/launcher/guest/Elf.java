package io.qnet.launcher.guest;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * As much of a 64-bit little-endian ELF file as is needed here: a section by its name, and whether
 * there is a note of some kind (System V ABI, chapters 4 and 5). Offsets come from the file and are
 * checked against its size.
 */
final class Elf {
  private static final int MAGIC = 0x464c457f;
  private static final int PT_NOTE = 4;
  private static final int XEN_ELFNOTE_PHYS32_ENTRY = 18;

  private final ByteBuffer file;

  private Elf(ByteBuffer file) {
    this.file = file;
  }

  /** Reads the header of {@code octets}; throws unless it is such a file. */
  static Elf of(ByteBuffer octets) throws IOException {
    ByteBuffer file = octets.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    if (file.limit() < 64 || file.getInt(0) != MAGIC || file.get(4) != 2 || file.get(5) != 1) {
      throw new IOException("not a 64-bit little-endian ELF file");
    }
    return new Elf(file);
  }

  /** The content of section {@code name}; empty if there is none. */
  Optional<ByteBuffer> section(String name) throws IOException {
    try {
      long table = file.getLong(0x28);
      int size = file.getShort(0x3a) & 0xffff;
      int count = file.getShort(0x3c) & 0xffff;
      int names = file.getShort(0x3e) & 0xffff;
      ByteBuffer strings = content(Math.toIntExact(table + (long) names * size));
      for (int i = 0; i < count; i++) {
        int header = Math.toIntExact(table + (long) i * size);
        if (text(strings, file.getInt(header)).equals(name)) {
          return Optional.of(content(header));
        }
      }
      return Optional.empty();
    } catch (IndexOutOfBoundsException | ArithmeticException e) {
      throw new IOException("an ELF file whose sections lie outside of it", e);
    }
  }

  /** Whether QEMU can start it as a kernel: it has the PVH entry point among its notes. */
  boolean hasPvhEntry() throws IOException {
    try {
      long table = file.getLong(0x20);
      int size = file.getShort(0x36) & 0xffff;
      int count = file.getShort(0x38) & 0xffff;
      for (int i = 0; i < count; i++) {
        int header = Math.toIntExact(table + (long) i * size);
        if (file.getInt(header) == PT_NOTE
            && pvhAmong(slice(file.getLong(header + 8), file.getLong(header + 32)))) {
          return true;
        }
      }
      return false;
    } catch (IndexOutOfBoundsException | ArithmeticException e) {
      throw new IOException("an ELF file whose notes lie outside of it", e);
    }
  }

  private static boolean pvhAmong(ByteBuffer notes) {
    int at = 0;
    while (at + 12 <= notes.limit()) {
      int name = notes.getInt(at);
      int descriptor = notes.getInt(at + 4);
      if (notes.getInt(at + 8) == XEN_ELFNOTE_PHYS32_ENTRY && text(notes, at + 12).equals("Xen")) {
        return true;
      }
      at = Math.addExact(Math.addExact(at + 12, aligned(name)), aligned(descriptor));
    }
    return false;
  }

  private ByteBuffer content(int sectionHeader) {
    return slice(file.getLong(sectionHeader + 0x18), file.getLong(sectionHeader + 0x20));
  }

  private ByteBuffer slice(long offset, long length) {
    return file.slice(Math.toIntExact(offset), Math.toIntExact(length))
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  private static int aligned(int length) {
    if (length < 0) {
      throw new IndexOutOfBoundsException(length);
    }
    return Math.addExact(length, 3) & ~3;
  }

  /** The text from {@code at} up to the next zero octet. */
  static String text(ByteBuffer buffer, int at) {
    int end = at;
    while (end < buffer.limit() && buffer.get(end) != 0) {
      end++;
    }
    byte[] octets = new byte[end - at];
    buffer.get(at, octets);
    return new String(octets, StandardCharsets.UTF_8);
  }

  /** The texts in {@code buffer}, each ended by a zero octet. */
  static List<String> texts(ByteBuffer buffer) {
    List<String> texts = new ArrayList<>();
    int begin = 0;
    for (int i = 0; i < buffer.limit(); i++) {
      if (buffer.get(i) == 0) {
        texts.add(text(buffer, begin));
        begin = i + 1;
      }
    }
    return texts;
  }
}
