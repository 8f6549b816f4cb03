package io.qnet.vde.console;

import io.qnet.vde.StationRow;
import io.qnet.vde.SwitchControl;
import io.qnet.vde.VirtualSwitch;
import io.qnet.wire.address.MacAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** {@code hash/…}. */
final class HashMenu {
  private final VirtualSwitch bridge;
  private final SwitchControl control;
  private final LongSupplier now;
  private int collectSeconds = 2;

  HashMenu(VirtualSwitch bridge, LongSupplier now) {
    this.bridge = bridge;
    this.control = bridge.control();
    this.now = now;
  }

  List<Command> commands() {
    return List.of(
        Command.menu("hash", "STATIONS"),
        Command.list("hash/showinfo", "", "size and times of the table", this::showInfo),
        Command.order(
            "hash/setsize",
            "N",
            "room for N stations; forgets all",
            (text, lines) -> Errno.of(control.resize(new Arguments(text).number(0)))),
        Command.order(
            "hash/setgcint",
            "N",
            "taken, and without effect",
            (text, lines) -> seconds(text, value -> collectSeconds = (int) value.toSeconds())),
        Command.order(
            "hash/setexpire",
            "N",
            "forget after N seconds of silence",
            (text, lines) -> seconds(text, value -> control.setAgeing(value, now.getAsLong()))),
        Command.order(
            "hash/setminper",
            "N",
            "believe in a move after N seconds",
            (text, lines) -> seconds(text, control::setHold)),
        Command.list("hash/print", "", "who is where", this::print),
        Command.list("hash/find", "MAC [VLAN]", "where one station is", this::find));
  }

  private static Errno seconds(String text, Consumer<Duration> setting) {
    int seconds = new Arguments(text).number(0);
    if (seconds < 0) {
      return Errno.EINVAL;
    }
    setting.accept(Duration.ofSeconds(seconds));
    return Errno.OK;
  }

  private Errno showInfo(String text, List<String> lines) {
    lines.add("Hash size " + control.capacity());
    lines.add("GC interval " + collectSeconds + " secs");
    lines.add("GC expire " + control.ageing().toSeconds() + " secs");
    lines.add("Min persistence " + control.hold().toSeconds() + " secs");
    return Errno.OK;
  }

  private Errno print(String text, List<String> lines) {
    bridge.snapshot().stations().forEach(station -> lines.add(line(station)));
    return Errno.OK;
  }

  private Errno find(String text, List<String> lines) {
    Arguments words = new Arguments(text);
    String word = words.word(0);
    if (word == null || !word.matches("[0-9a-fA-F]{1,2}(:[0-9a-fA-F]{1,2}){5}")) {
      return Errno.EINVAL;
    }
    MacAddress mac = MacAddress.parse(word);
    int vlan = Math.max(0, words.number(1));
    for (StationRow station : bridge.snapshot().stations()) {
      if (station.mac().equals(mac) && station.vlan() == vlan) {
        lines.add(line(station));
        return Errno.OK;
      }
    }
    return Errno.ENODEV;
  }

  /** The place in the table is nobody's business here; the original shows it first. */
  private static String line(StationRow station) {
    return String.format(
        Locale.ROOT,
        "Hash: %04d Addr: %s VLAN %04d to port: %03d  age %d secs",
        0,
        station.mac(),
        station.vlan(),
        station.port(),
        Duration.ofNanos(station.silence()).toSeconds());
  }
}
