package io.qnet.launcher.image;

import com.fasterxml.jackson.databind.JsonNode;
import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.cli.Terminal;
import io.qnet.launcher.qemu.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** {@code qnet img convert}: under the final name there is a whole image or none. */
final class Conversion {
  private final Terminal terminal;
  private final QemuImg qemuImg;
  private final ImageWords words;
  private final ProgressBar bar;

  Conversion(Terminal terminal, QemuImg qemuImg, ImageWords words, ProgressBar bar) {
    this.terminal = terminal;
    this.qemuImg = qemuImg;
    this.words = words;
    this.bar = bar;
  }

  int run() throws IOException, InterruptedException {
    List<String> operands = words.operands();
    if (operands.size() < 2) {
      words.require("FILE", "NEW");
    }
    String name = operands.get(operands.size() - 1);
    List<String> sources =
        operands.subList(0, operands.size() - 1).stream().map(this::source).toList();
    String format = words.value("-O").orElse("raw");
    Set<String> known = qemuImg.formats();
    if (words.value("-f").isPresent()) {
      Formats.requireReadable(words.value("-f").get(), known);
    }
    if (!words.has("--target-image-opts")) {
      Formats.requireWritable(format, known);
    }
    Path target = ImageName.file(name, qemuImg.folder());
    Target.require(words, name, target);
    for (String source : sources) {
      Path file = ImageName.file(source, qemuImg.folder());
      Formats.requireNoCow(file);
      requireOther(file, target);
    }
    room(sources, target);
    if (inPlace(name, target)) {
      convert(sources, format, ImageName.safe(name));
    } else {
      throughPart(sources, format, target);
    }
    say(name, target, format);
    return 0;
  }

  private String source(String name) {
    return words.has("--image-opts") ? name : ImageName.safe(name);
  }

  private static void requireOther(Path source, Path target) throws IOException {
    if (Files.exists(source) && Files.exists(target) && Files.isSameFile(source, target)) {
      throw Failure.usage(
          "source and target are the same file", "nothing was written", "choose another name");
    }
  }

  /** Devices, addresses, and files that are there on purpose cannot be replaced by another file. */
  private boolean inPlace(String name, Path target) {
    return ImageName.isUrl(name)
        || words.has("-n")
        || words.has("--target-image-opts")
        || (Files.exists(target) && !Files.isRegularFile(target));
  }

  /** What qemu-img measures; formats it cannot measure take about as much as qcow2. */
  private void room(List<String> sources, Path target) throws IOException, InterruptedException {
    if (words.has("-c") || words.has("-n") || words.has("--image-opts") || sources.size() > 1) {
      return;
    }
    List<String> measure = new ArrayList<>(List.of("measure", "--output=json", "-U"));
    words.value("-f").ifPresent(given -> measure.addAll(List.of("-f", given)));
    boolean allocated = words.value("-o").orElse("").matches(".*preallocation=(full|falloc).*");
    measure.addAll(List.of("-O", "qcow2", "--", sources.get(0)));
    Program.Result result = qemuImg.attempt(measure);
    if (result.ok()) {
      JsonNode sizes = QemuImg.json(result.out());
      boolean whole = allocated || words.value("-S").orElse("").equals("0");
      new FreeSpace(qemuImg.folder())
          .require(target, sizes.path(whole ? "fully-allocated" : "required").asLong());
    }
  }

  private void throughPart(List<String> sources, String format, Path target)
      throws IOException, InterruptedException {
    Path folder = target.toAbsolutePath().getParent();
    Path part = Files.createTempFile(folder, ".qnet-part-", "");
    Thread cleaner = new Thread(() -> interrupted(part), "unfinished conversion");
    Runtime.getRuntime().addShutdownHook(cleaner);
    try {
      Files.delete(part);
      convert(sources, format, part.toString());
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
      if (!cleaner.isAlive()) {
        Runtime.getRuntime().removeShutdownHook(cleaner);
      }
    }
  }

  /** SIGINT or SIGTERM: qemu-img is ended and what it wrote is removed. */
  private void interrupted(Path part) {
    ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
    try {
      Files.deleteIfExists(part);
    } catch (IOException stays) {
      terminal.err().println("qnet: " + part + " has to be removed by hand");
    }
    Failure.interrupted(
            "the conversion was interrupted",
            "no half image is left behind",
            "type it again; it begins anew")
        .print(terminal.err(), false);
    Runtime.getRuntime().halt(Failure.INTERRUPTED);
  }

  private void convert(List<String> sources, String format, String target)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of("convert", "-p"));
    all.addAll(words.forQemuImg("-O", "-q", "-b"));
    if (!words.has("--target-image-opts")) {
      all.addAll(List.of("-O", format));
    }
    if (words.value("-B").isPresent() && words.value("-F").isEmpty()) {
      all.addAll(new Base(terminal, qemuImg).format(words, target, words.value("-B").get()));
    }
    all.add("--");
    all.addAll(sources);
    all.add(target);
    try {
      qemuImg.run(all, bar::at);
    } finally {
      bar.end();
    }
  }

  private void say(String name, Path target, String format)
      throws IOException, InterruptedException {
    if (words.has("-q") || !Files.isRegularFile(target)) {
      return;
    }
    ImageFacts facts = qemuImg.info(ImageName.safe(name), format);
    terminal
        .err()
        .println(
            "qnet: "
                + name
                + ": "
                + format
                + ", "
                + Sizes.words(facts.virtualSize())
                + ", takes "
                + Sizes.words(facts.actualSize()));
    Formats.tellOtherName(
        terminal.err(), name, words.value("-O"), named -> "type it again with --force -O " + named);
  }
}
