package io.qnet.vde;

import io.qnet.wire.DropReason;
import org.jspecify.annotations.Nullable;

/** What became of the frame that came in last; made into words only when somebody asks. */
final class Fate {
  private final Ingress ingress;
  private Kind kind = Kind.NONE;
  private @Nullable SwitchPort from;
  private @Nullable SwitchPort to;
  private @Nullable DropReason reason;
  private int reached;

  private enum Kind {
    NONE,
    FORWARDED,
    FLOODED,
    REPEATED,
    CONSUMED,
    DROPPED
  }

  Fate(Ingress ingress) {
    this.ingress = ingress;
  }

  void forwarded(SwitchPort source, SwitchPort target) {
    kind = Kind.FORWARDED;
    from = source;
    to = target;
  }

  void flooded(SwitchPort source, int ports) {
    kind = Kind.FLOODED;
    from = source;
    reached = ports;
  }

  void repeated(SwitchPort source, int ports) {
    kind = Kind.REPEATED;
    from = source;
    reached = ports;
  }

  void consumed(SwitchPort source) {
    kind = Kind.CONSUMED;
    from = source;
  }

  void dropped(SwitchPort source, DropReason why) {
    kind = Kind.DROPPED;
    from = source;
    reason = why;
  }

  /** The sentence, which is told once. */
  String take() {
    String sentence = sentence();
    kind = Kind.NONE;
    return sentence;
  }

  private String sentence() {
    SwitchPort source = from;
    if (source == null || kind == Kind.NONE) {
      return "";
    }
    boolean inVlan = kind != Kind.REPEATED && kind != Kind.CONSUMED;
    FateWords words = new FateWords(inVlan ? ingress.vlan() : 0, source.number);
    SwitchPort target = to;
    DropReason why = reason;
    return switch (kind) {
      case NONE -> "";
      case FORWARDED -> target == null ? "" : words.forwarded(target.number, ingress.destination());
      case FLOODED -> words.flooded(reached, ingress.toGroup());
      case REPEATED -> words.repeated(reached);
      case CONSUMED -> words.consumed();
      case DROPPED -> why == null ? "" : words.dropped(why);
    };
  }
}
