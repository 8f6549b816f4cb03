package io.qnet.launcher.translate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A modern line as {@code qnet run} says it; what that has no word for goes behind {@code --}. */
final class RunLine {
  private static final Map<String, String> SAME =
      Map.of(
          "-smp",
          "--smp",
          "-k",
          "--keyboard",
          "-vga",
          "--vga",
          "-kernel",
          "--kernel",
          "-initrd",
          "--initrd",
          "-append",
          "--append");
  private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,62}";
  private static final Set<String> ALONE = Set.of("-snapshot", "-usb", "-S", "-s", "-daemonize");

  private final List<String> ours = new ArrayList<>();
  private final List<String> rest = new ArrayList<>();
  private final Map<String, String> netdevs = new LinkedHashMap<>();
  private final List<String> accelerators = new ArrayList<>();
  private boolean network;

  private RunLine() {}

  static List<String> of(String program, List<String> words) {
    RunLine line = new RunLine();
    String arch = program.substring("qemu-system-".length());
    if (!arch.equals("x86_64")) {
      line.ours.addAll(List.of("--arch", arch));
    }
    line.read(words);
    List<String> all = new ArrayList<>(List.of("qnet", "run"));
    all.addAll(line.ours);
    if (!line.rest.isEmpty()) {
      all.add("--");
      all.addAll(line.rest);
    }
    return all;
  }

  private void read(List<String> words) {
    for (int i = 0; i + 1 < words.size(); i++) {
      OptionText text = OptionText.parse(words.get(i + 1), Set.of());
      if (words.get(i).equals("-netdev") && mode(text)) {
        netdevs.put(text.get("id").orElse(""), words.get(i + 1));
      }
    }
    for (int i = 0; i < words.size(); i++) {
      String option = words.get(i);
      boolean valued =
          i + 1 < words.size() && !ALONE.contains(option) && !words.get(i + 1).startsWith("-");
      if (valued) {
        i++;
        pair(option, words.get(i));
      } else if (option.equals("-snapshot")) {
        ours.add("--snapshot");
      } else if (option.equals("-daemonize")) {
        ours.add("--detach");
      } else if (option.equals("-nographic")) {
        ours.add("--text");
      } else {
        rest.add(option);
      }
    }
    netdevs.forEach((id, backend) -> rest.addAll(List.of("-netdev", backend)));
    if (!accelerators.isEmpty()) {
      boolean one = accelerators.size() == 1;
      ours.addAll(0, List.of("--accel", one ? accelerators.get(0) : "auto"));
    }
    if (!network && (rest.contains("-netdev") || rest.contains("-nic"))) {
      ours.addAll(List.of("--net", "none"));
    }
  }

  private void pair(String option, String value) {
    OptionText text = OptionText.parse(value, Set.of());
    if (option.equals("-m") && value.matches("\\d{1,6}[MG]?")) {
      ours.addAll(List.of("--memory", mebibytes(value)));
    } else if (option.equals("-name") && value.matches(NAME)) {
      ours.addAll(List.of("--name", value));
    } else if (option.equals("-accel") && value.matches("kvm|tcg")) {
      accelerators.add(value);
    } else if (SAME.containsKey(option)) {
      ours.addAll(List.of(SAME.get(option), value));
    } else if (option.equals("-drive") && disk(text)) {
      return;
    } else if (option.equals("-boot") && value.matches("order=[cdn]")) {
      ours.addAll(List.of("--boot", value.substring("order=".length())));
    } else if (option.equals("-vnc") && !value.contains(",")) {
      ours.addAll(List.of("--display", "vnc=" + (value.startsWith(":") ? "0.0.0.0" : "") + value));
    } else if (option.equals("-display") && value.matches("gtk|none|vnc=[^,]*:\\d{1,4}")) {
      ours.addAll(List.of("--display", value));
    } else if (option.equals("-nic") && value.equals("none")) {
      ours.addAll(List.of("--net", "none"));
    } else if (option.equals("-netdev") && mode(text)) {
      return; // it is in netdevs, and waits for its card
    } else if (option.equals("-device") && netdevs.containsKey(text.get("netdev").orElse("-"))) {
      plug(text, value);
    } else {
      rest.addAll(List.of(option, value));
    }
  }

  private static String mebibytes(String size) {
    int number = Integer.parseInt(size.replaceFirst("[MG]$", ""));
    return Integer.toString(size.endsWith("G") ? number * 1024 : number);
  }

  private boolean disk(OptionText drive) {
    String file = drive.take("file").orElse("");
    String format = drive.take("format").orElse("");
    String media = drive.take("media").orElse("disk");
    String index = drive.take("index").orElse("0");
    drive.get("if").filter("ide"::equals).ifPresent(ide -> drive.take("if"));
    if (!drive.isEmpty() || file.isEmpty() || file.contains(",")) {
      return false;
    }
    if (media.equals("cdrom")) {
      ours.addAll(List.of("--cdrom", file));
      return true;
    }
    if (!index.equals("0") && !index.equals("1")) {
      return false;
    }
    ours.addAll(List.of("--disk", file + (format.isEmpty() ? "" : ",format=" + format)));
    return true;
  }

  /** Whether {@code --net} says it all. */
  private static boolean mode(OptionText netdev) {
    return switch (netdev.head()) {
      case "user" -> true;
      case "tap" ->
          netdev.hasOnly(Set.of("id", "ifname", "script", "downscript"))
              && netdev.get("script").orElse("no").equals("no")
              && netdev.get("downscript").orElse("no").equals("no");
      case "bridge" -> netdev.hasOnly(Set.of("id", "br", "helper"));
      case "vde" -> netdev.hasOnly(Set.of("id", "sock", "port", "group", "mode"));
      default -> false;
    };
  }

  /** A back end and its card: a mode and a card. */
  private void plug(OptionText device, String value) {
    String backend = netdevs.get(device.get("netdev").orElse(""));
    OptionText mode = OptionText.parse(String.valueOf(backend), Set.of());
    String card = device.head();
    device.take("netdev");
    device.withoutHead();
    if (!device.isEmpty() || network) {
      rest.addAll(List.of("-device", value));
      return;
    }
    netdevs.remove(mode.take("id").orElse(""));
    mode.get("script").filter("no"::equals).ifPresent(no -> mode.take("script"));
    mode.get("downscript").filter("no"::equals).ifPresent(no -> mode.take("downscript"));
    ours.addAll(List.of("--net", mode.toString(), "--nic", card));
    network = true;
  }
}
