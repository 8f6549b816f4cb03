package io.qnet.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * A program that answers as a real QEMU did: those of Debian 11, 12 and 13, recorded. It starts
 * nothing.
 */
final class RecordedQemu {
  private static final List<String> QUESTIONS =
      List.of("netdev", "device", "vga", "display", "accel", "machine");

  private RecordedQemu() {}

  /** Puts one of {@code version} into {@code folder}, to be the PATH; it logs each run there. */
  static void install(String version, Path folder) throws IOException {
    StringBuilder script =
        new StringBuilder("#!/bin/sh\necho \"$*\" >> " + folder + "/runs\ncase $1 in\n");
    script.append("  --version) exec /bin/cat ").append(copy(version, "version", folder));
    script.append(" ;;\n");
    for (String question : QUESTIONS) {
      script.append("  -").append(question).append(") exec /bin/cat ");
      script.append(copy(version, question, folder)).append(" ;;\n");
    }
    Path program = folder.resolve("qemu-system-x86_64");
    Files.writeString(program, script.append("esac\nexit 1\n"));
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static Path copy(String version, String question, Path folder) throws IOException {
    Path file = folder.resolve(question + ".txt");
    try (InputStream in = recording(version, question)) {
      Files.copy(in, file);
    }
    return file;
  }

  private static InputStream recording(String version, String question) throws IOException {
    String name = "qemu/probe/" + version + "/" + question + ".txt";
    InputStream in = RecordedQemu.class.getResourceAsStream(name);
    if (in == null) {
      throw new IOException("no recording " + name);
    }
    return in;
  }
}
