package io.qnet.launcher.vm;

import io.qnet.launcher.accel.Accelerator;
import io.qnet.launcher.cli.CacheFolder;
import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.port.PortSpec;
import io.qnet.launcher.port.ShellWord;
import io.qnet.launcher.qemu.Machine;
import io.qnet.launcher.qemu.Nic;
import io.qnet.launcher.qemu.Qemu;
import io.qnet.launcher.qemu.QemuFeatures;
import io.qnet.launcher.user.EmptyHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes a plan of what was asked for, with the QEMU that is installed here: every word that it does
 * not know is refused by name, before anything is started.
 */
public final class VmPlanner {
  private static final Path KEYMAPS = Path.of("/usr/share/qemu/keymaps");
  private static final String DEFAULT_CARD = Nic.E1000;

  private final Qemu qemu;
  private final QemuFeatures features;
  private final Processors processors;
  private final VdeSwitches switches;
  private final Map<String, String> environment;
  private final Path directory;

  /** Chooses what a machine's processor is made of. */
  @FunctionalInterface
  public interface Processors {
    /**
     * Chooses one.
     *
     * @param wish auto, kvm or tcg
     * @param arch the processor of the machine
     */
    Accelerator choose(String wish, String arch) throws IOException, InterruptedException;
  }

  /**
   * For one QEMU.
   *
   * @param switches those that a bare {@code --net vde} may mean
   * @param directory where relative paths begin
   */
  public VmPlanner(
      Qemu qemu,
      QemuFeatures features,
      Processors processors,
      VdeSwitches switches,
      Map<String, String> environment,
      Path directory) {
    this.qemu = qemu;
    this.features = features;
    this.processors = processors;
    this.switches = switches;
    this.environment = environment;
    this.directory = directory;
  }

  /** The plan for a machine called {@code name}. */
  public VmPlan plan(String name, VmRequest request) throws IOException, InterruptedException {
    if (request.extra().stream().anyMatch(word -> word.matches("--?daemonize"))) {
      throw VmFailure.usage(
          "-daemonize: QEMU would leave qnet, and nothing would end it",
          "use --detach, in front of the --");
    }
    List<String> notices = new ArrayList<>();
    List<Card> cards = cards(name, request, notices);
    List<String> board = new ArrayList<>(List.of("-nodefaults", "-no-user-config", "-name", name));
    processor(board, request, notices);
    List<CdFile> copies = new ArrayList<>();
    storage(board, request, copies, notices);
    screen(board, request, notices);
    if (!board.contains("-usb")
        && cards.stream().anyMatch(card -> card.model().startsWith("usb-"))) {
      board.add("-usb");
    }
    VmRequest.Screen screen = request.screen();
    return new VmPlan(
        qemu,
        features,
        name,
        board,
        copies,
        cards,
        screen.text(),
        screen.web(),
        request.extra(),
        notices);
  }

  private static boolean isPc(VmRequest request) {
    return request.arch().matches("x86_64|i386");
  }

  private static Machine board(VmRequest request) {
    return isPc(request) ? Machine.PC : Machine.VIRT;
  }

  private boolean has(Machine machine) {
    return machine == Machine.PC || features.machines().contains(machine.word());
  }

  private void processor(List<String> board, VmRequest request, List<String> notices)
      throws IOException, InterruptedException {
    Accelerator choice = processors.choose(request.accel(), request.arch());
    if (choice.note() != null) {
      notices.add(choice.note());
    }
    boolean text = request.screen().text();
    Machine machine = board(request);
    boolean known = has(machine);
    if (known) {
      // Without graphics the firmware and boot loaders talk on the serial line.
      String graphics = text && isPc(request) ? ",graphics=off" : "";
      board.addAll(List.of("-machine", machine.word() + graphics));
    }
    board.addAll(List.of("-accel", choice.words()));
    String cpu = choice.words().startsWith("kvm") ? "host" : known ? machine.processor() : "";
    if (!cpu.isEmpty()) {
      board.addAll(List.of("-cpu", cpu));
    }
    VmForms.requireMemory(request.memory());
    VmForms.requireSmp(request.smp());
    board.addAll(List.of("-m", request.memory(), "-smp", request.smp()));
  }

  private void storage(
      List<String> board, VmRequest request, List<CdFile> copies, List<String> notices)
      throws IOException {
    VmRequest.Storage storage = request.storage();
    int number = 0;
    for (String text : storage.disks()) {
      String words = Disk.parse(text, directory).words(number, isPc(request) ? "ide" : "virtio");
      if (words.contains(",if=ide,") && number > 2) {
        throw VmFailure.usage(
            "an IDE controller takes three disks beside its CD",
            "add ,if=virtio to the others: --disk FILE,if=virtio");
      }
      board.addAll(List.of("-drive", words));
      number++;
    }
    if (storage.cdrom() != null) {
      board.addAll(drive(file("--cdrom", storage.cdrom()), request));
    }
    if (storage.boot() != null) {
      VmForms.requireBoot(storage.boot());
      board.addAll(List.of("-boot", storage.boot()));
    }
    if (storage.snapshot()) {
      board.add("-snapshot");
      notices.add("what the machine writes to its disks is thrown away at its end");
    }
    kernel(board, request, copies, notices);
  }

  /** QEMU's board virt has no CD drive: its -cdrom is a disk, in which installers see no CD. */
  private List<String> drive(Path cd, VmRequest request) {
    if (isPc(request) || !has(Machine.VIRT)) {
      return List.of("-cdrom", cd.toString());
    }
    String file = cd.toString().replace(",", ",,");
    return List.of(
        "-drive",
        "file=" + file + ",format=raw,if=none,id=cd0,media=cdrom,readonly=on",
        "-device",
        "virtio-scsi-pci",
        "-device",
        "scsi-cd,drive=cd0");
  }

  private void kernel(
      List<String> board, VmRequest request, List<CdFile> copies, List<String> notices)
      throws IOException {
    VmRequest.Storage storage = request.storage();
    String console = board(request).console();
    KernelChoice choice =
        storage.kernel() != null
            ? given(storage, storage.kernel())
            : installer(board, request, copies, notices);
    if (choice == null && (storage.initrd() != null || storage.append() != null)) {
      throw VmFailure.usage(
          "--initrd and --append are for a kernel, and there is none", "add --kernel FILE");
    }
    if (choice == null) {
      if (request.arch().equals("aarch64") && has(Machine.VIRT) && !bringsFirmware(request)) {
        new Firmware(Path.of("/")).add(board, notices);
      }
      return;
    }
    board.addAll(List.of("-kernel", choice.kernel().toString()));
    if (choice.initrd() != null) {
      board.addAll(List.of("-initrd", choice.initrd().toString()));
    }
    String append = choice.append();
    if (request.screen().text() && !append.contains("console=")) {
      append = (append + " console=" + console).strip();
      notices.add("the kernel is told to use the serial line: " + append);
    }
    if (!append.isEmpty()) {
      board.addAll(List.of("-append", append));
    }
  }

  private static boolean bringsFirmware(VmRequest request) {
    return request.extra().stream()
        .anyMatch(word -> word.matches("--?(bios|pflash)|.*if=pflash.*"));
  }

  private KernelChoice given(VmRequest.Storage storage, String kernel) {
    return new KernelChoice(
        file("--kernel", kernel),
        storage.initrd() == null ? null : file("--initrd", storage.initrd()),
        storage.append() == null ? "" : storage.append());
  }

  /** The kernel of the CD, where there is no screen to see its boot loader on. */
  private @Nullable KernelChoice installer(
      List<String> board, VmRequest request, List<CdFile> copies, List<String> notices)
      throws IOException {
    VmRequest.Storage storage = request.storage();
    String cd = storage.cdrom();
    if (!request.screen().text() || cd == null || "c".equals(storage.boot())) {
      return null;
    }
    Optional<InstallerImage.Found> found =
        InstallerImage.find(
            file("--cdrom", cd),
            CacheFolder.of(environment, "boot"),
            request.arch(),
            board(request).console());
    if (found.isEmpty()) {
      notices.add(
          cd
              + " is no CD of Debian, Ubuntu or Alpine that qnet knows: its own boot loader starts,"
              + " and is seen here only if it speaks on the serial line");
      return null;
    }
    InstallerImage.Found installer = found.get();
    // Started again it would be the installer, again and again.
    board.add("-no-reboot");
    notices.add(
        installer.system()
            + "'s kernel is started directly, on the serial line; a reboot ends the machine: start it"
            + " again without --cdrom");
    copies.addAll(List.of(installer.kernel(), installer.initrd()));
    String extra = storage.append() == null ? "" : storage.append() + " ";
    return new KernelChoice(
        installer.kernel().target(), installer.initrd().target(), extra + installer.append());
  }

  /** A kernel that is started without firmware, and with what. */
  private record KernelChoice(Path kernel, @Nullable Path initrd, String append) {}

  private Path file(String option, String text) {
    Path file = directory.resolve(text);
    if (!Files.exists(file)) {
      throw Failure.failed(
          option + " " + text + ": there is no such file",
          VmFailure.MEANING,
          "look for it: ls -l " + ShellWord.quote(String.valueOf(file.getParent())));
    }
    return file;
  }

  private void screen(List<String> board, VmRequest request, List<String> notices)
      throws IOException {
    VmRequest.Screen screen = request.screen();
    VmForms.requireScreen(screen);
    if (screen.keyboard() != null) {
      requireKeyboard(screen.keyboard());
      board.addAll(List.of("-k", screen.keyboard()));
    }
    String vga =
        screen.vga() != null ? screen.vga() : screen.text() || !isPc(request) ? "none" : "std";
    if (!features.vgas().contains(vga) && (isPc(request) || screen.vga() != null)) {
      throw VmFailure.unknown("--vga", vga, features.vgas());
    }
    board.addAll(List.of("-vga", vga));
    Display display =
        screen.text()
            ? Display.none()
            : screen.web()
                ? Display.page()
                : screen.display() == null
                    ? Display.best(features, environment)
                    : Display.parse(screen.display(), features);
    board.addAll(display.words());
    notices.addAll(display.notices());
    if (display.seen() && isPc(request)) {
      // A mouse that says where it is, not how far it moved: else two pointers drift apart.
      board.addAll(List.of("-usb", "-device", "usb-tablet"));
    }
  }

  private static void requireKeyboard(String layout) throws IOException {
    if (!Files.isDirectory(KEYMAPS) || Files.exists(KEYMAPS.resolve(layout))) {
      return;
    }
    if (Files.exists(KEYMAPS.resolve("en-" + layout))) {
      throw VmFailure.unknown("--keyboard", layout, List.of("en-" + layout));
    }
    try (Stream<Path> files = Files.list(KEYMAPS)) {
      TreeSet<String> valid = new TreeSet<>();
      files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.matches("[a-z]{2}(-[a-z]{2})?"))
          .forEach(valid::add);
      throw VmFailure.unknown("--keyboard", layout, valid);
    }
  }

  private List<Card> cards(String name, VmRequest request, List<String> notices)
      throws IOException {
    List<String> nets = request.nets().isEmpty() ? List.of("user") : request.nets();
    List<String> nics = request.nics();
    VmForms.requireCards(nets, nics);
    List<NetMode> modes = new ArrayList<>();
    for (String net : nets) {
      modes.add(NetMode.parse(switches.complete(net, notices::add)));
    }
    if (modes.stream().anyMatch(mode -> mode instanceof NetMode.None)) {
      return List.of();
    }
    EmptyHost.notice(nets).ifPresent(notices::add);
    Machine board = board(request);
    CardModels models = new CardModels(features, has(board) ? board.word() : "");
    List<Card> cards = new ArrayList<>();
    for (int i = 0; i < modes.size(); i++) {
      String model = nics.isEmpty() ? DEFAULT_CARD : nics.get(nics.size() == 1 ? 0 : i);
      models.require(model);
      NetMode mode = possible(features, modes.get(i), directory, VmFailure.MEANING, notices);
      cards.add(new Card(i, model, Card.mac(name, i), mode));
    }
    return cards;
  }

  /**
   * What {@code mode} is with this QEMU: itself; or, where that has no VDE client, a cable of ours.
   *
   * @param directory where a relative path begins
   * @param meaning what it means if it cannot be had
   * @param notices told, if it is another
   * @throws Failure if it cannot be had
   */
  static NetMode possible(
      QemuFeatures features, NetMode mode, Path directory, String meaning, List<String> notices) {
    if (mode instanceof NetMode.Gateway ours) {
      ours.notices().forEach(notice -> notices.add("network: " + notice));
    }
    if (!(mode instanceof NetMode.Native direct)) {
      return mode;
    }
    if (!direct.backend().type().equals("vde") || features.netdevs().contains("vde")) {
      requireBackend(features, direct, meaning);
      return mode;
    }
    PortSpec.Vde place = VdeRelay.place(direct.backend(), directory);
    boolean more =
        direct.backend().options().keySet().stream().anyMatch(key -> key.matches("group|mode"));
    notices.add(
        "network: the QEMU installed here has no VDE client, so qnet plugs in its own: "
            + place
            + (more ? "; group= and mode= are for QEMU's" : ""));
    return new NetMode.Relayed(direct.text(), place);
  }

  /** Refuses a mode that this QEMU was built without; {@code meaning} says what that means. */
  static void requireBackend(QemuFeatures features, NetMode.Native direct, String meaning) {
    String type = direct.backend().type();
    if (!features.netdevs().contains(type)) {
      throw Failure.missing(
          "--net " + direct.text() + ": the QEMU installed here is built without -netdev " + type,
          meaning,
          "install your distribution's own QEMU, or use one of: "
              + String.join(", ", features.netdevs()));
    }
  }
}
