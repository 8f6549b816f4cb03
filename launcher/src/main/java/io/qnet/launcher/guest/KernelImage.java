package io.qnet.launcher.guest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;

/**
 * A kernel in a form that QEMU starts quickly.
 *
 * <p>A bzImage is a small unpacker and the packed kernel; under TCG the unpacker runs for two to
 * three seconds. Documentation/arch/x86/boot.rst of Linux says where in it the kernel is:
 *
 * <pre>
 *   0x1f1  setup_sects, 1 octet; the packed part begins at (setup_sects + 1) * 512
 *   0x202  "HdrS"
 *   0x206  protocol version, 2 octets; at least 2.08
 *   0x248  payload_offset, 4 octets, from the packed part's beginning
 *   0x24c  payload_length, 4 octets
 * </pre>
 */
final class KernelImage {
  private static final int SETUP_SECTS = 0x1f1;
  private static final int HEADER = 0x202;
  private static final int VERSION = 0x206;
  private static final int PAYLOAD_OFFSET = 0x248;
  private static final int PAYLOAD_LENGTH = 0x24c;
  private static final int HDRS = 0x53726448;
  private static final int PAGE = 64 * 1024;

  private KernelImage() {}

  /**
   * Puts the kernel of {@code bzImage} at {@code target}: unpacked, or as it is if it is packed in
   * a way we do not know or cannot be started without its own unpacker.
   *
   * @return whether it is unpacked
   */
  static boolean place(Path bzImage, Path target, Unpacker unpacker)
      throws IOException, InterruptedException {
    byte[] image = Files.readAllBytes(bzImage);
    byte[] payload = payload(image);
    Optional<Unpacker.Format> format = Unpacker.Format.of(payload);
    if (format.isPresent()) {
      // All but gzip are followed by the unpacked size, 4 octets.
      byte[] packed =
          format.get() == Unpacker.Format.GZIP
              ? payload
              : Arrays.copyOf(payload, payload.length - 4);
      unpacker.unpack(format.get(), packed, in -> copyWithHoles(in, target));
      if (startsInQemu(target)) {
        return true;
      }
    }
    Files.copy(bzImage, target, StandardCopyOption.REPLACE_EXISTING);
    return false;
  }

  /** The packed kernel in a bzImage. */
  static byte[] payload(byte[] image) throws IOException {
    ByteBuffer header = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);
    if (image.length < 0x250 || header.getInt(HEADER) != HDRS || header.getShort(VERSION) < 0x208) {
      throw new IOException("not a Linux bzImage of boot protocol 2.08 or later");
    }
    int sectors = image[SETUP_SECTS] == 0 ? 4 : image[SETUP_SECTS] & 0xff;
    long from = (sectors + 1) * 512L + (header.getInt(PAYLOAD_OFFSET) & 0xffffffffL);
    long to = from + (header.getInt(PAYLOAD_LENGTH) & 0xffffffffL);
    if (to > image.length || to - from < 5) {
      throw new IOException("a bzImage that is cut short");
    }
    return Arrays.copyOfRange(image, (int) from, (int) to);
  }

  private static boolean startsInQemu(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      ByteBuffer mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
      return Elf.of(mapped).hasPvhEntry();
    }
  }

  /** A third of an unpacked kernel are zeros: on disk they are holes. */
  static void copyWithHoles(InputStream in, Path target) throws IOException {
    try (FileChannel out =
        FileChannel.open(
            target,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE,
            StandardOpenOption.SPARSE)) {
      long at = 0;
      byte[] zeros = new byte[PAGE];
      for (byte[] page = in.readNBytes(PAGE); page.length > 0; page = in.readNBytes(PAGE)) {
        boolean last = page.length < PAGE;
        if (last || !Arrays.equals(page, zeros)) {
          writeFully(out, page, at);
        }
        at += page.length;
      }
      if (at > out.size()) {
        writeFully(out, new byte[1], at - 1);
      }
    }
  }

  private static void writeFully(FileChannel out, byte[] octets, long at) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(octets);
    while (buffer.hasRemaining()) {
      out.write(buffer, at + buffer.position());
    }
  }
}
