package io.qnet.launcher.image;

import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.cli.Nearest;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Formats of disk images, also those that are gone. */
final class Formats {
  private static final String COW = "cow";

  /** What User-mode Linux and QEMU before 2.2 wrote first into a cow file. */
  private static final byte[] COW_MAGIC = "OOOM".getBytes(StandardCharsets.US_ASCII);

  private static final List<String> USUAL =
      List.of("raw", "qcow2", "qcow", "vmdk", "vdi", "vhdx", "vpc");

  /** Formats that nobody can make with qemu-img: what they were, and what took their place. */
  private static final Map<String, Failure> GONE =
      Map.of(
          COW,
          Failure.usage(
              "cow is no format any more: QEMU 2.2 dropped it in 2014, qcow2 took its place",
              "no image was made",
              "qnet img create -f qcow2 NEW 10G; to read an old one: uml_moo OLD.cow NEW.raw"
                  + " (apt-get install uml-utilities), then -f raw"),
          "cloop",
          Failure.usage(
              "cloop (Knoppix's compressed CDs) can be read, but QEMU never wrote it",
              "no image was made",
              "to read one: qnet img convert -f cloop -O qcow2 OLD.cloop NEW.qcow2; small and"
                  + " compressed today: qnet img convert -c -O qcow2 OLD NEW"),
          "dmg",
          readOnly("dmg", "Apple's disk images"),
          "bochs",
          readOnly("bochs", "the growing disks of the Bochs emulator"),
          "vvfat",
          Failure.usage(
              "vvfat is a folder that QEMU shows as a disk, not a file",
              "no image was made",
              "-drive file=fat:rw:FOLDER,format=raw"));

  private Formats() {}

  private static Failure readOnly(String format, String what) {
    return Failure.usage(
        format + " (" + what + ") can be read, but QEMU does not write it",
        "no image was made",
        "qnet img convert -f " + format + " -O qcow2 OLD NEW");
  }

  /**
   * Says that an image is raw where no format was {@code said} and {@code name} ends with another.
   *
   * @param again what to type for the format that the name ends with
   */
  static void tellOtherName(
      PrintStream err, String name, Optional<String> said, UnaryOperator<String> again) {
    USUAL.stream()
        .filter(format -> said.isEmpty() && !format.equals("raw") && name.endsWith("." + format))
        .findFirst()
        .ifPresent(
            named ->
                err.println(
                    "qnet: it is raw, whatever its name says; for "
                        + named
                        + ": "
                        + again.apply(named)));
  }

  /** Throws unless {@code format} is one that this qemu-img, which knows {@code known}, writes. */
  static void requireWritable(String format, Set<String> known) {
    Failure gone = GONE.get(format);
    if (gone != null) {
      throw Failure.usage(String.valueOf(gone.getMessage()), gone.meaning(), gone.remedy());
    }
    requireKnown(format, known);
  }

  /** Throws unless {@code format} can be read. */
  static void requireReadable(String format, Set<String> known) {
    if (format.equals(COW)) {
      throw cow("this qemu-img");
    }
    requireKnown(format, known);
  }

  private static void requireKnown(String format, Set<String> known) {
    if (!known.contains(format)) {
      List<String> valid = USUAL.stream().filter(known::contains).toList();
      throw Failure.usage(
          "this qemu-img knows no format '" + format + "'",
          "nothing was changed",
          Nearest.hint(format, valid));
    }
  }

  /** Throws if {@code file} is a cow image, which qemu-img would take for a raw disk. */
  static void requireNoCow(Path file) throws IOException {
    if (Files.isRegularFile(file) && Files.isReadable(file)) {
      try (InputStream in = Files.newInputStream(file)) {
        if (Arrays.equals(in.readNBytes(COW_MAGIC.length), COW_MAGIC)) {
          throw cow(file.toString());
        }
      }
    }
  }

  private static Failure cow(String who) {
    return Failure.failed(
        who.equals("this qemu-img") ? who + " cannot read cow" : who + " is a cow image",
        "QEMU dropped the format in 2.2 (2014): it would be taken for a raw disk",
        "uml_moo OLD.cow NEW.raw (apt-get install uml-utilities), then"
            + " qnet img convert -f raw -O qcow2 NEW.raw NEW.qcow2");
  }
}
