package io.qnet.launcher.guest;

import io.qnet.launcher.qemu.Program;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.ar.ArArchiveEntry;
import org.apache.commons.compress.archivers.ar.ArArchiveOutputStream;

/**
 * Unpacks what kernel packages are packed with: gzip here, xz and zstd by {@code dpkg-deb}.
 *
 * <p>dpkg-deb has both built in, and writes the unpacked data member of a package to its output
 * without looking into it. So the packed octets are put where it looks for them: into a package
 * with an empty control member (deb(5)). That needs no tool that a bare Debian or Ubuntu lacks.
 */
final class Unpacker {
  private final Path scratch;

  /** Works in {@code scratch}, a folder that exists. */
  Unpacker(Path scratch) {
    this.scratch = scratch;
  }

  /** How something is packed. */
  enum Format {
    /** RFC 1952. */
    GZIP("1f8b"),
    /** The .xz file format. */
    XZ("fd377a585a"),
    /** RFC 8878. */
    ZSTD("28b52ffd");

    /** The first octets of every file of this format, in hexadecimal. */
    private final String magic;

    Format(String magic) {
      this.magic = magic;
    }

    /** What {@code octets} are packed with; empty if with nothing known. */
    static Optional<Format> of(byte[] octets) {
      String begin = HexFormat.of().formatHex(octets, 0, Math.min(8, octets.length));
      return Stream.of(values()).filter(format -> begin.startsWith(format.magic)).findFirst();
    }
  }

  /** What {@code file} has in it, unpacked if it is packed. */
  byte[] read(Path file) throws IOException, InterruptedException {
    byte[] octets = Files.readAllBytes(file);
    Optional<Format> format = Format.of(octets);
    if (format.isEmpty()) {
      return octets;
    }
    byte[][] unpacked = new byte[1][];
    unpack(format.get(), octets, in -> unpacked[0] = in.readAllBytes());
    return unpacked[0];
  }

  /** Gives what {@code octets} are unpacked to {@code output}. */
  void unpack(Format format, byte[] octets, Program.Output output)
      throws IOException, InterruptedException {
    if (format == Format.GZIP) {
      try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(octets))) {
        output.read(in);
      }
      return;
    }
    Path carrier = Files.createTempFile(scratch, "carrier", ".deb");
    try {
      try (OutputStream out = Files.newOutputStream(carrier)) {
        writeCarrier(out, format == Format.XZ ? "data.tar.xz" : "data.tar.zst", octets);
      }
      Program.of("dpkg-deb", "--fsys-tarfile", carrier.toString()).require(output);
    } finally {
      Files.delete(carrier);
    }
  }

  private static void writeCarrier(OutputStream out, String member, byte[] octets)
      throws IOException {
    try (ArArchiveOutputStream ar = new ArArchiveOutputStream(out)) {
      put(ar, "debian-binary", "2.0\n".getBytes(StandardCharsets.US_ASCII));
      put(ar, "control.tar", new byte[1024]);
      put(ar, member, octets);
    }
  }

  private static void put(ArArchiveOutputStream ar, String name, byte[] octets) throws IOException {
    ar.putArchiveEntry(new ArArchiveEntry(name, octets.length));
    ar.write(octets);
    ar.closeArchiveEntry();
  }
}
