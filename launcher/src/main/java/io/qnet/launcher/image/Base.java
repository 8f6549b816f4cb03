package io.qnet.launcher.image;

import io.qnet.launcher.cli.Terminal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The base of an overlay. Since 6.1 qemu-img wants its format written down, because a guest could
 * make a raw one look like anything; here whoever makes the overlay asks the file once, and says
 * it.
 */
record Base(Terminal terminal, QemuImg qemuImg) {
  /** {@code -F FORMAT}: as given, which the file has to be, else as the file looks. */
  List<String> format(ImageWords words, String overlay, String base)
      throws IOException, InterruptedException {
    if (words.value("-F").isPresent()) {
      String format = words.value("-F").get();
      Formats.requireReadable(format, qemuImg.formats());
      if (!words.has("-u")) {
        ImageFacts unused = qemuImg.info(seenFromHere(overlay, base), format);
      }
      return List.of("-F", format);
    }
    ImageFacts facts = qemuImg.info(seenFromHere(overlay, base), null);
    terminal
        .err()
        .println(
            "qnet: "
                + base
                + " looks like "
                + facts.format()
                + " ("
                + Sizes.words(facts.virtualSize())
                + "): -F "
                + facts.format());
    return List.of("-F", facts.format());
  }

  /** A base's relative name begins where the overlay is. */
  private String seenFromHere(String overlay, String base) {
    if (ImageName.isUrl(base)) {
      return base;
    }
    Path file = ImageName.file(overlay, qemuImg.folder()).resolveSibling(base);
    return file.toAbsolutePath().toString();
  }
}
