package io.qnet.launcher.translate;

import io.qnet.launcher.translate.Step.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Disks: {@code -hda}, {@code -cdrom}, {@code -fda}, {@code -hdachs}, and {@code -drive} of all
 * times.
 */
final class OldDisks {
  private static final Set<String> SWITCHES =
      Set.of("snapshot", "readonly", "boot", "copy-on-read");
  private static final Map<String, Integer> HARD =
      Map.of("-hda", 0, "-hdb", 1, "-hdc", 2, "-hdd", 3);

  /** The formats that a file's name gives away. */
  private static final Map<String, String> ENDINGS =
      Map.of(
          ".qcow2", "qcow2", ".qcow", "qcow", ".vmdk", "vmdk", ".vdi", "vdi", ".vhdx", "vhdx",
          ".raw", "raw", ".iso", "raw");

  private final Draft draft;

  OldDisks(Draft draft) {
    this.draft = draft;
  }

  /** {@code -hda FILE} and its like. */
  boolean take(String option, String value) {
    if (HARD.containsKey(option)) {
      hard(List.of(option, value), value, HARD.get(option));
    } else if (option.equals("-cdrom")) {
      drive(
          List.of(option, value),
          file(value).add("media", "cdrom").add("index", "2").set("format", "raw"),
          "-drive says what every disk is");
    } else if (option.equals("-fda") || option.equals("-fdb")) {
      drive(
          List.of(option, value),
          file(value)
              .add("if", "floppy")
              .add("index", option.equals("-fda") ? "0" : "1")
              .set("format", "raw"),
          "-drive says what every disk is");
    } else if (option.equals("-drive")) {
      oldDrive(value);
    } else if (option.equals("-hdachs")) {
      geometry(List.of(option, value), value);
    } else {
      return false;
    }
    return true;
  }

  static boolean knows(String option) {
    return HARD.containsKey(option)
        || Set.of("-cdrom", "-fda", "-fdb", "-drive", "-hdachs").contains(option);
  }

  /** A disk by its place; also a file alone at the end of the line. */
  void hard(List<String> old, String value, int index) {
    OptionText drive = file(value).add("media", "disk").add("index", Integer.toString(index));
    boolean sure = drive.get("format").isPresent();
    drive(
        old,
        drive,
        "-drive says what every disk is"
            + (sure ? "" : "; add format= (qnet img info tells), or QEMU guesses and warns"));
  }

  private static OptionText file(String name) {
    OptionText drive = OptionText.empty().add("file", name);
    format(name).ifPresent(format -> drive.add("format", format));
    return drive;
  }

  private static Optional<String> format(String name) {
    int dot = name.lastIndexOf('.');
    return dot < 0
        ? Optional.empty()
        : Optional.ofNullable(ENDINGS.get(name.substring(dot).toLowerCase(Locale.ROOT)));
  }

  private void drive(List<String> old, OptionText drive, String why) {
    draft.add(old, List.of("-drive", drive.toString()), Kind.CHANGED, why);
  }

  /** {@code -hdachs C,H,S[,TRANSLATION]}: the geometry belongs to the device now. */
  private void geometry(List<String> old, String value) {
    String[] parts = value.split(",", -1);
    if (parts.length < 3) {
      draft.add(old, List.of(), Kind.DROPPED, "no geometry: it has not three numbers");
      return;
    }
    List<String> words = new ArrayList<>();
    String[] names = {"cyls", "heads", "secs", "bios-chs-trans"};
    for (int i = 0; i < Math.min(parts.length, names.length); i++) {
      words.addAll(List.of("-global", "ide-hd." + names[i] + "=" + parts[i]));
    }
    draft.add(old, words, Kind.CHANGED, "went in QEMU 3.0; the geometry belongs to the device");
  }

  private void oldDrive(String value) {
    OptionText drive = OptionText.parse(value, SWITCHES);
    List<String> changes = new ArrayList<>();
    if (!drive.head().isEmpty() && drive.get("file").isEmpty()) {
      drive = OptionText.empty().add("file", drive.head()).addAll(drive.withoutHead());
      changes.add("file= is said");
    }
    if (drive.take("boot").isPresent()) {
      changes.add("boot= went in QEMU 1.x: -boot order= or bootindex= say what boots");
    }
    if (drive.get("cache").filter("off"::equals).isPresent()) {
      drive.set("cache", "none");
      changes.add("cache=off is none");
    }
    if (drive.get("if").filter("scsi"::equals).isPresent() && draft.x86()) {
      changes.add("if=scsi went from PCs in QEMU 2.12: a SCSI card and disk");
    }
    List<String> words = words(drive, changes);
    String given = drive.toString();
    boolean same = changes.isEmpty() && given.equals(value);
    draft.add(
        List.of("-drive", value),
        words,
        same ? Kind.KEPT : Kind.CHANGED,
        same
            ? "a disk"
            : changes.isEmpty() ? "switches are said in full" : String.join("; ", changes));
  }

  /** Serial number, address and geometry belong to the device: it is said apart, then. */
  private List<String> words(OptionText drive, List<String> changes) {
    OptionText device = OptionText.empty();
    drive.take("serial").ifPresent(serial -> device.add("serial", serial));
    drive.take("addr").ifPresent(address -> device.add("addr", address));
    for (String key : List.of("cyls", "heads", "secs")) {
      drive.take(key).ifPresent(number -> device.add(key, number));
    }
    drive.take("trans").ifPresent(trans -> device.add("bios-chs-trans", trans));
    String bus = drive.get("if").orElse("ide");
    boolean scsi = bus.equals("scsi") && draft.x86();
    if (device.isEmpty() && !scsi) {
      return List.of("-drive", drive.toString());
    }
    if (!device.isEmpty()) {
      changes.add("serial=, addr= and geometry went in QEMU 3.0: they are the device's");
    }
    String id = drive.get("id").orElseGet(() -> draft.id("disk"));
    String model = model(bus, drive);
    drive.set("if", "none").set("id", id);
    drive.take("index");
    drive.take("media").filter("cdrom"::equals).ifPresent(cd -> drive.add("media", cd));
    List<String> words = new ArrayList<>(List.of("-drive", drive.toString()));
    if (scsi) {
      words.addAll(List.of("-device", "lsi53c895a"));
    }
    words.addAll(
        List.of("-device", OptionText.of(model).add("drive", id).addAll(device).toString()));
    return words;
  }

  private static String model(String bus, OptionText drive) {
    boolean cd = drive.get("media").filter("cdrom"::equals).isPresent();
    return switch (bus) {
      case "virtio" -> "virtio-blk-pci";
      case "scsi" -> cd ? "scsi-cd" : "scsi-hd";
      default -> cd ? "ide-cd" : "ide-hd";
    };
  }
}
