package io.qnet.wire.impair;

import io.qnet.wire.impair.Impairment.Spread;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The values of an {@link Impairment} as words: {@code delay=20ms loss=1%}. */
final class ImpairmentWords {
  /** The keys of values, as they are written. */
  static final List<String> KEYS =
      List.of(
          "delay", "jitter", "spread", "loss", "burst", "dup", "corrupt", "noise", "reorder",
          "rate", "speed", "buffer", "mtu", "fifo");

  private static final Map<String, Double> NANOS =
      Map.of("ns", 1.0, "us", 1e3, "ms", 1e6, "s", 1e9, "", 1e6);
  private static final Map<String, Double> BITS_PER_SECOND =
      Map.of(
          "bit", 1.0, "kbit", 1e3, "mbit", 1e6, "gbit", 1e9, "b/s", 8.0, "kb/s", 8e3, "mb/s", 8e6);
  private static final Map<String, Double> OCTETS =
      Map.of("", 1.0, "k", 1024.0, "m", 1024.0 * 1024);

  private static final Duration MOST_DELAY = Duration.ofMinutes(1);
  private static final double MOST_BITS = 1e12;
  private static final double MOST_BUFFER = 32 << 20;
  private static final int MOST_MTU = 65536;

  private ImpairmentWords() {}

  /**
   * The same with one value changed.
   *
   * @throws IllegalArgumentException if it is none; one sentence
   */
  static Impairment with(Impairment old, String key, String value) {
    double loss = key.equals("loss") ? share(key, value) : old.loss();
    double burst = key.equals("burst") ? number(key, value, 1, 1e6) : old.burst();
    double dup = key.equals("dup") ? share(key, value) : old.duplicate();
    double corrupt = key.equals("corrupt") ? share(key, value) : old.corrupt();
    double noise = key.equals("noise") ? number(key, value, 0, 1e6) : old.noise();
    double reorder = key.equals("reorder") ? share(key, value) : old.reorder();
    Duration delay = key.equals("delay") ? time(key, value) : old.delay();
    Duration jitter = key.equals("jitter") ? time(key, value) : old.jitter();
    Spread spread = key.equals("spread") ? spread(value) : old.spread();
    long rate = key.equals("rate") ? rate(key, value) : old.rate();
    long speed = key.equals("speed") ? rate(key, value) : old.speed();
    long buffer = key.equals("buffer") ? (long) octets(key, value, MOST_BUFFER) : old.buffer();
    int mtu = key.equals("mtu") ? (int) octets(key, value, MOST_MTU) : old.mtu();
    boolean fifo = key.equals("fifo") ? onOrOff(value) : old.fifo();
    if (!KEYS.contains(key)) {
      throw new IllegalArgumentException(
          "there is no '" + key + "'; there are " + String.join(", ", KEYS));
    }
    return new Impairment(
        loss, burst, dup, corrupt, noise, reorder, delay, jitter, spread, rate, speed, buffer, mtu,
        fifo);
  }

  /** A probability: {@code 1%} or {@code 0.01}. */
  static double share(String key, String value) {
    boolean percent = value.endsWith("%");
    double number = plain(key, percent ? value.substring(0, value.length() - 1) : value);
    double share = percent ? number / 100 : number;
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException(
          key
              + " is from 0% to 100%, or from 0.0 to 1.0, but got "
              + value
              + (percent || number > 100 ? "" : "; for " + value + "% write " + value + "%"));
    }
    return share;
  }

  private static double plain(String key, String value) {
    if (!value.matches("[0-9]{1,15}([.][0-9]{1,9})?")) {
      throw new IllegalArgumentException(key + "=" + value + " is no number");
    }
    return Double.parseDouble(value);
  }

  private static double number(String key, String value, double least, double most) {
    double number = plain(key, value);
    if (number < least || number > most) {
      throw new IllegalArgumentException(
          key + " is from " + brief(least) + " to " + brief(most) + ", but got " + value);
    }
    return number;
  }

  private static double scaled(
      String key, String value, Map<String, Double> units, String example) {
    String digits = value.replaceFirst("[^0-9.].*", "");
    Double unit = units.get(value.substring(digits.length()).toLowerCase(Locale.ROOT));
    if (unit == null) {
      throw new IllegalArgumentException(
          key + "=" + value + " has no unit that is known here; write it like " + example);
    }
    return plain(key, digits) * unit;
  }

  static Duration time(String key, String value) {
    Duration time = Duration.ofNanos(Math.round(scaled(key, value, NANOS, "20ms, 500us or 1s")));
    if (time.compareTo(MOST_DELAY) > 0) {
      throw new IllegalArgumentException(key + " is at most 60s, but got " + value);
    }
    return time;
  }

  private static long rate(String key, String value) {
    double bits = scaled(key, value, BITS_PER_SECOND, "10Mbit, 64kbit or 1MB/s");
    if ((bits < 1 && bits != 0) || bits > MOST_BITS) {
      throw new IllegalArgumentException(key + " is from 1bit to 1000Gbit, but got " + value);
    }
    return Math.round(bits);
  }

  private static double octets(String key, String value, double most) {
    double octets = scaled(key, value, OCTETS, "1500, 64k or 1M");
    if (octets > most) {
      throw new IllegalArgumentException(key + " is at most " + brief(most) + ", but got " + value);
    }
    return octets;
  }

  private static Spread spread(String value) {
    return switch (value) {
      case "uniform" -> Spread.UNIFORM;
      case "normal" -> Spread.NORMAL;
      default ->
          throw new IllegalArgumentException("spread is uniform or normal, but got " + value);
    };
  }

  private static boolean onOrOff(String value) {
    return switch (value) {
      case "on" -> true;
      case "off" -> false;
      default -> throw new IllegalArgumentException("fifo is on or off, but got " + value);
    };
  }

  static String text(Impairment values) {
    List<String> words = new ArrayList<>();
    add(words, "delay", !values.delay().isZero(), time(values.delay()));
    add(words, "jitter", !values.jitter().isZero(), time(values.jitter()));
    add(words, "spread", values.spread() == Spread.NORMAL, "normal");
    add(words, "loss", values.loss() > 0, percent(values.loss()));
    add(words, "burst", values.burst() > 1, brief(values.burst()));
    add(words, "dup", values.duplicate() > 0, percent(values.duplicate()));
    add(words, "corrupt", values.corrupt() > 0, percent(values.corrupt()));
    add(words, "noise", values.noise() > 0, brief(values.noise()));
    add(words, "reorder", values.reorder() > 0, percent(values.reorder()));
    add(words, "rate", values.rate() > 0, bits(values.rate()));
    add(words, "speed", values.speed() > 0, bits(values.speed()));
    add(words, "buffer", values.buffer() > 0, Long.toString(values.buffer()));
    add(words, "mtu", values.mtu() > 0, Integer.toString(values.mtu()));
    add(words, "fifo", !values.fifo(), "off");
    return String.join(" ", words);
  }

  private static void add(List<String> words, String key, boolean set, String value) {
    if (set) {
      words.add(key + "=" + value);
    }
  }

  /** In milliseconds, unless that hides something. */
  static String time(Duration time) {
    long nanos = time.toNanos();
    if (nanos % 1000 != 0) {
      return nanos + "ns";
    }
    return nanos % 1_000_000 == 0 ? nanos / 1_000_000 + "ms" : nanos / 1000 + "us";
  }

  static String percent(double share) {
    return brief(share * 100) + "%";
  }

  private static String bits(long rate) {
    if (rate % 1_000_000 == 0) {
      return rate / 1_000_000 + "Mbit";
    }
    return rate % 1000 == 0 ? rate / 1000 + "kbit" : rate + "bit";
  }

  static String brief(double number) {
    return new BigDecimal("%.6f".formatted(number)).stripTrailingZeros().toPlainString();
  }
}
