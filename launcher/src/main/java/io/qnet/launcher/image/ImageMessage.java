package io.qnet.launcher.image;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What qemu-img says of images only, what that means, and what to type. */
record ImageMessage(Pattern words, String meaning, String remedy) {
  private static final List<ImageMessage> ALL =
      List.of(
          of(
              "does not support checks",
              "its format has nothing that could be checked, as raw has not",
              "qnet img info FILE says what it is; what qcow2 has: qnet img convert -O qcow2 FILE"
                  + " NEW.qcow2"),
          of(
              "Backing file not supported for file format",
              "this format has no place for the name of a base; qcow2 has",
              "qnet img create -f qcow2 -b BASE FILE"),
          of(
              "Could not create snapshot.*not supported|does not support snapshots",
              "its format keeps no snapshots; qcow2 does",
              "qnet img convert -O qcow2 FILE NEW.qcow2, then take NEW.qcow2"),
          of(
              "Could not (?:apply|delete) snapshot|[Cc]an't find snapshot|[Ff]ailed to load snapshot",
              "there is no such snapshot in it; nothing was changed",
              "qnet img snapshot -l FILE lists those that there are"),
          of(
              "does not support resize",
              "an image of its format keeps the size it was made with",
              "qnet img convert -O qcow2 FILE NEW.qcow2, then qnet img resize NEW.qcow2 SIZE"),
          of(
              "Could not change the backing file.*not supported",
              "its format has no place for the name of a base",
              "qnet img info FILE says its format; a new image on that base: qnet img create -f"
                  + " qcow2 -b BASE NEW.qcow2"),
          of(
              "(?:Invalid format name: |Unknown (?:driver|file format) )'",
              "this qemu-img knows no format of that name; nothing was changed",
              "usual are raw, qcow2, vmdk, vdi and vhdx; qnet img info FILE says what a file is"),
          of(
              "Image is not in \\S+ format|does not support qcow version|'qcow2?' driver instead",
              "the file is of another format than was said; nothing was changed",
              "qnet img info FILE says of which"),
          of(
              "Invalid parameter '|Cluster size must be|Unsupported preallocation",
              "what -o says is no option of this format; no image was made",
              "those that there are: qemu-img create -f FORMAT -o help"),
          of(
              "to be a regular file|Is a directory",
              "a folder is no image; nothing was changed",
              "name a file: ls FILE"),
          of(
              "option value for -r ",
              "-r mends leaks, or all; nothing was changed",
              "qnet img check -r leaks FILE"),
          of(
              "No space left on device",
              "the file system of this host is full",
              "df -h FILE says how full; make room there, and type it again"),
          of(
              "Invalid number of coroutines",
              "-m is how many pieces are copied at a time, 1 to 16",
              "leave -m out, or write -m 8"));

  private static ImageMessage of(String words, String meaning, String remedy) {
    return new ImageMessage(Pattern.compile(words), meaning, remedy);
  }

  /** Who knows {@code line}. */
  static Optional<ImageMessage> knows(String line) {
    return ALL.stream().filter(message -> message.words.matcher(line).find()).findFirst();
  }

  /** What went wrong, out of all that qemu-img wrote: not a warning, nor advice that follows. */
  static Optional<String> error(String messages) {
    return messages
        .lines()
        .filter(line -> line.matches("qemu-img: (?!(?i)warning).*"))
        .reduce((first, second) -> second)
        .or(() -> messages.lines().reduce((first, second) -> second))
        .map(line -> line.replaceFirst("^qemu-img: ", ""));
  }

  /** The remedy for {@code file}. */
  String remedy(String file) {
    return remedy.replaceAll("\\bFILE\\b", Matcher.quoteReplacement(file));
  }
}
