package io.qnet.launcher.translate;

import io.qnet.launcher.translate.Step.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Windows, VNC, SPICE, and the character devices of serial ports and monitors. */
final class OldScreens {
  private static final Set<String> VNC =
      Set.of("password", "reverse", "sasl", "lossy", "non-adaptive", "power-control", "websocket");
  private static final Set<String> SPICE =
      Set.of(
          "disable-ticketing",
          "agent-mouse",
          "playback-compression",
          "seamless-migration",
          "sasl",
          "disable-copy-paste",
          "disable-agent-file-xfer",
          "gl",
          "ipv4",
          "ipv6",
          "unix");
  private static final Set<String> CHARACTER =
      Set.of(
          "server",
          "wait",
          "telnet",
          "tn3270",
          "websocket",
          "nodelay",
          "mux",
          "signal",
          "ipv4",
          "ipv6");
  static final Set<String> CHARACTER_OPTIONS =
      Set.of("-serial", "-parallel", "-monitor", "-qmp", "-qmp-pretty", "-chardev");

  private final Draft draft;

  OldScreens(Draft draft) {
    this.draft = draft;
  }

  /** Options without a value; false if it is none of them. */
  boolean take(String option) {
    List<String> old = List.of(option);
    switch (option) {
      case "-sdl" -> draft.display(old, "sdl", "", "", "-display names every window");
      case "-curses" -> draft.display(old, "curses", "", "", "-display names every window");
      case "-alt-grab" ->
          draft.display(old, null, "grab-mod", "lshift-lctrl-lalt", "the keys that free the mouse");
      case "-ctrl-grab" ->
          draft.display(old, null, "grab-mod", "rctrl", "the key that frees the mouse");
      case "-no-quit" ->
          draft.display(old, null, "window-close", "off", "-no-quit went in QEMU 7.0");
      case "-show-cursor" ->
          draft.display(old, null, "show-cursor", "on", "-show-cursor went in QEMU 6.0");
      default -> {
        return false;
      }
    }
    return true;
  }

  /** {@code -display TYPE,...}, which words of before may have to join. */
  void display(String value) {
    draft.add(List.of("-display", value), List.of("-display", value), Kind.KEPT, "the window");
  }

  void vnc(String value) {
    OptionText vnc = OptionText.parse(value, union(VNC, "tls", "x509", "x509verify", "acl"));
    List<String> words = new ArrayList<>();
    boolean plain = vnc.take("tls").isPresent();
    String verify = vnc.take("x509verify").orElse(null);
    String folder = vnc.take("x509").orElse(verify);
    boolean acl = vnc.take("acl").isPresent();
    if (folder != null) {
      OptionText object =
          OptionText.of("tls-creds-x509").add("id", "tls0").add("endpoint", "server");
      if (!folder.equals("on")) {
        object.add("dir", folder);
      }
      object.add("verify-peer", verify == null ? "off" : "on");
      words.addAll(List.of("-object", object.toString()));
      vnc.add("tls-creds", "tls0");
    } else if (plain) {
      words.addAll(List.of("-object", "tls-creds-anon,id=tls0,endpoint=server"));
      vnc.add("tls-creds", "tls0");
    }
    words.addAll(List.of("-vnc", vnc.toString()));
    boolean went = folder != null || plain || acl;
    boolean same = !went && vnc.toString().equals(value);
    draft.add(
        List.of("-vnc", value),
        words,
        same ? Kind.KEPT : Kind.CHANGED,
        same
            ? "the screen by VNC" + everybody(value)
            : went
                ? "tls, x509 and acl went in QEMU 3.1: -object tls-creds-..., tls-creds="
                : "switches are said in full");
  }

  private static String everybody(String value) {
    return value.startsWith(":")
        ? "; on all addresses: 127.0.0.1" + value + " is for this host"
        : "";
  }

  void spice(String value) {
    switches("-spice", value, SPICE, "the screen by SPICE");
  }

  /** {@code unix:/tmp/s,server,nowait}. */
  void character(String option, String value) {
    switches(option, value, CHARACTER, "where it is connected to");
  }

  private void switches(String option, String value, Set<String> names, String what) {
    String modern = OptionText.parse(value, names).toString();
    boolean same = modern.equals(value);
    draft.add(
        List.of(option, value),
        List.of(option, modern),
        same ? Kind.KEPT : Kind.CHANGED,
        same ? what : "switches are said in full");
  }

  private static Set<String> union(Set<String> some, String... more) {
    Set<String> all = new HashSet<>(some);
    all.addAll(List.of(more));
    return all;
  }
}
