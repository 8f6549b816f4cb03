package io.qnet.launcher.image;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What {@code qnet img} does, each with the options that qemu-img 7.2 has for it and our own. */
public enum ImageVerb {
  /** Makes an image. */
  CREATE("-q -u --force", "-f -b -F -o --object"),
  /** Copies one into another format. */
  CONVERT(
      "-c -p -q -n -U -C -W --salvage --bitmaps --target-is-zero --image-opts --target-image-opts"
          + " --force",
      "-f -t -T -O -B -F -o -l -S -r -m --object"),
  /** Says what one is. */
  INFO("-U --backing-chain --image-opts", "-f -o --output --object"),
  /** Makes one larger or smaller. */
  RESIZE("-q --shrink --image-opts", "-f --preallocation --object"),
  /** Gives one another base. */
  REBASE("-p -q -u -U --image-opts", "-f -t -T -b -F --object"),
  /** Lists, makes, applies or deletes snapshots inside one. */
  SNAPSHOT("-l -q -U --image-opts", "-a -c -d -o --object"),
  /** Looks for damage. */
  CHECK("-q -U --image-opts", "-f -r -T -o --output --object"),
  /** Writes what an overlay holds into its base. */
  COMMIT("-d -p -q --image-opts", "-f -t -b -r --object");

  private final String flags;
  private final String valued;

  ImageVerb(String flags, String valued) {
    this.flags = flags;
    this.valued = valued;
  }

  /** What it is called on the command line. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The verb called {@code word}. */
  public static Optional<ImageVerb> of(String word) {
    return Arrays.stream(values()).filter(verb -> verb.word().equals(word)).findFirst();
  }

  /** All of them, in the order of the manual. */
  public static List<String> words() {
    return Arrays.stream(values()).map(ImageVerb::word).toList();
  }

  /** Options that stand alone. */
  Set<String> flags() {
    return Set.of(flags.split(" ", -1));
  }

  /** Options that a value follows. */
  Set<String> valued() {
    return Set.of(valued.split(" ", -1));
  }

  /** Whether {@code -o} says the form of the answer; on others it is qemu-img's own. */
  boolean lists() {
    return this == INFO || this == CHECK || this == SNAPSHOT;
  }
}
