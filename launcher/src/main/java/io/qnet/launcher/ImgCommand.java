package io.qnet.launcher;

import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.cli.Nearest;
import io.qnet.launcher.cli.Terminal;
import io.qnet.launcher.image.ImageVerb;
import io.qnet.launcher.image.Images;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code qnet img}: disks. Its lines are read by qemu-img's grammar, not by picocli. */
@Command(
    name = "img",
    header = "make, convert and inspect disk images",
    customSynopsis = {
      "qnet img create [-f FORMAT] [-b BASE] [--force] FILE [SIZE]",
      "  qnet img convert [-f FORMAT] [-O FORMAT] [-c] [--force] FILE NEW",
      "  qnet img info [--backing-chain] [-U] [-o table|json] FILE",
      "  qnet img resize [--shrink] FILE [+|-]SIZE",
      "  qnet img rebase [-u] -b BASE FILE",
      "  qnet img snapshot -l [-o table|json] | -c NAME | -a NAME | -d NAME FILE",
      "  qnet img check [-r leaks|all] [-o table|json] FILE",
      "  qnet img commit FILE"
    },
    description = {
      "The qemu-img of this host, with its own options, and: nothing is overwritten without --force"
          + " or made smaller without --shrink; room is looked for first; a conversion has a bar on"
          + " a terminal and leaves a whole image or none; the format of a base (-b) is found out"
          + " if -F does not say it; names with colons or a dash in front (after --) are files;"
          + " messages are explained.",
      "",
      "Formats to make: raw (nothing but the disk; the default, as in qemu-img, whatever the"
          + " file's name says), qcow2 (grows; has"
          + " snapshots and bases), qcow, vmdk (VMware), vdi (VirtualBox), vhdx (Hyper-V). Only"
          + " read: cloop, dmg, bochs. Gone: cow; qnet img create -f cow says what to do.",
      "",
      "Sizes: K, M, G, T are powers of 1024; 10G, 10GB and 10GiB are the same.",
      "",
      "JSON: info and check print qemu-img's own documents; snapshot -l an array of objects with"
          + " id, name, madeAt (ISO 8601) and vmStateSize (octets). check exits with 1 if the image"
          + " is damaged or has lost clusters."
    },
    footer = {
      "  qnet img create -f qcow2 disk.qcow2 10G",
      "  qnet img create -f qcow2 -b disk.qcow2 clone.qcow2",
      "  qnet img convert -O qcow2 old.vmdk new.qcow2",
      "  qnet img snapshot -c fresh disk.qcow2",
      "  qnet img info -o json disk.qcow2",
      "",
      "Files:",
      "  .qnet-part-*                     beside NEW, while a conversion runs"
    })
final class ImgCommand implements Callable<Integer> {
  @Parameters(hidden = true, description = "Read by qemu-img's grammar.")
  @SuppressWarnings("UnusedVariable") // only so that picocli takes them
  private List<String> words = List.of();

  @Override
  public Integer call() {
    throw Failure.usage(
        "qnet img needs a verb",
        "nothing was done",
        "valid here: " + String.join(", ", ImageVerb.words()));
  }

  /** Whether {@code line} is for {@link #run} and not for picocli, which prints the help. */
  static boolean takes(String... line) {
    return line.length > 1
        && line[0].equals("img")
        && Arrays.stream(line).takeWhile(word -> !word.equals("--")).noneMatch(ImgCommand::isHelp);
  }

  private static boolean isHelp(String word) {
    return word.equals("-h") || word.equals("--help");
  }

  /** Does {@code line}, whose first word is {@code img}. */
  static int run(Terminal terminal, String... line) throws IOException, InterruptedException {
    List<String> words =
        Arrays.stream(line).skip(1).filter(word -> !word.equals("--verbose")).toList();
    String word = words.isEmpty() ? "" : words.get(0);
    ImageVerb verb =
        ImageVerb.of(word)
            .orElseThrow(
                () ->
                    Failure.usage(
                        "qnet img: there is no verb '" + word + "'",
                        "nothing was done",
                        Nearest.hint(word, ImageVerb.words())));
    return Images.on(terminal).run(verb, words.subList(1, words.size()));
  }
}
