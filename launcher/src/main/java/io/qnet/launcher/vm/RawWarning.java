package io.qnet.launcher.vm;

import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * QEMU's three lines about a disk whose format nobody said, in one sentence that says what it means
 * here. It is not avoided: {@link Disk#words} says why.
 */
final class RawWarning implements Consumer<String> {
  private static final Pattern FIRST =
      Pattern.compile("Image format was not specified for '(.+)' and probing guessed raw");
  private static final List<String> REST =
      List.of(
          "Automatically detecting the format is dangerous for raw images",
          "Specify the 'raw' format explicitly to remove the restrictions");

  private final Consumer<String> messages;
  private final Consumer<String> notices;

  /** Tells {@code messages} all other lines, and {@code notices} the sentence. */
  RawWarning(Consumer<String> messages, Consumer<String> notices) {
    this.messages = messages;
    this.notices = notices;
  }

  @Override
  public void accept(String line) {
    Matcher first = FIRST.matcher(line);
    if (first.find()) {
      notices.accept(
          first.group(1)
              + " is taken for a raw disk, for it looks like one; so that it cannot become another"
              + " format, QEMU refuses its guest to write such a format's mark into the first"
              + " block. Without that guard it is --disk FILE,format=raw, which then has to be said"
              + " every time");
    } else if (REST.stream().noneMatch(line.strip()::startsWith)) {
      messages.accept(line);
    }
  }
}
