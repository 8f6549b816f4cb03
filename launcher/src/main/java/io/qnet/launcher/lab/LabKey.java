package io.qnet.launcher.lab;

import io.qnet.launcher.accel.Accelerator;
import io.qnet.launcher.vm.VmForms;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a lab file says of a machine: the options of {@code qnet run}, without their dashes. */
public enum LabKey {
  /** Its processor. */
  ARCH(Kind.ONE),
  /** What that is made of. */
  ACCEL(Kind.ONE),
  /** MiB, or with M or G behind it. */
  MEMORY(Kind.ONE),
  /** Processors. */
  SMP(Kind.ONE),
  /** Files, each with options behind a comma; {@code --disk} for each. */
  DISKS("disks", "--disk", Kind.LIST),
  /** An image in the CD drive. */
  CDROM(Kind.ONE),
  /** Where it starts from: c, d or n. */
  BOOT(Kind.ONE),
  /** Whether what it writes is thrown away. */
  SNAPSHOT(Kind.FLAG),
  /** A kernel that is started directly. */
  KERNEL(Kind.ONE),
  /** Its ramdisk. */
  INITRD(Kind.ONE),
  /** Its command line. */
  APPEND(Kind.ONE),
  /** A network for each card. */
  NET(Kind.EACH),
  /** A card: one for all networks, or one for each. */
  NIC(Kind.EACH),
  /** A layout. */
  KEYBOARD(Kind.ONE),
  /** A graphics card. */
  VGA(Kind.ONE),
  /** A window or a server. */
  DISPLAY(Kind.ONE),
  /** Whether the screen is on a page for a browser. */
  WEB_DISPLAY(Kind.FLAG),
  /** Whether it is used without a screen. */
  TEXT(Kind.FLAG),
  /** Seconds that the guest may take to power off. */
  GRACE(Kind.ONE),
  /** QEMU's own words, as they are. The last, as on a command line. */
  QEMU("qemu", "--", Kind.LIST);

  private final String word;
  private final String option;
  private final Kind kind;

  /** How many values a key has. */
  public enum Kind {
    /** One. */
    ONE,
    /** True or false. */
    FLAG,
    /** One, or a list. */
    EACH,
    /** A list. */
    LIST
  }

  LabKey(Kind kind) {
    this.word = name().toLowerCase(Locale.ROOT).replace('_', '-');
    this.option = "--" + word;
    this.kind = kind;
  }

  LabKey(String word, String option, Kind kind) {
    this.word = word;
    this.option = option;
    this.kind = kind;
  }

  /** What a lab file calls it. */
  public String word() {
    return word;
  }

  /** What {@code qnet run} calls it. */
  public String option() {
    return option;
  }

  Kind kind() {
    return kind;
  }

  /**
   * Refuses a value that {@code qnet run} would refuse on every host.
   *
   * @throws io.qnet.launcher.cli.Failure with what is wrong and what to write
   */
  void check(String value) {
    switch (this) {
      case ARCH -> VmForms.requireArch(value);
      case ACCEL -> Accelerator.requireWish(value);
      case MEMORY -> VmForms.requireMemory(value);
      case SMP -> VmForms.requireSmp(value);
      case BOOT -> VmForms.requireBoot(value);
      case NET -> VmForms.requireNet(value);
      case GRACE -> VmForms.requireGrace(value);
      default -> {
        // Any word; what depends on the host is found out there.
      }
    }
  }

  static Optional<LabKey> ofWord(String word) {
    return Arrays.stream(values()).filter(key -> key.word.equals(word)).findFirst();
  }

  static Optional<LabKey> ofOption(String option) {
    return Arrays.stream(values()).filter(key -> key.option.equals(option)).findFirst();
  }

  static List<String> words() {
    return Arrays.stream(values()).map(LabKey::word).toList();
  }
}
