package io.qnet.launcher.guest;

import io.qnet.launcher.qemu.MissingProgramException;
import io.qnet.launcher.qemu.Program;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one run adds to the micro-guest. Each method changes this overlay and returns it.
 *
 * <pre>
 *   Overlay.script("dhcp eth0; iperf3 -c 10.0.2.2").program("iperf3")
 * </pre>
 */
public final class Overlay {
  private static final String RUN = "/qnet/run.sh";

  private final Map<String, Entry> entries = new TreeMap<>();

  /** Writes one file of the guest. */
  @FunctionalInterface
  private interface Entry {
    void write(CpioWriter cpio, String guestPath) throws IOException;
  }

  private Overlay() {}

  /** Nothing: the guest will offer a shell on its serial line. */
  public static Overlay empty() {
    return new Overlay();
  }

  /** A guest that runs {@code text} and powers off; a text without "#!" is for its sh. */
  public static Overlay script(String text) {
    String whole = text.startsWith("#!") ? text : "#!/bin/sh\n" + text + "\n";
    return new Overlay().file(RUN, whole.getBytes(StandardCharsets.UTF_8), true);
  }

  /** Adds a file with the given {@code content} at the absolute path {@code guestPath}. */
  public Overlay file(String guestPath, byte[] content, boolean executable) {
    byte[] copy = content.clone();
    entries.put(guestPath, (cpio, path) -> cpio.file(path, copy, executable));
    return this;
  }

  /** Adds a copy of the host's file {@code source} at the absolute path {@code guestPath}. */
  public Overlay file(String guestPath, Path source) {
    entries.put(guestPath, (cpio, path) -> cpio.file(path, source, Files.isExecutable(source)));
    return this;
  }

  /**
   * Adds a program of the host, found on the PATH, with the shared libraries it loads. In the guest
   * it is in /usr/bin, its libraries are where they are on the host.
   */
  public Overlay program(String name) throws IOException, InterruptedException {
    Path program =
        Program.find(name, System.getenv())
            .orElseThrow(
                () ->
                    new MissingProgramException(
                        name + " is not installed on this host",
                        "it cannot be put into a guest",
                        "apt-get install " + name));
    return program(program);
  }

  /** Adds the host's {@code program} and its libraries; see {@link #program(String)}. */
  public Overlay program(Path program) throws IOException, InterruptedException {
    for (Path library : SharedLibraries.of(program)) {
      file(library.normalize().toString(), library);
    }
    return file("/usr/bin/" + program.getFileName(), program);
  }

  /**
   * Writes {@code base}, an initramfs, with this overlay behind it to {@code target}. The kernel
   * unpacks both, the second over the first.
   */
  public void append(Path base, Path target) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(target))) {
      Files.copy(base, out);
      int padding = (int) (-Files.size(base) & 3); // an archive begins at a multiple of 4
      out.write(new byte[padding]);
      if (!entries.isEmpty()) {
        write(out);
      }
    }
  }

  private void write(OutputStream out) throws IOException {
    try (CpioWriter cpio = new CpioWriter(out)) {
      for (Map.Entry<String, Entry> entry : entries.entrySet()) {
        entry.getValue().write(cpio, entry.getKey());
      }
    }
  }
}
