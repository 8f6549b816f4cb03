package io.qnet.vde;

import io.qnet.vde.stp.PortSettings;
import io.qnet.wire.Drops;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A numbered port: its cables, its VLANs, its state, its counters. */
final class SwitchPort {
  final int number;
  final List<Plug> plugs = new ArrayList<>(1);
  final StationChain stations = new StationChain();
  final Drops drops = new Drops();
  final BitSet tagged = new BitSet();
  int untagged;

  /** What the port does: the least that anybody who decides on it allows. */
  PortState state = PortState.FORWARDING;

  /** What the spanning tree allows. */
  PortState treeState = PortState.FORWARDING;

  /** Whether it is kept out of the traffic, for it is part of a loop, and until when. */
  boolean contained;

  long containedUntil;

  /** Stations that moved here since an instant. */
  int moves;

  long movesSince;

  final PortRules rules = new PortRules();

  /** Whether what comes in has to pass the {@link Guards}. */
  boolean guarded;

  /** Whether nothing passes between it and others that are isolated. */
  boolean isolated;

  /** How many frames it may send to many at once; null for any number. */
  @Nullable FrameBudget storm;

  boolean stormSaid;
  long stormSaidAt;

  /** Where everything is repeated that comes in and goes out here; null for nowhere. */
  @Nullable SwitchPort monitor;

  /** Whether it hears other ports, and takes no part itself. */
  boolean monitors;

  /** What the port is told about its part in a spanning tree. */
  PortSettings treeSettings = PortSettings.DEFAULT;

  /** Whether who asks for any port may get this one. */
  boolean allocatable = true;

  /** Whose cables are in it, and no others; null where they are of no group. */
  @Nullable PortGroup group;

  /** Who alone may plug in, beside root; null for everybody. */
  PortAdmission admission = PortAdmission.EVERYBODY;

  long framesIn;
  long octetsIn;
  long framesOut;
  long octetsOut;

  SwitchPort(int number) {
    this.number = number;
  }

  boolean carries(int vlan) {
    return untagged == vlan || tagged.get(vlan);
  }

  /** Whether frames of {@code vlan}, which it carries, bear a tag when they leave here. */
  boolean tags(int vlan) {
    return untagged != vlan;
  }

  /** Whether somebody said which VLANs it is in. */
  boolean hasVlans() {
    return untagged != 0
        || !tagged.isEmpty()
        || rules.told.containsKey("vlan")
        || rules.told.containsKey("trunk");
  }

  /** Whether a cable of {@code wanted}, which may be none, may be plugged in beside the others. */
  boolean suits(@Nullable PortGroup wanted) {
    if (wanted == null || group != null) {
      return Objects.equals(group, wanted);
    }
    return plugs.isEmpty() && !hasVlans();
  }

  void decideState() {
    state = contained || monitors ? PortState.DISCARDING : treeState;
  }

  void resetCounters() {
    framesIn = 0;
    octetsIn = 0;
    framesOut = 0;
    octetsOut = 0;
  }

  boolean isUp() {
    for (Plug plug : plugs) {
      if (plug.isUp()) {
        return true;
      }
    }
    return false;
  }

  PortRow row() {
    return new PortRow(
        number,
        state,
        untagged,
        tagged.stream().boxed().toList(),
        plugs.stream().map(Plug::row).toList(),
        stations.size(),
        new PortRow.Traffic(framesIn, octetsIn, framesOut, octetsOut),
        drops.snapshot(),
        rules.words());
  }
}
