package io.qnet.launcher.accel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * A kernel for QEMU's {@code -kernel} that enters long mode, prints {@link #LINE} on COM1 and ends
 * QEMU through {@code isa-debug-exit}. Its source is proof.s among the tests, which assemble it and
 * compare.
 *
 * <pre>
 *  0  Multiboot header: load at 1 MiB, clear up to 0x104000
 *  32 page tables for the first 2 MiB, CR4.PAE, EFER.LME, CR0.PG, far jump
 *     each octet of the line to port 0x3f8, 0x10 to port 0xf4
 *     the line, two segment descriptors
 * </pre>
 */
final class TinyKernel {
  /** What it prints. */
  static final String LINE = "qnet: long mode";

  /** How QEMU ends then: twice what was written to the device, and 1. */
  static final int EXIT_STATUS = 33;

  private static final String OCTETS =
      "02b0ad1b00000100fe4f51e40000100000001000000000000040100020001000"
          + "c7050010100007201000c7050020100007301000c7050030100087000000b800"
          + "1010000f22d80f20e083c8200f22e0b9800000c00f320d000100000f300f20c0"
          + "0d000000800f22c00f0115b8001000ea760010000800488d3516000000baf803"
          + "0000ac84c07403eeebf8baf4000000b010eef4716e65743a206c6f6e67206d6f"
          + "64650a000f1f4000000000000000000000000000009b20000f00a8001000";

  private TinyKernel() {}

  static byte[] octets() {
    return HexFormat.of().parseHex(OCTETS);
  }

  /** Writes it into a new file in the folder for temporary ones; the caller deletes it. */
  static Path write() throws IOException {
    return Files.write(Files.createTempFile("qnet-proof", ".bin"), octets());
  }
}
