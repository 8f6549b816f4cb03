package io.qnet.launcher.image;

import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.cli.Terminal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Does what {@code qnet img} is asked for. Blocks for as long as qemu-img takes. */
public final class Images {
  private final Terminal terminal;
  private final boolean bar;

  Images(Terminal terminal, boolean bar) {
    this.terminal = terminal;
    this.bar = bar;
  }

  /** Answers on {@code terminal}; draws a bar if its stderr is one. */
  public static Images on(Terminal terminal) {
    return new Images(terminal, ProgressBar.stderrIsTerminal());
  }

  /**
   * Does one line.
   *
   * @param line the words behind the verb
   * @return the exit code
   */
  public int run(ImageVerb verb, List<String> line) throws IOException, InterruptedException {
    ImageWords words = ImageWords.read(verb, line);
    QemuImg qemuImg = QemuImg.find(terminal.variables(), terminal.directory());
    return switch (verb) {
      case CREATE -> new Creation(terminal, qemuImg, words).run();
      case CONVERT ->
          new Conversion(terminal, qemuImg, words, new ProgressBar(terminal.err(), bar)).run();
      case INFO -> new Inspection(terminal, qemuImg, words).info();
      case CHECK -> new Inspection(terminal, qemuImg, words).check();
      case SNAPSHOT -> new Inspection(terminal, qemuImg, words).snapshot();
      case RESIZE -> resize(qemuImg, words);
      case REBASE -> rebase(qemuImg, words);
      case COMMIT -> commit(qemuImg, words);
    };
  }

  private int resize(QemuImg qemuImg, ImageWords words) throws IOException, InterruptedException {
    List<String> operands = words.require("FILE", "SIZE");
    String file = ImageName.safe(operands.get(0));
    ImageFacts before = qemuImg.info(file, words.value("-f").orElse(null));
    long size = size(operands.get(1), before.virtualSize());
    if (size < before.virtualSize() && !words.has("--shrink")) {
      throw Failure.failed(
          operands.get(0)
              + " has "
              + Sizes.words(before.virtualSize())
              + ", and would have "
              + Sizes.words(size),
          "what is behind that would be lost",
          "shrink the file system in the guest first, then: qnet img resize --shrink "
              + String.join(" ", operands));
    }
    if (words.value("--preallocation").filter(how -> !how.equals("off")).isPresent()) {
      new FreeSpace(qemuImg.folder())
          .require(ImageName.file(file, qemuImg.folder()), size - before.virtualSize());
    }
    List<String> all = new ArrayList<>(List.of("resize"));
    all.addAll(words.forQemuImg("-f"));
    all.addAll(List.of("-f", before.format(), "--", file, Long.toString(size)));
    qemuImg.run(all);
    say(
        words,
        operands.get(0)
            + ": "
            + Sizes.words(before.virtualSize())
            + " before, "
            + Sizes.words(size)
            + " now");
    return 0;
  }

  private static long size(String text, long before) {
    if (text.startsWith("+")) {
      return Math.addExact(before, Sizes.parse(text.substring(1)));
    }
    if (text.startsWith("-")) {
      long after = before - Sizes.parse(text.substring(1));
      if (after < 0) {
        throw Failure.usage(
            "the disk has " + Sizes.words(before) + ", which is less than " + text.substring(1),
            "nothing was changed",
            "write the size that it shall have");
      }
      return after;
    }
    return Sizes.parse(text);
  }

  private int rebase(QemuImg qemuImg, ImageWords words) throws IOException, InterruptedException {
    String file = ImageName.safe(words.require("FILE").get(0));
    String base =
        words
            .value("-b")
            .orElseThrow(
                () ->
                    Failure.usage(
                        "qnet img rebase needs -b BASE",
                        "nothing was changed",
                        "qnet img rebase -b BASE FILE; -b '' makes it stand alone"));
    List<String> all = new ArrayList<>(List.of("rebase", "-p"));
    all.addAll(words.forQemuImg("-b", "-F"));
    all.addAll(List.of("-b", base.isEmpty() ? "" : ImageName.safe(base)));
    if (!base.isEmpty()) {
      all.addAll(new Base(terminal, qemuImg).format(words, file, base));
    }
    all.addAll(List.of("--", file));
    withBar(qemuImg, all);
    say(words, file + (base.isEmpty() ? " stands alone now" : " is based on " + base + " now"));
    return 0;
  }

  private int commit(QemuImg qemuImg, ImageWords words) throws IOException, InterruptedException {
    String file = ImageName.safe(words.require("FILE").get(0));
    ImageFacts facts = qemuImg.info(file, words.value("-f").orElse(null));
    if (facts.base() == null) {
      throw Failure.failed(
          file + " has no base",
          "there is nothing that its contents could be written into",
          "qnet img info " + file + " says what it is");
    }
    Path base = ImageName.file(file, qemuImg.folder()).resolveSibling(facts.base());
    new FreeSpace(qemuImg.folder()).require(base, facts.actualSize());
    List<String> all = new ArrayList<>(List.of("commit", "-p"));
    all.addAll(words.forQemuImg());
    all.addAll(List.of("--", file));
    withBar(qemuImg, all);
    say(words, "what " + file + " held is in " + facts.base() + " now");
    return 0;
  }

  private void withBar(QemuImg qemuImg, List<String> words)
      throws IOException, InterruptedException {
    ProgressBar progress = new ProgressBar(terminal.err(), bar);
    try {
      qemuImg.run(words, progress::at);
    } finally {
      progress.end();
    }
  }

  private void say(ImageWords words, String sentence) {
    if (!words.has("-q")) {
      terminal.err().println("qnet: " + sentence);
    }
  }
}
