package io.qnet.launcher.user;

import io.qnet.launcher.cli.Nearest;
import io.qnet.wire.nat.NatBehaviour;
import io.qnet.wire.nat.NatBehaviour.Dependence;
import io.qnet.wire.nat.NatBehaviour.Ports;
import io.qnet.wire.nat.NatBehaviour.Refresh;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;

/** The dials of the translator: a preset, and what differs from it, wherever it is written. */
final class NatGroup implements OptionGroup {
  private static final Duration LONGEST = Duration.ofDays(30);
  private static final Map<String, Dependence> DEPENDENCES =
      Map.of(
          "ei", Dependence.ENDPOINT_INDEPENDENT,
          "ad", Dependence.ADDRESS,
          "apd", Dependence.ADDRESS_AND_PORT);
  private static final Map<String, Ports> PORTS =
      Map.of("preserve", Ports.PRESERVE, "random", Ports.RANDOM, "sequential", Ports.SEQUENTIAL);
  private static final Map<String, Refresh> REFRESHES =
      Map.of("out", Refresh.OUTBOUND, "both", Refresh.BOTH);

  private final Map<String, Object> written = new LinkedHashMap<>();
  private NatBehaviour preset = NatBehaviour.DEFAULT;

  @Override
  public List<String> keys() {
    return List.of(
        "mapping",
        "filtering",
        "ports",
        "parity",
        "hairpin",
        "udp-timeout",
        "tcp-timeout",
        "refresh",
        "preset");
  }

  @Override
  public List<String> switches() {
    return List.of("parity", "hairpin");
  }

  @Override
  public void take(String key, String value) {
    switch (key) {
      case "preset" -> preset = preset(value);
      case "mapping", "filtering" -> written.put(key, oneOf(value, DEPENDENCES));
      case "ports" -> written.put(key, oneOf(value, PORTS));
      case "refresh" -> written.put(key, oneOf(value, REFRESHES));
      case "udp-timeout", "tcp-timeout" -> written.put(key, duration(value));
      default -> written.put(key, Values.onOrOff(value));
    }
  }

  private static NatBehaviour preset(String name) {
    List<String> names = List.copyOf(new TreeSet<>(NatBehaviour.presets()));
    return NatBehaviour.preset(name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'" + name + "' is no preset; " + Nearest.hint(name, names)));
  }

  private static <T> T oneOf(String value, Map<String, T> words) {
    T meant = words.get(Values.oneOf(value, List.copyOf(new TreeSet<>(words.keySet()))));
    if (meant == null) {
      throw new IllegalStateException("a word without a meaning: " + value);
    }
    return meant;
  }

  /** Seconds, or a number with its unit. */
  private static Duration duration(String value) {
    if (!value.matches("[0-9]{1,7}[smh]?")) {
      throw new IllegalArgumentException(
          "'" + value + "' is no time; write seconds, or 30s, 5m, 2h");
    }
    boolean bare = Character.isDigit(value.charAt(value.length() - 1));
    long number = Long.parseLong(bare ? value : value.substring(0, value.length() - 1));
    Duration time =
        value.endsWith("h")
            ? Duration.ofHours(number)
            : value.endsWith("m") ? Duration.ofMinutes(number) : Duration.ofSeconds(number);
    if (time.isZero() || time.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "a time is between 1 s and 30 days, but got '" + value + "'");
    }
    return time;
  }

  /** That it lets strangers in, if it does. */
  List<String> notices() {
    if (result().filtering() != Dependence.ENDPOINT_INDEPENDENT) {
      return List.of();
    }
    String said = written.containsKey("filtering") ? "filtering=ei" : "this preset's filtering=ei";
    return List.of(
        said
            + ": inbound is open to whoever knows the port a guest sends from; filtering=apd lets"
            + " in only who was written to");
  }

  NatBehaviour result() {
    return new NatBehaviour(
        dial("mapping", NatBehaviour::mapping),
        dial("filtering", NatBehaviour::filtering),
        dial("ports", NatBehaviour::ports),
        dial("parity", NatBehaviour::parity),
        dial("hairpin", NatBehaviour::hairpin),
        dial("udp-timeout", NatBehaviour::udpTimeout),
        dial("tcp-timeout", NatBehaviour::tcpTimeout),
        dial("refresh", NatBehaviour::refresh));
  }

  @SuppressWarnings("unchecked") // take puts a value of its type under each key
  private <T> T dial(String key, Function<NatBehaviour, T> otherwise) {
    return (T) written.getOrDefault(key, otherwise.apply(preset));
  }
}
