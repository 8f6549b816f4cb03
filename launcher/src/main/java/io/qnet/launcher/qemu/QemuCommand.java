package io.qnet.launcher.qemu;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The command line of one machine: nothing that was not asked for (no default devices, no window,
 * no configuration file), its first serial line on stdin and stdout.
 *
 * <p>Each method changes this command and returns it.
 */
public final class QemuCommand {
  private final Qemu qemu;
  private final List<Nic> nics = new ArrayList<>();
  private final List<String> append = new ArrayList<>();
  private final List<String> extra = new ArrayList<>();
  private Machine machine = Machine.Q35;
  private String accelerator = "tcg";
  private int memoryMib = 256;
  private int processors = 1;
  private @Nullable Path kernel;
  private @Nullable Path initrd;
  private @Nullable Path qmp;

  private QemuCommand(Qemu qemu) {
    this.qemu = qemu;
  }

  /** A machine run by {@code qemu}: q35, TCG, one processor, 256 MiB, no network card. */
  public static QemuCommand of(Qemu qemu) {
    return new QemuCommand(qemu);
  }

  /** Builds it on another board. */
  public QemuCommand machine(Machine board) {
    machine = board;
    return this;
  }

  /** What Linux calls its serial line. */
  public String console() {
    return machine.console();
  }

  /**
   * Runs it on another accelerator. Careful with {@code kvm}: where the device exists and does not
   * work, the machine hangs.
   */
  public QemuCommand accelerator(String words) {
    accelerator = words;
    return this;
  }

  /** Its memory, in MiB. The micro-guest needs 128. */
  public QemuCommand memory(int mib) {
    memoryMib = mib;
    return this;
  }

  /** How many processors it has. */
  public QemuCommand processors(int count) {
    processors = count;
    return this;
  }

  /** Boots {@code image} without firmware menus or disks: a bzImage, or an ELF with a PVH note. */
  public QemuCommand kernel(Path image, Path initialRamDisk) {
    kernel = image;
    initrd = initialRamDisk;
    return this;
  }

  /** Adds words to the kernel's command line. */
  public QemuCommand append(String... words) {
    append.addAll(List.of(words));
    return this;
  }

  /** Adds a network card. */
  public QemuCommand nic(Nic nic) {
    nics.add(nic);
    return this;
  }

  /** Offers QEMU's control protocol on a UNIX socket at {@code socket}. */
  public QemuCommand qmp(Path socket) {
    qmp = socket;
    return this;
  }

  /** Adds arguments as they are, at the end. */
  public QemuCommand extra(String... words) {
    extra.addAll(List.of(words));
    return this;
  }

  /** The program and its arguments. */
  public List<String> words() {
    List<String> words = new ArrayList<>(List.of(qemu.program().toString()));
    words.addAll(List.of("-nodefaults", "-no-user-config", "-display", "none", "-no-reboot"));
    words.addAll(List.of("-machine", machine.word(), "-accel", accelerator));
    if (!machine.processor().isEmpty()) {
      words.addAll(List.of("-cpu", machine.processor()));
    }
    words.addAll(List.of("-m", Integer.toString(memoryMib)));
    words.addAll(List.of("-smp", Integer.toString(processors)));
    words.addAll(List.of("-chardev", "stdio,id=serial0,signal=off", "-serial", "chardev:serial0"));
    if (kernel != null) {
      words.addAll(List.of("-kernel", kernel.toString()));
    }
    if (initrd != null) {
      words.addAll(List.of("-initrd", initrd.toString()));
    }
    if (!append.isEmpty()) {
      words.addAll(List.of("-append", String.join(" ", append)));
    }
    if (qmp != null) {
      words.addAll(List.of("-qmp", "unix:" + comma(qmp) + ",server=on,wait=off"));
    }
    for (int i = 0; i < nics.size(); i++) {
      words.addAll(nics.get(i).words(i, kernel == null));
    }
    words.addAll(extra);
    return List.copyOf(words);
  }

  /** Within an option QEMU takes ",," for a comma. */
  private static String comma(Path path) {
    return path.toString().replace(",", ",,");
  }
}
