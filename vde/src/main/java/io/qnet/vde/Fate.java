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

  String sentence() {
    SwitchPort source = from;
    if (source == null) {
      return "";
    }
    String vlan = ingress.vlan() == 0 ? "" : "VLAN " + ingress.vlan() + ", ";
    return switch (kind) {
      case NONE -> "";
      case FORWARDED ->
          "forwarded: "
              + vlan
              + "port "
              + source.number
              + " -> port "
              + (to == null ? "?" : to.number)
              + ", where "
              + ingress.destination()
              + " was heard";
      case FLOODED ->
          "flooded: "
              + vlan
              + "port "
              + source.number
              + " -> "
              + reached
              + " ports, "
              + (ingress.toGroup() ? "a group address" : "an unknown destination");
      case REPEATED -> "repeated: port " + source.number + " -> " + reached + " ports, as hubs do";
      case CONSUMED -> "consumed: port " + source.number + ", for the spanning tree of this switch";
      case DROPPED ->
          "dropped: "
              + vlan
              + "port "
              + source.number
              + ", "
              + reason
              + ", "
              + (reason == null ? "" : reason.sentence());
    };
  }
}
