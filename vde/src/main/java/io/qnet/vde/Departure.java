package io.qnet.vde;

import io.qnet.wire.DropReason;
import io.qnet.wire.Frame;
import io.qnet.wire.GsoType;
import io.qnet.wire.offload.Finisher;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One frame on its way to one or many ports. With and without a tag, and finished for links that
 * take no unfinished one: each form is made once, when the first port needs it, and shared by all
 * that do.
 */
final class Departure {
  private final Form bare = new Form();
  private final Form marked = new Form();
  private int vlan;
  private int priority;
  private boolean arrivedTagged;

  /** Takes {@code frame} over. */
  void begin(Frame frame, boolean tagged, int newVlan, int newPriority) {
    (tagged ? marked : bare).frame = frame;
    arrivedTagged = tagged;
    vlan = newVlan;
    priority = newPriority;
  }

  /** Takes over a frame that goes out as it came in, whatever it is. */
  void begin(Frame frame) {
    bare.frame = frame;
    arrivedTagged = false;
  }

  /** Sends it by every cable of a port that carries its VLAN; says whether there is one. */
  boolean sendTo(SwitchPort port) {
    return send(port, form(port.tags(vlan)));
  }

  /** Sends it by every cable of a port as it came in; says whether there is one. */
  boolean repeatTo(SwitchPort port) {
    return send(port, form(arrivedTagged));
  }

  private static boolean send(SwitchPort port, Form form) {
    Frame frame = form.frame;
    if (frame == null) {
      return false;
    }
    int length = frame.length();
    boolean sent = false;
    List<Plug> plugs = port.plugs;
    for (int i = 0; i < plugs.size(); i++) {
      Plug plug = plugs.get(i);
      if (plug.isUp()) {
        form.sendBy(plug);
        sent = true;
      }
    }
    if (sent) {
      port.framesOut++;
      port.octetsOut += length;
      if (port.monitor != null && !port.monitors) {
        boolean unused = send(port.monitor, form);
      }
    }
    return sent;
  }

  private Form form(boolean tagged) {
    Form form = tagged ? marked : bare;
    if (form.frame == null) {
      Frame other = (tagged ? bare : marked).frame;
      if (other != null) {
        form.frame = tagged ? VlanTag.pushed(other, priority << 13 | vlan) : VlanTag.popped(other);
      }
    }
    return form;
  }

  /** Gives up what is not on its way. */
  void end() {
    bare.release();
    marked.release();
  }

  /** The frame with a tag, or without. */
  private static final class Form {
    private final List<Frame> finished = new ArrayList<>();
    private @Nullable Frame frame;
    private @Nullable DropReason refused;

    void sendBy(Plug plug) {
      Frame whole = frame;
      if (whole == null) {
        return;
      }
      boolean plain = whole.checksumStart() == 0 && whole.gsoType() == GsoType.NONE;
      if (plain || Finisher.fits(whole, plug.offloads())) {
        plug.send(whole.share());
        return;
      }
      if (finished.isEmpty() && refused == null) {
        refused = Finisher.finish(whole, finished::add);
      }
      if (refused != null) {
        plug.lost(refused);
      }
      for (Frame piece : finished) {
        plug.send(piece.share());
      }
    }

    void release() {
      if (frame != null) {
        frame.release();
        frame = null;
      }
      if (!finished.isEmpty()) {
        finished.forEach(Frame::release);
        finished.clear();
      }
      refused = null;
    }
  }
}
