package io.qnet.launcher.guest;

import io.qnet.launcher.cli.CacheFolder;
import io.qnet.launcher.qemu.MissingProgramException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Builds micro-guests into a cache folder, and finds those that are there.
 *
 * <p>A guest appears whole or not at all: it is built in a folder beside and renamed. One process
 * builds at a time, the others wait for it.
 */
public final class GuestBuilder {
  /** Counted up when the guest changes for another reason than its scripts. */
  private static final String RECIPE = "3";

  private static final String BUILDING = ".building-";
  private static final int KEPT = 2;

  private final Path cache;
  private final Consumer<String> progress;
  private final Architecture processor;

  /**
   * Builds into {@code cache}.
   *
   * @param progress told, line by line, what is being done
   */
  public GuestBuilder(Path cache, Consumer<String> progress) {
    this(cache, progress, Architecture.X86_64);
  }

  private GuestBuilder(Path cache, Consumer<String> progress, Architecture processor) {
    this.cache = cache;
    this.progress = progress;
    this.processor = processor;
  }

  /** Builds guests for another processor, in a folder of their own beside the others. */
  public GuestBuilder of(Architecture other) {
    return new GuestBuilder(
        other == Architecture.X86_64 ? cache : cache.resolve(other.qemu()), progress, other);
  }

  /** qnet/guest in the user's cache folder: $XDG_CACHE_HOME, else ~/.cache. */
  public static Path cacheFolder(Map<String, String> environment) {
    return CacheFolder.of(environment, "guest");
  }

  /** The guests that are built, the newest first; folders that are no guest are passed over. */
  public List<MicroGuest> list() throws IOException {
    return folders().stream().flatMap(folder -> load(folder).stream()).toList();
  }

  /** The newest guest of this recipe; builds one if there is none. Needs no network if there is. */
  public MicroGuest ensure() throws IOException, InterruptedException {
    Optional<MicroGuest> present = present();
    return present.isPresent() ? present.get() : locked(false);
  }

  /**
   * Builds a guest of the kernel that the distribution has now, unless it is there already.
   *
   * @param force build it even then
   */
  public MicroGuest build(boolean force) throws IOException, InterruptedException {
    return locked(true, force);
  }

  private Optional<MicroGuest> present() throws IOException {
    String recipe = recipe();
    return list().stream().filter(guest -> guest.recipe().equals(recipe)).findFirst();
  }

  private MicroGuest locked(boolean force) throws IOException, InterruptedException {
    return locked(false, force);
  }

  private MicroGuest locked(boolean renew, boolean force) throws IOException, InterruptedException {
    requireProcessor();
    Files.createDirectories(cache);
    synchronized (GuestBuilder.class) { // a file lock is the whole process's
      try (FileChannel channel =
              FileChannel.open(
                  cache.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          var lock = channel.lock()) {
        Optional<MicroGuest> meanwhile = renew ? Optional.empty() : present();
        if (meanwhile.isPresent()) {
          return meanwhile.get();
        }
        removeLeftovers();
        Path scratch = Files.createTempDirectory(cache, BUILDING);
        try {
          return assemble(scratch, force);
        } finally {
          remove(scratch);
          lock.release();
        }
      }
    }
  }

  private MicroGuest assemble(Path scratch, boolean force)
      throws IOException, InterruptedException {
    Unpacker unpacker = new Unpacker(scratch);
    Optional<Busybox> installed = processor.isOfThisHost() ? Busybox.installed() : Optional.empty();
    KernelFiles kernel;
    Busybox busybox;
    try {
      Apt apt = Apt.open(scratch, progress, processor);
      busybox = installed.isPresent() ? installed.get() : Busybox.download(apt, scratch);
      PackagedKernel packaged = PackagedKernel.resolve(apt);
      Optional<MicroGuest> same = find(folderFor(packaged.identity(), busybox));
      if (same.isPresent() && !force) {
        progress.accept("up to date: " + packaged.identity());
        return same.get();
      }
      kernel = packaged.fetch(scratch);
    } catch (IOException e) {
      if (installed.isEmpty()) {
        throw e;
      }
      busybox = installed.get();
      kernel =
          InstalledKernel.find(Path.of("/boot"), Path.of("/lib/modules"), unpacker)
              .orElseThrow(() -> e);
      progress.accept(e.getMessage());
      progress.accept("using this host's own kernel " + kernel.release() + " instead");
    }
    return finish(scratch, kernel, busybox, unpacker);
  }

  private MicroGuest finish(Path scratch, KernelFiles files, Busybox busybox, Unpacker unpacker)
      throws IOException, InterruptedException {
    ModuleTree tree = ModuleTree.open(files.modules(), unpacker);
    if (!tree.missing().isEmpty()) {
      throw new IOException(
          "kernel "
              + files.identity()
              + " has no driver "
              + String.join(", ", tree.missing())
              + ": the guest would be without a network; install linux-image-amd64 or"
              + " linux-image-generic and try again");
    }
    progress.accept("unpacking kernel " + files.release());
    Path built = Files.createDirectory(scratch.resolve("guest"));
    MicroGuest draft = guest(built, files, busybox, true);
    Files.copy(files.vmlinuz(), draft.packedKernel());
    boolean unpacked = placeKernel(files.vmlinuz(), draft.kernel(), unpacker);
    if (!unpacked) {
      progress.accept("this kernel has to unpack itself, which takes two seconds at every boot");
    }
    List<KernelModule> modules = tree.select();
    progress.accept("packing " + modules.size() + " drivers and busybox");
    Initramfs.write(draft.initramfs(), busybox, files.release(), modules);
    guest(built, files, busybox, unpacked).save();

    Path folder = folderFor(files.identity(), busybox);
    remove(folder);
    Files.move(built, folder, StandardCopyOption.ATOMIC_MOVE);
    Files.setLastModifiedTime(folder, FileTime.from(Instant.now()));
    MicroGuest guest = MicroGuest.load(folder);
    progress.accept(String.format(Locale.ROOT, "built %s, %.1f MB", folder, guest.octets() / 1e6));
    removeOld();
    return guest;
  }

  /** Only PCs' kernels bring an unpacker of their own. */
  private boolean placeKernel(Path vmlinuz, Path target, Unpacker unpacker)
      throws IOException, InterruptedException {
    if (processor == Architecture.X86_64) {
      return KernelImage.place(vmlinuz, target, unpacker);
    }
    Files.copy(vmlinuz, target);
    return true;
  }

  private static MicroGuest guest(Path folder, KernelFiles files, Busybox busybox, boolean unpacked)
      throws IOException {
    return new MicroGuest(
        folder, files.release(), files.identity(), busybox.version(), recipe(), unpacked);
  }

  private Path folderFor(String kernel, Busybox busybox) throws IOException {
    String all = recipe() + "\n" + kernel + "\n" + busybox.version();
    return cache.resolve("guest-" + fingerprint(all.getBytes(StandardCharsets.UTF_8)));
  }

  /** What guests are made with; a guest of another recipe is not used. */
  static String recipe() throws IOException {
    byte[] scripts = Initramfs.scripts();
    return RECIPE + "-" + fingerprint(scripts);
  }

  private static String fingerprint(byte[] octets) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(octets);
      return HexFormat.of().formatHex(digest, 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  private void requireProcessor() throws IOException {
    if (processor == Architecture.X86_64 && !processor.isOfThisHost()) {
      throw new MissingProgramException(
          "the micro-guest for x86-64 is built there only, and this is "
              + System.getProperty("os.arch"),
          "no guest can be built here",
          "qnet guest build --arch aarch64, or qnet run with a disk or kernel of your own");
    }
  }

  private static Optional<MicroGuest> find(Path folder) {
    return Files.isDirectory(folder) ? load(folder) : Optional.empty();
  }

  private static Optional<MicroGuest> load(Path folder) {
    try {
      return Optional.of(MicroGuest.load(folder));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Folders of guests, the newest first. */
  private List<Path> folders() throws IOException {
    if (!Files.isDirectory(cache)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(cache)) {
      return all.filter(path -> path.getFileName().toString().startsWith("guest-"))
          .sorted(Comparator.comparing((Path path) -> path.toFile().lastModified()).reversed())
          .toList();
    }
  }

  private void removeOld() throws IOException {
    List<Path> folders = folders();
    for (Path folder : folders.subList(Math.min(KEPT, folders.size()), folders.size())) {
      remove(folder);
    }
  }

  private void removeLeftovers() throws IOException {
    List<Path> leftovers;
    try (Stream<Path> all = Files.list(cache)) {
      leftovers = all.filter(path -> path.getFileName().toString().startsWith(BUILDING)).toList();
    }
    for (Path leftover : leftovers) {
      remove(leftover);
    }
  }

  private static void remove(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> all;
    try (Stream<Path> walk = Files.walk(folder)) {
      all = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.deleteIfExists(path);
    }
  }
}
