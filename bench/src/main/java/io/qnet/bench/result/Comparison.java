package io.qnet.bench.result;

import java.util.List;
import java.util.Optional;

/**
 * A ratio of medians of the same run.
 *
 * @param measure what was measured with both
 * @param ours one contender
 * @param peer the other; "" where our median itself is held against a bound
 * @param ratio ours through peer
 * @param target what it must be, if anything
 */
public record Comparison(
    Measure measure, String ours, String peer, double ratio, Optional<Target> target) {
  /** Whether the target, if there is one, is met. */
  public Optional<Boolean> met() {
    return target.map(bound -> bound.met(ratio));
  }

  /**
   * Every figure of {@code ours} against the figures of everybody else, and against those of ours
   * that a target names.
   */
  static List<Comparison> of(List<Figure> figures, List<Target> targets) {
    return figures.stream()
        .filter(Comparison::isOurs)
        .flatMap(
            our ->
                java.util.stream.Stream.concat(
                    figures.stream()
                        .filter(peer -> peer.measure().equals(our.measure()))
                        .filter(peer -> !isOurs(peer) || isPeer(our, peer, targets))
                        .map(peer -> of(our, peer, targets)),
                    itself(our, targets).stream()))
        .toList();
  }

  private static boolean isOurs(Figure figure) {
    return figure.contender().startsWith("qnet");
  }

  private static boolean isPeer(Figure ours, Figure peer, List<Target> targets) {
    return target(ours, peer.contender(), targets).isPresent();
  }

  private static Comparison of(Figure ours, Figure peer, List<Target> targets) {
    return new Comparison(
        ours.measure(),
        ours.contender(),
        peer.contender(),
        Statistics.ratio(ours.median(), peer.median()),
        target(ours, peer.contender(), targets));
  }

  private static Optional<Comparison> itself(Figure ours, List<Target> targets) {
    Optional<Target> target = target(ours, "", targets);
    return target.map(
        bound ->
            new Comparison(
                ours.measure(), ours.contender(), "", ours.median(), Optional.of(bound)));
  }

  private static Optional<Target> target(Figure ours, String peer, List<Target> targets) {
    return targets.stream()
        .filter(
            target ->
                target.suite().equals(ours.measure().suite())
                    && target.workload().equals(ours.measure().workload())
                    && target.ours().equals(ours.contender())
                    && target.peer().equals(peer))
        .findFirst();
  }
}
