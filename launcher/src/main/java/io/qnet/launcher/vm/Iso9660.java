package io.qnet.launcher.vm;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The files of a CD image, by their paths (ECMA-119), with the names of Rock Ridge (IEEE P1282)
 * where there are any; else in lower case and without the version behind the semicolon. No mount,
 * no root.
 *
 * <pre>
 *   directory record:  0 length   2 first block   10 octets   25 flags   32 length of name   33 name
 *                      then the system use area, with NM entries for the names that people see
 * </pre>
 *
 * <p>A CD is a stranger's: folders have a bound, and a block beyond the image's end is an error.
 */
final class Iso9660 implements AutoCloseable {
  private static final int BLOCK = 2048;
  private static final int DESCRIPTOR = 16;
  private static final int ROOT = 156;
  private static final int FIRST_BLOCK = 2;
  private static final int OCTETS = 10;
  private static final int FLAGS = 25;
  private static final int NAME_LENGTH = 32;
  private static final int NAME = 33;
  private static final int FOLDER = 2;
  private static final int LARGEST_FOLDER = 4 << 20;
  private static final int ENTRY_HEAD = 4;
  private static final int NM_HEAD = 5;

  private final FileChannel image;
  private final Entry root;

  /** A file or folder in the image. */
  private record Entry(long block, long octets, boolean folder) {}

  private Iso9660(FileChannel image, Entry root) {
    this.image = image;
    this.root = root;
  }

  /** Opens {@code file}; empty if it is no such image. */
  static Optional<Iso9660> open(Path file) throws IOException {
    FileChannel image = FileChannel.open(file);
    try {
      ByteBuffer descriptor = read(image, (long) DESCRIPTOR * BLOCK, BLOCK);
      byte[] magic = new byte[6];
      descriptor.get(0, magic);
      if (new String(magic, StandardCharsets.ISO_8859_1).equals("\u0001CD001")) {
        return Optional.of(new Iso9660(image, entry(descriptor, ROOT)));
      }
    } catch (EOFException tooShort) {
      // so it is none
    } catch (IOException failed) {
      image.close();
      throw failed;
    }
    image.close();
    return Optional.empty();
  }

  /** Whether there is a file at {@code path}, such as {@code install.amd/vmlinuz}. */
  boolean has(String path) throws IOException {
    Entry entry = find(path);
    return entry != null && !entry.folder;
  }

  /** The first octets of the file at {@code path}, as many as there are up to {@code atMost}. */
  byte[] head(String path, int atMost) throws IOException {
    Entry entry = find(path);
    if (entry == null || entry.folder) {
      throw new IOException("there is no " + path + " in the image");
    }
    return read(image, entry.block * BLOCK, (int) Math.min(atMost, entry.octets)).array();
  }

  /** Copies the file at {@code path} to {@code target}. */
  void copy(String path, Path target) throws IOException {
    Entry entry = find(path);
    if (entry == null || entry.folder) {
      throw new IOException("there is no " + path + " in the image");
    }
    try (OutputStream out = Files.newOutputStream(target)) {
      long left = entry.octets;
      for (long at = entry.block * BLOCK; left > 0; ) {
        long moved = image.transferTo(at, left, Channels.newChannel(out));
        if (moved <= 0) {
          throw new EOFException("the image ends within " + path);
        }
        at += moved;
        left -= moved;
      }
    }
  }

  private @Nullable Entry find(String path) throws IOException {
    Entry at = root;
    for (String name : path.split("/", -1)) {
      Entry next = at.folder ? list(at).get(name) : null;
      if (next == null) {
        return null;
      }
      at = next;
    }
    return at;
  }

  private Map<String, Entry> list(Entry folder) throws IOException {
    if (folder.octets > LARGEST_FOLDER) {
      throw new IOException("a folder of the image is too large");
    }
    ByteBuffer records = read(image, folder.block * BLOCK, (int) folder.octets);
    Map<String, Entry> entries = new TreeMap<>();
    for (int at = 0; at < records.limit(); ) {
      int length = records.get(at) & 0xff;
      if (length == 0) {
        at = (at / BLOCK + 1) * BLOCK; // no record crosses a block's end
      } else if (length <= NAME || at + length > records.limit()) {
        throw new IOException("a folder of the image is damaged");
      } else {
        entries.put(name(records, at, length), entry(records, at));
        at += length;
      }
    }
    return entries;
  }

  private static Entry entry(ByteBuffer records, int at) {
    return new Entry(
        records.getInt(at + FIRST_BLOCK) & 0xffff_ffffL,
        records.getInt(at + OCTETS) & 0xffff_ffffL,
        (records.get(at + FLAGS) & FOLDER) != 0);
  }

  private static String name(ByteBuffer records, int at, int length) {
    int nameLength = Math.min(records.get(at + NAME_LENGTH) & 0xff, length - NAME);
    int area = NAME + nameLength + (nameLength % 2 == 0 ? 1 : 0);
    StringBuilder rockRidge = new StringBuilder();
    while (area + ENTRY_HEAD <= length) {
      int size = records.get(at + area + 2) & 0xff;
      if (size < ENTRY_HEAD || area + size > length) {
        break;
      }
      if (records.get(at + area) == 'N' && records.get(at + area + 1) == 'M' && size > NM_HEAD) {
        rockRidge.append(text(records, at + area + NM_HEAD, size - NM_HEAD));
      }
      area += size;
    }
    return rockRidge.length() > 0
        ? rockRidge.toString()
        : text(records, at + NAME, nameLength)
            .toLowerCase(Locale.ROOT)
            .replaceFirst(";\\d+$", "")
            .replaceFirst("\\.$", "");
  }

  private static String text(ByteBuffer records, int at, int length) {
    byte[] octets = new byte[length];
    records.get(at, octets);
    return new String(octets, StandardCharsets.UTF_8);
  }

  private static ByteBuffer read(FileChannel image, long at, int length) throws IOException {
    ByteBuffer block = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (block.hasRemaining()) {
      if (image.read(block, at + block.position()) < 0) {
        throw new EOFException("the image ends too soon");
      }
    }
    return block.flip();
  }

  @Override
  public void close() throws IOException {
    image.close();
  }
}
