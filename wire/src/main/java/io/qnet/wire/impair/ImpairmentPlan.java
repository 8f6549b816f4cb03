package io.qnet.wire.impair;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Everything that is set on a link: values for both directions, in one state or in several that
 * follow each other by chance (a Markov chain).
 *
 * @param seed of all chance: the same seed and the same frames meet the same fates
 * @param period how long a state lasts before it is drawn whether another follows
 * @param states the first is the one to begin with
 * @param edges between them
 */
public record ImpairmentPlan(long seed, Duration period, List<State> states, List<Edge> edges) {
  private static final Duration DEFAULT_PERIOD = Duration.ofMillis(100);
  private static final String TO = "to:";
  private static final String FROM = "from:";
  private static final String PERIOD = "period";
  private static final int MOST_STATES = 64;
  private static final int MOST_WORDS = 1000;

  /** Keeps copies. */
  public ImpairmentPlan {
    states = List.copyOf(states);
    edges = List.copyOf(edges);
  }

  /**
   * One state of a link.
   *
   * @param name empty where there is only one
   * @param to what goes wrong with frames to the machine that is plugged in
   * @param from what goes wrong with its own
   */
  public record State(String name, Impairment to, Impairment from) {
    private State with(String direction, String key, String value) {
      boolean both = direction.isEmpty();
      return new State(
          name,
          both || direction.equals(TO) ? ImpairmentWords.with(to, key, value) : to,
          both || direction.equals(FROM) ? ImpairmentWords.with(from, key, value) : from);
    }

    private String words() {
      if (to.equals(from)) {
        return to.toString();
      }
      return (prefixed(TO, to) + " " + prefixed(FROM, from)).strip();
    }

    private static String prefixed(String direction, Impairment values) {
      String words = values.toString();
      return words.isEmpty() ? "" : direction + words.replace(" ", " " + direction);
    }
  }

  /**
   * That {@code to} follows {@code from}.
   *
   * @param chance after each period, 0.0 to 1.0
   */
  public record Edge(String from, String to, double chance) {}

  /**
   * Reads words such as {@code delay=20ms from:loss=1% seed=7}. A value holds for both directions,
   * or for frames to or from the machine, if {@code to:} or {@code from:} stands in front. After
   * {@code state=NAME} come values of that state, which begins as what was said before the first
   * state; {@code edge=NAME:NAME:5%} connects two, {@code period=100ms} is the pace.
   *
   * @param newSeed asked if the words have none
   * @throws IllegalArgumentException if a word is wrong; one sentence that says how to write it
   */
  public static ImpairmentPlan parse(List<String> words, LongSupplier newSeed) {
    return new Reader().read(words, newSeed);
  }

  /** The names that words may have, without a direction. */
  public static List<String> names() {
    return Stream.concat(ImpairmentWords.KEYS.stream(), Stream.of("seed", "state", "edge", PERIOD))
        .toList();
  }

  /** What {@link #parse} was told so far. */
  private static final class Reader {
    private final List<State> states = new ArrayList<>();
    private final List<Edge> edges = new ArrayList<>();
    private State base = new State("", Impairment.NONE, Impairment.NONE);
    private Duration period = DEFAULT_PERIOD;

    ImpairmentPlan read(List<String> words, LongSupplier newSeed) {
      if (words.size() > MOST_WORDS) {
        throw new IllegalArgumentException("that is more than " + MOST_WORDS + " words");
      }
      String seed = "";
      for (String word : words) {
        int equals = word.indexOf('=');
        if (equals < 1) {
          throw new IllegalArgumentException(
              "'" + word + "' is no value; write it like delay=20ms or loss=1%");
        }
        String value = word.substring(equals + 1);
        switch (word.substring(0, equals)) {
          case "seed" -> seed = value;
          case "state" -> begin(value);
          case "edge" -> edges.add(edge(value));
          case PERIOD -> period = period(value);
          default -> value(word.substring(0, equals), value);
        }
      }
      edges.forEach(this::requireStates);
      requireShares();
      return new ImpairmentPlan(
          seed.isEmpty() ? newSeed.getAsLong() : seed(seed),
          period,
          states.isEmpty() ? List.of(base) : states,
          edges);
    }

    private static Duration period(String value) {
      Duration period = ImpairmentWords.time(PERIOD, value);
      if (period.compareTo(Duration.ofMillis(1)) < 0) {
        throw new IllegalArgumentException("period is at least 1ms, but got " + value);
      }
      return period;
    }

    private static long seed(String value) {
      try {
        return Long.parseLong(value);
      } catch (NumberFormatException none) {
        throw new IllegalArgumentException("seed is a whole number, but got " + value, none);
      }
    }

    private void begin(String name) {
      if (!name.matches("[A-Za-z0-9_-]{1,32}") || find(name) >= 0 || states.size() >= MOST_STATES) {
        throw new IllegalArgumentException(
            "a state has a name of its own, of letters and digits, and there are "
                + MOST_STATES
                + " at most, but got "
                + name);
      }
      states.add(new State(name, base.to(), base.from()));
    }

    private static Edge edge(String value) {
      String[] parts = value.split(":", -1);
      if (parts.length != 3) {
        throw new IllegalArgumentException(
            "edge=" + value + " does not connect two states; write it like edge=good:bad:5%");
      }
      return new Edge(parts[0], parts[1], ImpairmentWords.share("edge", parts[2]));
    }

    private void value(String word, String value) {
      String key = word.toLowerCase(Locale.ROOT);
      String direction = key.startsWith(TO) ? TO : key.startsWith(FROM) ? FROM : "";
      String bare = key.substring(direction.length());
      if (states.isEmpty()) {
        base = base.with(direction, bare, value);
      } else {
        int last = states.size() - 1;
        states.set(last, states.get(last).with(direction, bare, value));
      }
    }

    private int find(String name) {
      return states.stream().map(State::name).toList().indexOf(name);
    }

    private void requireStates(Edge edge) {
      if (find(edge.from()) < 0 || find(edge.to()) < 0 || edge.from().equals(edge.to())) {
        throw new IllegalArgumentException(
            "edge="
                + edge.from()
                + ":"
                + edge.to()
                + " connects two states; the states here are "
                + states.stream().map(State::name).collect(Collectors.joining(", ")));
      }
    }

    private void requireShares() {
      Map<String, Double> sums = new TreeMap<>();
      edges.forEach(edge -> sums.merge(edge.from(), edge.chance(), Double::sum));
      sums.forEach(
          (state, sum) -> {
            if (sum > 1 + 1e-9) {
              throw new IllegalArgumentException(
                  "the edges from " + state + " come to more than 100%");
            }
          });
    }
  }

  /** Whether nothing ever goes wrong. */
  public boolean isNothing() {
    return states.stream()
        .allMatch(
            state -> state.to().equals(Impairment.NONE) && state.from().equals(Impairment.NONE));
  }

  /** The words that come to this. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (State state : states) {
      text.append(state.name().isEmpty() ? "" : " state=" + state.name());
      text.append(' ').append(state.words());
    }
    for (Edge edge : edges) {
      text.append(" edge=").append(edge.from()).append(':').append(edge.to());
      text.append(':').append(ImpairmentWords.percent(edge.chance()));
    }
    if (states.size() > 1) {
      text.append(" period=").append(ImpairmentWords.time(period));
    }
    return text.append(" seed=").append(seed).toString().replaceAll(" +", " ").strip();
  }
}
