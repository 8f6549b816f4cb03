package io.qnet.vde;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.qnet.wire.Burst;
import io.qnet.wire.Frame;
import io.qnet.wire.Link;
import io.qnet.wire.LinkEvents;
import io.qnet.wire.address.MacAddress;
import io.qnet.wire.kit.Cable;
import io.qnet.wire.kit.ManualClock;
import io.qnet.wire.packet.EthernetView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A switch, cables, and somebody at the end of each who tells what he heard. Stations are called by
 * letters: {@code a} is 02:00:00:00:00:0a, {@code *} everybody. {@code say(1, "a>b")} sends from
 * port 1; {@code a>b@10} bears the tag of VLAN 10.
 */
final class SwitchLab {
  final ManualClock clock = new ManualClock();
  final Burst burst = new Burst(clock);
  final List<SwitchEvent> events = new ArrayList<>();
  final VirtualSwitch bridge;
  final List<ByteBuf> sent = new ArrayList<>();
  private final Map<Integer, Link> ends = new TreeMap<>();
  private final Map<Integer, List<String>> heard = new TreeMap<>();

  SwitchLab(int ports) {
    this(ports, SwitchSettings.of("lab", 32, 0x5eed));
  }

  SwitchLab(int ports, SwitchSettings settings) {
    bridge = new VirtualSwitch(settings, burst, events::add);
    for (int i = 0; i < ports; i++) {
      plugIn();
    }
  }

  /** Plugs one more cable in; returns it. */
  Plug plugIn() {
    return plugIn(bridge.reserve(VirtualSwitch.ANY_PORT, Owner.inside("lab")));
  }

  /** Plugs a cable into the place that was reserved for it. */
  Plug plugIn(@Nullable Plug reserved) {
    Plug plug = Objects.requireNonNull(reserved, "there is no such port");
    Cable cable = new Cable("cable", burst);
    burst.run(
        () -> {
          plug.open(cable.left());
          ends.put(plug.id(), cable.right());
          cable.right().open(frame -> hear(plug.id(), frame), LinkEvents.IGNORED);
        });
    return plug;
  }

  private void hear(int id, Frame frame) {
    heard.computeIfAbsent(id, unused -> new ArrayList<>()).add(text(frame.octets()));
    frame.release();
  }

  static String text(ByteBuf octets) {
    EthernetView view = new EthernetView(octets);
    String text = letter(view.source()) + ">" + letter(view.destination());
    return view.tagged() ? text + "@" + view.vlan() : text;
  }

  private static String letter(MacAddress mac) {
    return mac.equals(MacAddress.BROADCAST)
        ? "*"
        : mac.bits() >>> 8 == 0x02_0000_0000L
            ? Long.toString(mac.bits() & 0xff, Character.MAX_RADIX)
            : mac.toString();
  }

  static MacAddress mac(String name) {
    return name.equals("*")
        ? MacAddress.BROADCAST
        : name.indexOf(':') >= 0
            ? MacAddress.parse(name)
            : new MacAddress(0x0200_0000_0000L | Long.parseLong(name, Character.MAX_RADIX));
  }

  /** Sends frames from the cable with that number, in one burst. */
  void say(int id, String... frames) {
    burst.run(
        () -> {
          for (String frame : frames) {
            send(id, frame(frame, 60));
          }
        });
  }

  void send(int id, Frame frame) {
    sent.add(frame.octets());
    Link end = Objects.requireNonNull(ends.get(id));
    burst.run(() -> end.send(frame));
  }

  /** A frame of {@code length} octets. */
  static Frame frame(String text, int length) {
    String[] parts = text.split("[>@]", -1);
    ByteBuf octets = Unpooled.directBuffer(length);
    write(octets, mac(parts[1]));
    write(octets, mac(parts[0]));
    if (parts.length == 3) {
      octets.writeShort(0x8100).writeShort(Integer.parseInt(parts[2]));
    }
    octets.writeShort(0x88b5);
    octets.writeZero(Math.max(0, length - octets.readableBytes()));
    return Frame.plain(octets);
  }

  private static void write(ByteBuf octets, MacAddress mac) {
    octets.writeShort((int) (mac.bits() >>> 32)).writeInt((int) mac.bits());
  }

  /** What each cable heard since this was asked before, such as {@code {2=[a>b]}}. */
  String heard() {
    String all = heard.toString();
    heard.clear();
    return all;
  }

  /** Everything sent was given up. */
  void nothingLeft() {
    bridge.close();
    assertThat(sent).allMatch(octets -> octets.refCnt() == 0);
  }

  PortRow port(int number) {
    return bridge.snapshot().ports().stream()
        .filter(row -> row.number() == number)
        .findFirst()
        .orElseThrow();
  }
}
