package io.qnet.launcher.image;

import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.cli.Terminal;
import io.qnet.launcher.port.ShellWord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** {@code qnet img create}. */
final class Creation {
  private final Terminal terminal;
  private final QemuImg qemuImg;
  private final ImageWords words;

  Creation(Terminal terminal, QemuImg qemuImg, ImageWords words) {
    this.terminal = terminal;
    this.qemuImg = qemuImg;
    this.words = words;
  }

  int run() throws IOException, InterruptedException {
    Optional<String> base = words.value("-b");
    List<String> operands =
        base.isPresent() && words.operands().size() == 1
            ? words.require("FILE")
            : words.require("FILE", "SIZE");
    String name = ImageName.safe(operands.get(0));
    Path file = ImageName.file(name, qemuImg.folder());
    String format = words.value("-f").orElse("raw");
    Formats.requireWritable(format, qemuImg.formats());
    Target.require(words, operands.get(0), file);

    List<String> all = new ArrayList<>(List.of("create", "-q", "-f", format));
    all.addAll(words.forQemuImg("-q", "-f", "-b", "-F"));
    if (base.isPresent()) {
      all.addAll(List.of("-b", ImageName.safe(base.get())));
      all.addAll(new Base(terminal, qemuImg).format(words, name, base.get()));
    }
    all.addAll(List.of("--", name));
    if (operands.size() > 1) {
      long size = Sizes.parse(operands.get(1));
      room(file, size);
      all.add(Long.toString(size));
    }
    qemuImg.run(all);
    if (!words.has("-q")) {
      say(operands.get(0), qemuImg.info(name, format));
      String quoted = operands.stream().map(ShellWord::quote).collect(Collectors.joining(" "));
      Formats.tellOtherName(
          terminal.err(),
          operands.get(0),
          words.value("-f"),
          named -> "qnet img create --force -f " + named + " " + quoted);
    }
    return 0;
  }

  /** An image that is allocated whole has to fit; one that grows gets a warning. */
  private void room(Path file, long size) throws IOException {
    if (size <= 0) {
      throw Failure.usage("a disk of no size", "no image was made", "write its size: 10G");
    }
    FreeSpace space = new FreeSpace(qemuImg.folder());
    if (words.value("-o").orElse("").matches(".*preallocation=(full|falloc).*")) {
      space.require(file, size);
    } else if (size > space.at(file)) {
      terminal
          .err()
          .println(
              "qnet: it grows as it is filled, but only "
                  + Sizes.words(space.at(file))
                  + " are free here");
    }
  }

  private void say(String name, ImageFacts facts) {
    terminal
        .err()
        .println(
            "qnet: "
                + name
                + ": "
                + facts.format()
                + ", "
                + Sizes.words(facts.virtualSize())
                + ", takes "
                + Sizes.words(facts.actualSize())
                + (facts.base() == null ? "" : ", what differs from " + facts.base()));
  }
}
