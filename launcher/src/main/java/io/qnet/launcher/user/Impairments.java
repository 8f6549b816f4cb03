package io.qnet.launcher.user;

import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.cli.Nearest;
import io.qnet.slirp.event.GatewayEvent;
import io.qnet.web.ImpairedLinkRow;
import io.qnet.web.RefusedException;
import io.qnet.wire.Link;
import io.qnet.wire.WrappedLink;
import io.qnet.wire.channel.Loop;
import io.qnet.wire.impair.ImpairedLink;
import io.qnet.wire.impair.ImpairmentPlan;
import io.qnet.wire.impair.Measured;
import io.qnet.wire.impair.Witness;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The links of a segment, each of which can be made a bad one while it runs. */
public final class Impairments {
  private static final double NANOS_PER_MILLI = 1e6;

  /** Of seeds that are made up: short enough to type. */
  private static final int SEEDS = 1_000_000;

  private final Loop loop;
  private final Consumer<GatewayEvent> events;
  private final List<ImpairedLink> links = new CopyOnWriteArrayList<>();

  /**
   * None yet.
   *
   * @param events told what is changed, on the loop
   */
  public Impairments(Loop loop, Consumer<GatewayEvent> events) {
    this.loop = loop;
    this.events = events;
  }

  /** A link around {@code link}, which nothing goes wrong with yet. Before the segment begins. */
  public ImpairedLink wrap(Link link, Witness witness) {
    ImpairedLink impaired = new ImpairedLink(link, loop.burst(), witness);
    links.add(impaired);
    return impaired;
  }

  /** The same while the segment runs, for a link that comes and goes. On the loop. */
  public Link wrapPassing(Link link, Witness witness) {
    ImpairedLink impaired = wrap(link, witness);
    return new WrappedLink(impaired) {
      @Override
      public void close() {
        links.remove(impaired);
        super.close();
      }
    };
  }

  /** From now on {@code plan} holds on every link. On the segment's loop. */
  public void begin(@Nullable ImpairmentPlan plan) {
    if (plan != null) {
      links.forEach(link -> impair(link, plan));
    }
  }

  /**
   * Reads the words of {@code qnet impair}, divided by blanks or commas.
   *
   * @param meaning what it means that they are wrong
   * @throws Failure if one is
   */
  public static ImpairmentPlan plan(String words, String meaning) {
    try {
      return read(words);
    } catch (IllegalArgumentException wrong) {
      throw Failure.usage(String.valueOf(wrong.getMessage()), meaning, hint(words));
    }
  }

  private static ImpairmentPlan read(String words) {
    return ImpairmentPlan.parse(
        List.of(words.strip().split("[\\s,]+")), () -> new SecureRandom().nextInt(SEEDS));
  }

  /** How the links stand. */
  public CompletionStage<List<ImpairedLinkRow>> rows() {
    return loop.submit(() -> links.stream().map(Impairments::row).toList());
  }

  /**
   * Changes one link, and says how all stand then.
   *
   * @param name of the link, or the end of it behind a dot
   * @param words empty for nothing
   * @throws RefusedException if there is no such link, or a word is wrong
   */
  public CompletionStage<List<ImpairedLinkRow>> set(String name, String words) {
    ImpairedLink link = find(name);
    ImpairmentPlan plan = words.isBlank() ? null : readForApi(words);
    return loop.submit(
        () -> {
          impair(link, plan);
          return links.stream().map(Impairments::row).toList();
        });
  }

  private static ImpairmentPlan readForApi(String words) {
    try {
      return read(words);
    } catch (IllegalArgumentException wrong) {
      throw new RefusedException(
          true, String.valueOf(wrong.getMessage()), "the link is as it was", hint(words));
    }
  }

  /** The word that is nearest to the first that is none; else where all are explained. */
  private static String hint(String words) {
    List<String> names = ImpairmentPlan.names();
    for (String word : words.strip().split("[\\s,]+", -1)) {
      String name = word.replaceFirst("^(to|from):", "").replaceFirst("=.*", "");
      if (!names.contains(name)) {
        return Nearest.to(name, names)
            .map(near -> "did you mean " + near + "? All are in qnet impair --help")
            .orElse("see qnet impair --help");
      }
    }
    return "see qnet impair --help";
  }

  private ImpairedLink find(String name) {
    List<String> names = links.stream().map(Link::name).toList();
    return links.stream()
        .filter(link -> link.name().equals(name) || link.name().endsWith("." + name))
        .findFirst()
        .orElseThrow(
            () ->
                new RefusedException(
                    false,
                    "there is no link '" + name + "'",
                    "the links are: " + String.join(", ", names),
                    Nearest.hint(name, names)));
  }

  private void impair(ImpairedLink link, @Nullable ImpairmentPlan plan) {
    boolean nothing = plan == null || plan.isNothing();
    link.impair(nothing ? null : plan);
    events.accept(new GatewayEvent.LinkImpaired(link.name(), nothing ? "" : String.valueOf(plan)));
  }

  private static ImpairedLinkRow row(ImpairedLink link) {
    ImpairedLink.Status status = link.status();
    return status == null
        ? new ImpairedLinkRow(link.name(), "", "", null, null)
        : new ImpairedLinkRow(
            link.name(),
            status.plan().toString(),
            status.state(),
            tally(status.to()),
            tally(status.from()));
  }

  private static ImpairedLinkRow.Tally tally(Measured all) {
    return new ImpairedLinkRow.Tally(
        all.frames(),
        all.octets(),
        all.lost(),
        all.overflowed(),
        all.oversize(),
        all.duplicated(),
        all.corrupted(),
        all.reordered(),
        all.delivered(),
        all.waiting(),
        millis(all.leastDelay()),
        millis(all.meanDelay()),
        millis(all.mostDelay()),
        all.rate());
  }

  private static double millis(Duration delay) {
    return delay.toNanos() / NANOS_PER_MILLI;
  }
}
