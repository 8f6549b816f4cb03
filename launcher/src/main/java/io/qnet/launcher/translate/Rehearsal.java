package io.qnet.launcher.translate;

import io.qnet.launcher.qemu.Program;
import io.qnet.launcher.qemu.Qemu;
import io.qnet.launcher.qemu.Spawner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Starts a QEMU with translated words, stopped, and quits it. Whatever would touch the host is
 * replaced: disks by empty ones, devices of the host by nothing (their names are looked up in
 * {@code -device help}), networks by unplugged ones, KVM by TCG, ports by free ones, sound and
 * screens by none. So what is tested is whether QEMU knows the options, devices and their
 * properties.
 */
public final class Rehearsal {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** What QEMU's own lines begin with; the monitor's prompt may stand in front. */
  private static final String SPEAKER = "qemu-system-";

  private static final String EMPTY_DISK = "format=raw,file.driver=null-co,file.size=1474560";

  /** With their values; they name files, terminals or ports of the host. */
  private static final Set<String> LEFT_OUT =
      Set.of(
          "-kernel",
          "-initrd",
          "-append",
          "-dtb",
          "-bios",
          "-pflash",
          "-serial",
          "-monitor",
          "-parallel",
          "-qmp",
          "-qmp-pretty",
          "-mon",
          "-vnc",
          "-spice",
          "-display",
          "-pidfile",
          "-D",
          "-d",
          "-chroot",
          "-runas",
          "-run-with",
          "-loadvm",
          "-incoming",
          "-gdb",
          "-readconfig",
          "-trace",
          "-option-rom",
          "-k",
          "-mem-path",
          "-overcommit",
          "-sandbox",
          "-debugcon",
          "-L",
          "-blockdev",
          "-iscsi",
          "-smbios",
          "-acpitable",
          "-fw_cfg",
          "-plugin");

  private static final Set<String> LEFT_OUT_ALONE =
      Set.of(
          "-nographic",
          "-daemonize",
          "-S",
          "-s",
          "-snapshot",
          "-full-screen",
          "-mem-prealloc",
          "-h",
          "-version");

  private static final Pattern DEVICE =
      Pattern.compile("name \"([^\"]+)\"(?:, bus [^,\n]+)?(?:, alias \"([^\"]+)\")?");

  private final Path program;

  /** A rehearsal with {@code qemu}. */
  public Rehearsal(Qemu qemu) {
    program = qemu.program();
  }

  /**
   * How it went.
   *
   * @param accepted whether QEMU took every word
   * @param message what it said; empty if nothing
   */
  public record Outcome(boolean accepted, String message) {}

  /** Tries {@code words}, the arguments of a translated line. Takes about a second. */
  public Outcome of(List<String> words) throws IOException, InterruptedException {
    List<String> missing = missing(words);
    if (!missing.isEmpty()) {
      return new Outcome(false, String.join("; ", missing));
    }
    List<String> all = new ArrayList<>(List.of(program.toString()));
    all.addAll(harmless(words));
    all.addAll(List.of("-S", "-display", "none", "-serial", "null", "-monitor", "stdio"));
    Path in = Files.createTempFile("qnet-rehearsal", "");
    Path out = Files.createTempFile("qnet-rehearsal", "");
    try {
      Files.writeString(in, "quit\n");
      OptionalInt status = run(all, in, out);
      String said = messages(Files.readString(out));
      return status.isPresent()
          ? new Outcome(status.getAsInt() == 0, said)
          : new Outcome(false, "it did not quit within " + PATIENCE.toSeconds() + " s; " + said);
    } finally {
      Files.deleteIfExists(in);
      Files.deleteIfExists(out);
    }
  }

  /** Its exit status; empty if it had to be killed. It does not outlive this, nor this JVM. */
  private static OptionalInt run(List<String> words, Path in, Path out)
      throws IOException, InterruptedException {
    Process process =
        Spawner.start(
            new ProcessBuilder(words)
                .redirectInput(in.toFile())
                .redirectOutput(out.toFile())
                .redirectErrorStream(true));
    try {
      boolean ended = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      return ended ? OptionalInt.of(process.exitValue()) : OptionalInt.empty();
    } finally {
      process.destroyForcibly();
    }
  }

  /** What it says itself, without the monitor's greeting and echo. */
  private static String messages(String output) {
    return output
        .lines()
        .filter(line -> line.contains(SPEAKER))
        .map(line -> line.substring(line.indexOf(SPEAKER)).replaceFirst("^qemu-system-\\w+: ", ""))
        .filter(line -> !line.contains("has no peer") && !line.contains("is not connected"))
        .reduce((first, second) -> first + "; " + second)
        .orElse("");
  }

  static List<String> harmless(List<String> words) {
    List<String> safe = new ArrayList<>();
    int at = 0;
    while (at < words.size()) {
      String word = words.get(at++);
      boolean valued = at < words.size() && !words.get(at).startsWith("-");
      if (LEFT_OUT_ALONE.contains(word)) {
        continue;
      }
      if (!valued) {
        safe.add(word);
      } else if (LEFT_OUT.contains(word)) {
        at++;
      } else {
        pair(word, words.get(at++), safe);
      }
    }
    return safe;
  }

  private static void pair(String option, String value, List<String> safe) {
    OptionText text = OptionText.parse(value, Set.of());
    String id = text.get("id").orElse("none");
    switch (option) {
      case "-accel" -> safe.addAll(List.of(option, value.startsWith("tcg") ? value : "tcg"));
      case "-cpu" -> safe.addAll(List.of(option, value.startsWith("host") ? "max" : value));
      case "-drive" -> {
        text.take("file");
        text.take("format");
        text.take("snapshot");
        String more = text.isEmpty() ? "" : text + ",";
        safe.addAll(List.of(option, more + EMPTY_DISK));
      }
      case "-netdev" -> safe.addAll(List.of(option, network(text, id)));
      case "-nic" -> safe.addAll(List.of(option, value.equals("none") ? "none" : nic(text)));
      case "-chardev" -> safe.addAll(List.of(option, "null,id=" + id));
      case "-audiodev" -> safe.addAll(List.of(option, "none,id=" + id));
      case "-virtfs", "-fsdev" -> {
        text.get("path").ifPresent(path -> text.set("path", "/tmp"));
        safe.addAll(List.of(option, text.toString()));
      }
      case "-object" -> object(text, safe);
      case "-device" -> {
        if (!text.head().matches("usb-host|vfio-pci|usb-braille|ivshmem.*")) {
          safe.addAll(List.of(option, value));
        }
      }
      default -> safe.addAll(List.of(option, value));
    }
  }

  private static void object(OptionText text, List<String> safe) {
    if (text.head().startsWith("tls-creds")) {
      return;
    }
    if (text.head().equals("filter-dump")) {
      text.set("file", "/dev/null");
    }
    safe.addAll(List.of("-object", text.toString()));
  }

  private static String nic(OptionText text) {
    return text.head().equals("user") ? user(text).toString() : OptionText.of("user").toString();
  }

  private static String network(OptionText text, String id) {
    return switch (text.head()) {
      case "user" -> user(text).toString();
      case "hubport" -> text.toString();
      default -> "hubport,id=" + id + ",hubid=" + (1000 + Math.floorMod(id.hashCode(), 1000));
    };
  }

  /** Port 0 takes a free one; nothing is connected to, nothing is shared. */
  private static OptionText user(OptionText text) {
    String words = text.toString();
    text.take("guestfwd");
    text.take("smb");
    List<String> rules = new ArrayList<>();
    Matcher rule = Pattern.compile("hostfwd=((?:tcp|udp)?:[^:,]*:)(\\d+)(-[^,]*)").matcher(words);
    while (rule.find()) {
      rules.add(rule.group(1).replaceFirst(":.*", ":127.0.0.1:") + "0" + rule.group(3));
    }
    text.take("hostfwd");
    rules.forEach(each -> text.add("hostfwd", each));
    return text;
  }

  /** What is replaced above, and still has to be there. */
  private List<String> missing(List<String> words) throws IOException, InterruptedException {
    List<String> missing = new ArrayList<>();
    Set<String> devices = Set.of();
    for (int i = 0; i + 1 < words.size(); i++) {
      String option = words.get(i);
      if (!Set.of("-netdev", "-accel", "-display", "-device").contains(option)) {
        continue;
      }
      String name = words.get(i + 1).replaceFirst("[,=].*", ""); // vnc=:0 has no comma
      if (option.equals("-device")) {
        devices = devices.isEmpty() ? devices() : devices;
        if (!devices.contains(name)) {
          missing.add("this QEMU has no device " + name);
        }
      } else if (!listed(option).contains(name) && !name.equals("vnc")) {
        missing.add("this QEMU was built without " + option + " " + name);
      }
    }
    return missing;
  }

  private Set<String> listed(String option) throws IOException, InterruptedException {
    return new TreeSet<>(help(option).lines().map(String::strip).toList());
  }

  private Set<String> devices() throws IOException, InterruptedException {
    Set<String> names = new TreeSet<>();
    Matcher matcher = DEVICE.matcher(help("-device"));
    while (matcher.find()) {
      names.add(matcher.group(1));
      if (matcher.group(2) != null) {
        names.add(matcher.group(2));
      }
    }
    return names;
  }

  private String help(String option) throws IOException, InterruptedException {
    return Program.of(List.of(program.toString(), option, "help")).within(PATIENCE).run().out();
  }

  /** The boards that {@code qemu} has. */
  public static Set<String> boards(Qemu qemu) throws IOException, InterruptedException {
    Set<String> boards = new TreeSet<>();
    Program.of(qemu.program().toString(), "-machine", "help")
        .within(PATIENCE)
        .run()
        .out()
        .lines()
        .filter(line -> line.matches("\\S+ {2,}.*"))
        .forEach(line -> boards.add(line.substring(0, line.indexOf(' '))));
    return boards;
  }
}
