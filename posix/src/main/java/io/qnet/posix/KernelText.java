package io.qnet.posix;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Text that the kernel makes up when it is read: files below /proc and /sys. Numbers of /proc/sys
 * are handed out by the first read(2) alone (kernel/sysctl.c: nothing at an offset), and {@link
 * Files#readString} asks that one for a single octet, since the file says it is empty.
 */
public final class KernelText {
  private static final int ROOM = 64 * 1024;

  private KernelText() {}

  /**
   * The text of {@code file}, by reads of 64 KiB. An octet that is no UTF-8 becomes U+FFFD: names
   * of processes are anybody's.
   *
   * @throws IOException if it is not there or cannot be read; the classes are those of {@link
   *     Files}
   */
  public static String read(Path file) throws IOException {
    StringBuilder text = new StringBuilder();
    byte[] octets = new byte[ROOM];
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(octets); n >= 0; n = in.read(octets)) {
        text.append(new String(octets, 0, n, StandardCharsets.UTF_8));
      }
    }
    return text.toString();
  }
}
