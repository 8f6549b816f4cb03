package io.qnet.launcher.translate;

import io.qnet.launcher.translate.Step.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Sound and USB. */
final class OldDevices {
  private static final Map<String, String> CARDS =
      Map.of(
          "ac97", "AC97",
          "es1370", "ES1370",
          "sb16", "sb16",
          "adlib", "adlib",
          "cs4231a", "cs4231a",
          "gus", "gus");
  private static final List<String> ALL = List.of("ac97", "es1370", "sb16", "adlib", "hda");
  private static final Map<String, String> USB =
      Map.of(
          "tablet", "usb-tablet",
          "mouse", "usb-mouse",
          "keyboard", "usb-kbd",
          "wacom-tablet", "usb-wacom-tablet",
          "ccid", "usb-ccid");

  /** What QEMU_AUDIO_DRV could be, and is still; the others went with their systems. */
  private static final Set<String> DRIVERS =
      Set.of("none", "alsa", "oss", "pa", "sdl", "spice", "wav");

  private final Draft draft;
  private boolean audio;

  OldDevices(Draft draft) {
    this.draft = draft;
  }

  /** {@code -soundhw ac97,hda}. */
  void sound(String value) {
    List<String> words = new ArrayList<>();
    String why =
        "-soundhw went in QEMU 7.1: -audiodev says where sound goes, -device what plays it";
    if (!audio) {
      String driver = draft.variable("QEMU_AUDIO_DRV").filter(DRIVERS::contains).orElse("pa");
      words.addAll(List.of("-audiodev", driver + ",id=snd0"));
      audio = true;
    }
    for (String card : value.equals("all") ? ALL : List.of(value.split(",", -1))) {
      if (CARDS.containsKey(card)) {
        words.addAll(List.of("-device", CARDS.get(card) + ",audiodev=snd0"));
      } else if (card.equals("hda")) {
        words.addAll(List.of("-device", "intel-hda", "-device", "hda-duplex,audiodev=snd0"));
      } else if (card.equals("pcspk")) {
        words.addAll(List.of("-machine", "pcspk-audiodev=snd0"));
      } else {
        why = "there is no sound card " + card + "; " + why;
      }
    }
    boolean silent = !words.contains("-device") && !words.contains("-machine");
    draft.add(
        List.of("-soundhw", value),
        silent ? List.of() : words,
        silent ? Kind.DROPPED : Kind.CHANGED,
        why);
  }

  /** {@code -usbdevice KIND[:ARGUMENT]}. */
  void usb(String value) {
    int colon = value.indexOf(':');
    String kind = colon < 0 ? value : value.substring(0, colon);
    String argument = colon < 0 ? "" : value.substring(colon + 1);
    List<String> words = new ArrayList<>();
    if (!draft.usb()) {
      words.add("-usb");
      draft.haveUsb();
    }
    List<String> device = device(kind, argument);
    words.addAll(device);
    draft.add(
        List.of("-usbdevice", value),
        device.isEmpty() ? List.of() : words,
        device.isEmpty() ? Kind.DROPPED : Kind.CHANGED,
        device.isEmpty()
            ? "USB " + kind + " went from QEMU"
            : "-usbdevice is -usb and -device" + why(kind));
  }

  private static String why(String kind) {
    return switch (kind) {
      case "audio", "disk", "net", "serial", "host" -> "; for " + kind + " it went in QEMU 6.0";
      default -> "";
    };
  }

  private List<String> device(String kind, String argument) {
    return switch (kind) {
      case "audio" -> audio();
      case "disk" -> disk(argument);
      case "host" -> host(argument);
      case "net" -> List.of("-netdev", "user,id=usbnet0", "-device", "usb-net,netdev=usbnet0");
      case "serial" -> serial(argument);
      case "braille" ->
          List.of("-chardev", "braille,id=braille0", "-device", "usb-braille,chardev=braille0");
      default -> USB.containsKey(kind) ? List.of("-device", USB.get(kind)) : List.of();
    };
  }

  private List<String> audio() {
    List<String> words = new ArrayList<>();
    if (!audio) {
      words.addAll(List.of("-audiodev", "pa,id=snd0"));
      audio = true;
    }
    words.addAll(List.of("-device", "usb-audio,audiodev=snd0"));
    return words;
  }

  /** {@code disk:FILE} or {@code disk:format=raw:FILE}. */
  private List<String> disk(String argument) {
    OptionText drive = OptionText.empty().add("if", "none");
    String id = draft.id("stick");
    drive.add("id", id);
    String file = argument;
    if (argument.startsWith("format=") && argument.contains(":")) {
      drive.add("format", argument.substring("format=".length(), argument.indexOf(':')));
      file = argument.substring(argument.indexOf(':') + 1);
    }
    drive.add("file", file.replaceFirst("^:", ""));
    return List.of("-drive", drive.toString(), "-device", "usb-storage,drive=" + id);
  }

  /** {@code host:BUS.ADDRESS} or {@code host:VENDOR:PRODUCT}, these in hexadecimal. */
  private static List<String> host(String argument) {
    if (argument.matches("\\d+\\.\\d+")) {
      int dot = argument.indexOf('.');
      return List.of(
          "-device",
          "usb-host,hostbus="
              + argument.substring(0, dot)
              + ",hostaddr="
              + argument.substring(dot + 1));
    }
    if (argument.matches("[0-9a-fA-F]{1,4}:[0-9a-fA-F]{1,4}")) {
      int colon = argument.indexOf(':');
      return List.of(
          "-device",
          "usb-host,vendorid=0x"
              + argument.substring(0, colon)
              + ",productid=0x"
              + argument.substring(colon + 1));
    }
    return List.of();
  }

  /** {@code serial:pty}, {@code serial:vendorid=..:stdio}. */
  private static List<String> serial(String argument) {
    String backend = argument.substring(argument.lastIndexOf(':') + 1);
    if (!backend.matches("pty|stdio|null|vc")) {
      return List.of();
    }
    return List.of(
        "-chardev", backend + ",id=usbserial0", "-device", "usb-serial,chardev=usbserial0");
  }
}
