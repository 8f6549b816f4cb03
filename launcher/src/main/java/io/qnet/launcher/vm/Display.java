package io.qnet.launcher.vm;

import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.cli.Nearest;
import io.qnet.launcher.qemu.QemuFeatures;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * How a machine's screen is seen.
 *
 * @param words of QEMU
 * @param notices sentences for people
 * @param seen whether anybody can see it from the start
 */
record Display(List<String> words, List<String> notices, boolean seen) {
  private static final String LOOPBACK = "127.0.0.1";
  private static final String FIRST_FREE = LOOPBACK + ":0,to=99";
  private static final Display NONE = new Display(List.of("-display", "none"), List.of(), false);

  /** Nobody sees it; {@code qnet vm screenshot} still does. */
  static Display none() {
    return NONE;
  }

  /** It is seen on a page of ours: a socket that QEMU is given when it starts leads there. */
  static Display page() {
    return new Display(List.of(), List.of("screen: in the browser, for who has the address"), true);
  }

  /** What stands for the page where there is none, at the first free display of this host. */
  static Display inPlaceOfPage() {
    return vnc(FIRST_FREE);
  }

  /** A window where there is a desktop, else VNC at the first free display of this host. */
  static Display best(QemuFeatures qemu, Map<String, String> environment) {
    boolean desktop =
        environment.containsKey("DISPLAY") || environment.containsKey("WAYLAND_DISPLAY");
    return desktop && qemu.displays().contains("gtk")
        ? new Display(List.of("-display", "gtk"), List.of(), true)
        : vnc(FIRST_FREE);
  }

  /** Reads what follows {@code --display}. */
  static Display parse(String text, QemuFeatures qemu) {
    if (text.equals("none")) {
      return NONE;
    }
    if (text.startsWith("vnc=")) {
      String where = text.substring("vnc=".length());
      return vnc(where.startsWith(":") ? LOOPBACK + where : where);
    }
    if (text.startsWith("spice=")) {
      return spice(text.substring("spice=".length()));
    }
    String kind = text.replaceFirst(",.*", "");
    if (kind.equals("gtk") && !qemu.displays().contains("gtk")) {
      throw Failure.missing(
          "this QEMU cannot open a window: its GTK part is not installed",
          VmFailure.MEANING,
          "type: apt-get install qemu-system-gui, or use --display vnc=:0");
    }
    if (kind.equals("curses") || !qemu.displays().contains(kind)) {
      TreeSet<String> valid = new TreeSet<>(qemu.displays());
      valid.remove("curses");
      valid.addAll(List.of("vnc=:0", "spice=:5930"));
      throw VmFailure.usage(
          "--display " + text + ": the QEMU installed here has no such display",
          kind.equals("curses") ? "without a window: --text" : Nearest.hint(text, valid));
    }
    return new Display(List.of("-display", text), List.of(), true);
  }

  private static Display vnc(String where) {
    if (!where.matches("unix:.+|none|.*:[0-9]{1,5}(,.*)?")) {
      throw VmFailure.usage(
          "--display vnc=" + where + ": a VNC server has a display number, from 0",
          "write --display vnc=:0, or vnc=0.0.0.0:0 for all addresses of this host");
    }
    List<String> notices = new ArrayList<>();
    boolean password = where.matches(".*,password(=on)?(,.*)?");
    if (where.startsWith(LOOPBACK + ":") || where.startsWith("unix:")) {
      notices.add("screen: VNC, for this host alone" + (password ? "" : ", no password"));
    } else {
      notices.add(
          password
              ? "screen: VNC, for whoever reaches this host and has the password"
              : "screen: VNC without a password, for whoever reaches this host");
    }
    if (password) {
      notices.add("the password is yours to set: qnet monitor 'set_password vnc PASSWORD'");
    }
    return new Display(List.of("-display", "vnc=" + where), notices, true);
  }

  private static Display spice(String where) {
    if (!where.matches("[^,]*:[0-9]{1,5}(,.*)?")) {
      throw VmFailure.usage(
          "--display spice=" + where + ": a SPICE server has a port",
          "write --display spice=:5930");
    }
    int comma = where.indexOf(',');
    String address = comma < 0 ? where : where.substring(0, comma);
    int colon = address.lastIndexOf(':');
    String host = colon == 0 ? LOOPBACK : address.substring(0, colon).replaceAll("[\\[\\]]", "");
    String rest = comma < 0 ? ",disable-ticketing=on" : where.substring(comma);
    return new Display(
        List.of(
            "-display",
            "none",
            "-spice",
            "addr=" + host + ",port=" + address.substring(colon + 1) + rest),
        List.of(
            "screen: SPICE at "
                + host
                + (rest.contains("disable-ticketing=on") ? ", no password" : "")),
        true);
  }
}
