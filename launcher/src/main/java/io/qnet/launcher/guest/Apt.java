package io.qnet.launcher.guest;

import io.qnet.launcher.qemu.MissingProgramException;
import io.qnet.launcher.qemu.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The distribution's package archive, used without root and without changing the host: packages are
 * downloaded (apt checks their signatures), never installed. If the host's package lists are absent
 * or out of date, a set of our own is fetched into the build folder.
 */
final class Apt {
  private static final Pattern URI_LINE = Pattern.compile("'[^']*' (\\S+\\.deb) (\\d{1,12})");
  private static final Pattern DEPENDS =
      Pattern.compile("(?m)^\\s*\\|?Depends: ([a-z0-9][^\\s<:]*)");
  private static final Duration DOWNLOAD = Duration.ofMinutes(15);

  private final Path folder;
  private final Consumer<String> progress;
  private final Architecture processor;
  private List<String> options = List.of();

  private Apt(Path folder, Consumer<String> progress, Architecture processor) {
    this.folder = folder;
    this.progress = progress;
    this.processor = processor;
  }

  /** What packages are for. */
  Architecture processor() {
    return processor;
  }

  /**
   * What the archive has to offer.
   *
   * @param name the package
   * @param file its file name: name, version and architecture
   * @param octets how large the download is
   */
  record Candidate(String name, String file, long octets) {}

  /** Downloads into {@code folder}; throws if this is no Debian or Ubuntu. */
  static Apt open(Path folder, Consumer<String> progress, Architecture processor)
      throws IOException {
    for (String program : List.of("apt-get", "apt-cache", "dpkg-deb")) {
      if (Program.find(program, System.getenv()).isEmpty()) {
        throw new MissingProgramException(
            program + " is not installed",
            "the guest is built from packages of Debian or Ubuntu",
            processor.isOfThisHost()
                ? "a Debian 12 or Ubuntu 24.04 host, or a readable /boot/vmlinuz with its modules"
                : "qnet guest build --arch "
                    + processor.qemu()
                    + " on a Debian 12 or Ubuntu 24.04 host; copy its ~/.cache/qnet/guest here");
      }
    }
    return new Apt(folder, progress, processor);
  }

  /** The package {@code name}; empty if the lists do not have it. */
  Optional<Candidate> candidate(String name) throws IOException, InterruptedException {
    Program.Result result =
        Program.of(words("apt-get", "download", "--print-uris", name)).in(folder).run();
    Matcher matcher = URI_LINE.matcher(result.out());
    return result.ok() && matcher.find()
        ? Optional.of(new Candidate(name, matcher.group(1), Long.parseLong(matcher.group(2))))
        : Optional.empty();
  }

  /** What {@code name} depends on, alternatives included; empty if the lists do not have it. */
  List<String> depends(String name) throws IOException, InterruptedException {
    String out = Program.of(words("apt-cache", "depends", "--important", name)).run().out();
    List<String> packages = new ArrayList<>();
    Matcher matcher = DEPENDS.matcher(out);
    while (matcher.find()) {
      packages.add(matcher.group(1));
    }
    return packages;
  }

  /** Downloads {@code candidate} and returns the package file. */
  Path download(Candidate candidate) throws IOException, InterruptedException {
    progress.accept(
        "downloading "
            + candidate.name()
            + " ("
            + (candidate.octets() + 500_000) / 1_000_000
            + " MB)");
    Program.of(words("apt-get", "download", candidate.name()))
        .in(folder)
        .within(DOWNLOAD)
        .require();
    return folder.resolve(candidate.file());
  }

  /** Whether {@link #refresh} has been done. */
  boolean refreshed() {
    return !options.isEmpty();
  }

  /** Fetches package lists of our own; needs no root. */
  void refresh() throws IOException, InterruptedException {
    progress.accept("the package lists of this host are absent or out of date: fetching our own");
    Path lists = Files.createDirectories(folder.resolve("lists"));
    Files.createDirectories(lists.resolve("partial"));
    Path cache = folder.resolve("cache");
    Files.createDirectories(cache.resolve("archives/partial"));
    options = List.of("-o", "Dir::State::Lists=" + lists, "-o", "Dir::Cache=" + cache);
    Program.Result result =
        Program.of(words("apt-get", "-q", "update")).in(folder).within(DOWNLOAD).run();
    if (!result.ok()) {
      throw new MissingProgramException(
          "package lists cannot be fetched (" + result.err() + ")",
          "the guest's kernel cannot be downloaded",
          "apt-get update, as root and with a network");
    }
  }

  /** The error for a package that no list has. */
  static MissingProgramException unknown(String name) {
    return new MissingProgramException(
        "no package " + name + " is to be had",
        "the guest cannot be built without it",
        "apt-get update, as root; then type this again");
  }

  private List<String> words(String program, String... arguments) {
    List<String> words = new ArrayList<>(List.of(program, "-o", "APT::Sandbox::User="));
    words.addAll(processor.aptWords());
    words.addAll(options);
    words.addAll(List.of(arguments));
    return words;
  }
}
