package io.qnet.vde;

import io.qnet.wire.DropReason;
import io.qnet.wire.Frame;
import io.qnet.wire.Link;
import io.qnet.wire.LinkEvents;
import io.qnet.wire.Offloads;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One cable into a port: a place that is kept for it from when it was {@linkplain
 * VirtualSwitch#reserve reserved}, and the link from when it was {@linkplain #open opened}.
 */
public final class Plug {
  private final VirtualSwitch owner;
  private final SwitchPort port;
  private final int id;
  private Owner who;
  private @Nullable Link link;
  private boolean up;

  Plug(VirtualSwitch owner, SwitchPort port, int id, Owner who) {
    this.owner = owner;
    this.port = port;
    this.id = id;
    this.who = who;
  }

  /** Opens {@code newLink}, which is the plug's from now on; once. */
  public void open(Link newLink) {
    if (link != null) {
      throw new IllegalStateException("port " + port.number + ": something is plugged in already");
    }
    link = newLink;
    newLink.open(this::accept, new Events());
  }

  /** Pulls the cable: its link is closed, and its stations are forgotten. */
  public void close() {
    Link last = link;
    owner.remove(this, "unplugged");
    if (last != null) {
      last.close();
    }
  }

  /** Tells its port only what nobody said anything about; forgotten with the last cable there. */
  public void suggest(PortOrder words) {
    words.suggest(owner, port);
  }

  /** The port's number. */
  public int port() {
    return port.number;
  }

  /** The number of this cable, of which the switch has no second. */
  public int id() {
    return id;
  }

  Owner owner() {
    return who;
  }

  /** Says of itself something else from now on. */
  public void describe(String description) {
    who = new Owner(who.user(), who.process(), description);
  }

  SwitchPort at() {
    return port;
  }

  boolean isUp() {
    return up;
  }

  Offloads offloads() {
    return link == null ? Offloads.PLAIN : link.offloads();
  }

  String name() {
    return link == null ? "(nothing yet)" : link.name();
  }

  void send(Frame frame) {
    Link to = link;
    if (to == null) {
      frame.release();
    } else {
      to.send(frame);
    }
  }

  void lost(DropReason reason) {
    if (link != null) {
      link.drops().count(reason);
    }
  }

  private void accept(Frame frame) {
    owner.accept(this, frame);
  }

  PlugRow row() {
    return new PlugRow(id, name(), who, up, link == null ? Map.of() : link.drops().snapshot());
  }

  /** What its link tells. */
  private final class Events implements LinkEvents {
    @Override
    public void onUp() {
      if (!up) {
        up = true;
        owner.cameUp(Plug.this);
      }
    }

    @Override
    public void onDown(String why) {
      if (up) {
        up = false;
        owner.wentDown(Plug.this, why);
      }
    }
  }
}
