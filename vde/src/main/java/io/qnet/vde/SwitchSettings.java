package io.qnet.vde;

import io.qnet.wire.address.MacAddress;
import java.time.Duration;

/**
 * What a switch is made from.
 *
 * @param name its name, in logs
 * @param ports the highest port number
 * @param hub whether it repeats every frame to every port, and learns nothing
 * @param ageing nanoseconds of silence after which a station is forgotten
 * @param hold nanoseconds for which a station seen at one port is not believed at another
 * @param stations how many stations the table holds
 * @param seed for the table's hash, so that nobody outside can aim at one of its slots
 */
public record SwitchSettings(
    String name, int ports, boolean hub, long ageing, long hold, int stations, long seed) {
  /** As many as fit into the name of a port's socket. */
  public static final int MOST_PORTS = 999;

  /** 5 minutes, the recommended value of IEEE 802.1Q-2022, table 8-6. */
  public static final long AGEING = Duration.ofMinutes(5).toNanos();

  /** A table as large as that of a small switch in a rack. */
  public static final int STATIONS = 8192;

  /** Checks the numbers. */
  public SwitchSettings {
    if (ports < 1 || ports > MOST_PORTS) {
      throw new IllegalArgumentException(
          "a switch has 1 to " + MOST_PORTS + " ports, but got " + ports);
    }
    if (stations < 1) {
      throw new IllegalArgumentException("a table holds at least one station, but got " + stations);
    }
  }

  /** A learning switch with the usual values. */
  public static SwitchSettings of(String name, int ports, long seed) {
    return new SwitchSettings(name, ports, false, AGEING, 0, STATIONS, seed);
  }

  /** An address for the switch itself, until it is told another: 00:ff and four octets. */
  MacAddress address() {
    return new MacAddress(0x00ff_0000_0000L | Integer.toUnsignedLong(name.hashCode()));
  }

  /** The same as a hub. */
  public SwitchSettings asHub() {
    return new SwitchSettings(name, ports, true, ageing, hold, stations, seed);
  }
}
