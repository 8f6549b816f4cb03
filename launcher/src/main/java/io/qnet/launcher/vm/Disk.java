package io.qnet.launcher.vm;

import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.cli.Nearest;
import io.qnet.launcher.cli.OptionText;
import io.qnet.launcher.port.ShellWord;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;

/** {@code --disk FILE[,format=][,if=]}: a file that the machine takes for a disk. */
record Disk(Path file, TreeMap<String, String> options) {
  private static final List<String> KEYS =
      List.of("format", "if", "readonly", "snapshot", "cache", "aio", "discard");
  private static final int LONGEST_MAGIC = 68;
  private static final int VDI_MAGIC = 64;
  private static final String RAW = "raw";

  /** Reads one; the file has to be there. */
  static Disk parse(String text, Path directory) {
    int end = text.length();
    // The file's own name may have commas: only a key that is known begins the options.
    for (String key : KEYS) {
      int at = text.indexOf("," + key + "=");
      end = at >= 0 ? Math.min(end, at) : end;
    }
    TreeMap<String, String> options = new TreeMap<>();
    for (OptionText.Word word : OptionText.split(text.substring(end))) {
      String value = word.value();
      if (value == null || !KEYS.contains(word.key())) {
        throw VmFailure.usage(
            "--disk " + text + ": '" + word.key() + "' is no option of a disk",
            Nearest.hint(word.key(), KEYS));
      }
      options.put(word.key(), value);
    }
    Path file = directory.resolve(text.substring(0, end));
    if (!Files.exists(file)) {
      throw Failure.failed(
          "there is no disk " + file,
          VmFailure.MEANING,
          "make one: qnet img create -f qcow2 " + ShellWord.quote(text.substring(0, end)) + " 8G");
    }
    if (!options.containsKey("format") && !format(file).equals(RAW)) {
      options.put("format", format(file));
    }
    return new Disk(file, options);
  }

  /** What the file begins with; raw is all the rest. */
  private static String format(Path file) {
    byte[] head = new byte[LONGEST_MAGIC];
    int length = 0;
    if (Files.isRegularFile(file)) {
      try (InputStream in = Files.newInputStream(file)) {
        length = in.readNBytes(head, 0, LONGEST_MAGIC);
      } catch (IOException e) {
        throw Failure.failed(
                "cannot read the disk " + file + ": " + e.getMessage(),
                VmFailure.MEANING,
                "look at its owner and mode: ls -l " + ShellWord.quote(file.toString()))
            .because(e);
      }
    }
    String magic = new String(head, 0, length, StandardCharsets.ISO_8859_1);
    if (magic.startsWith("QFI\u00fb")) {
      return magic.length() > 7 && magic.charAt(7) == 1 ? "qcow" : "qcow2";
    }
    if (magic.startsWith("KDMV") || magic.startsWith("# Disk DescriptorFile")) {
      return "vmdk";
    }
    if (magic.startsWith("vhdxfile")) {
      return "vhdx";
    }
    return magic.startsWith("\u007f\u0010\u00da\u00be", VDI_MAGIC) ? "vdi" : RAW;
  }

  /**
   * What follows {@code -drive}. That a file looks raw is not told: its guest could write another
   * format's mark into the first block, with any file of this host for a base, and that would be
   * believed at the next start. QEMU refuses such a write where it found out for itself.
   *
   * @param number which disk it is, from 0
   * @param bus what it hangs on unless it says so itself
   */
  String words(int number, String bus) {
    TreeMap<String, String> rest = new TreeMap<>(options);
    String format = rest.remove("format");
    String own = rest.getOrDefault("if", bus);
    rest.remove("if");
    StringBuilder text = new StringBuilder("file=").append(file.toString().replace(",", ",,"));
    if (format != null) {
      text.append(",format=").append(format);
    }
    text.append(",if=").append(own);
    if (own.equals("ide")) {
      text.append(",index=").append(number < 2 ? number : number + 1); // 2 is the CD's
    }
    text.append(",media=disk");
    rest.forEach((key, value) -> text.append(',').append(key).append('=').append(value));
    return text.toString();
  }
}
