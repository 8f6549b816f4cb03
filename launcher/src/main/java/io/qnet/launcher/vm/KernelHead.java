package io.qnet.launcher.vm;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * Which processor a Linux kernel is for, by its first octets: Documentation/arch/x86/boot.rst and
 * arch/arm64/booting.rst of Linux; the header of a PE image, which kernels have for EFI.
 *
 * <pre>
 *   x86:    0x202 "HdrS"   0x236 flags, of which bit 0 is a kernel of 64 bits
 *   arm64:  0x038 "ARMd"
 *   arm:    0x024 0x016f2818
 *   PE:     0x000 "MZ"     0x03c where "PE" and two zeros are, and behind that the processor, 16 bits
 * </pre>
 */
final class KernelHead {
  /** How much of a kernel is enough, also of one in gzip. */
  static final int OCTETS = 64 * 1024;

  private static final int UNPACKED = 4096;
  private static final byte[] GZIP = {0x1f, (byte) 0x8b};
  private static final int X86_MAGIC = 0x202;
  private static final int X86_FLAGS = 0x236;
  private static final int ARM64_MAGIC = 0x38;
  private static final int ARM_MAGIC = 0x24;
  private static final int PE_PLACE = 0x3c;

  private KernelHead() {}

  /** QEMU's name of the processor; empty if it cannot be seen. */
  static Optional<String> processor(byte[] head) {
    ByteBuffer octets = ByteBuffer.wrap(unpacked(head)).order(ByteOrder.LITTLE_ENDIAN);
    if (octets.limit() < UNPACKED) {
      return Optional.empty();
    }
    if (octets.getInt(X86_MAGIC) == magic("HdrS")) {
      return Optional.of((octets.getShort(X86_FLAGS) & 1) == 1 ? "x86_64" : "i386");
    }
    if (octets.getInt(ARM64_MAGIC) == magic("ARMd")) {
      return Optional.of("aarch64");
    }
    if (octets.getInt(ARM_MAGIC) == 0x016f2818) {
      return Optional.of("arm");
    }
    int pe = octets.getInt(PE_PLACE);
    boolean efi =
        octets.get(0) == 'M'
            && octets.get(1) == 'Z'
            && pe > 0
            && pe < UNPACKED - 6
            && octets.getInt(pe) == magic("PE\0\0");
    return efi ? ofPe(octets.getShort(pe + 4) & 0xffff) : Optional.empty();
  }

  private static Optional<String> ofPe(int machine) {
    return switch (machine) {
      case 0x8664 -> Optional.of("x86_64");
      case 0x014c -> Optional.of("i386");
      case 0xaa64 -> Optional.of("aarch64");
      case 0x5064 -> Optional.of("riscv64");
      default -> Optional.empty();
    };
  }

  private static int magic(String text) {
    return text.charAt(0) | (text.charAt(1) << 8) | (text.charAt(2) << 16) | (text.charAt(3) << 24);
  }

  private static byte[] unpacked(byte[] head) {
    if (head.length < 2 || head[0] != GZIP[0] || head[1] != GZIP[1]) {
      return Arrays.copyOf(head, Math.min(head.length, UNPACKED));
    }
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(head))) {
      return in.readNBytes(UNPACKED);
    } catch (IOException damaged) {
      return new byte[0];
    }
  }
}
