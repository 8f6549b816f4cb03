package io.qnet.launcher.station;

import io.netty.buffer.ByteBuf;
import io.qnet.wire.Burst;
import io.qnet.wire.Frame;
import io.qnet.wire.Link;
import io.qnet.wire.LinkEvents;
import io.qnet.wire.kit.Cable;
import java.util.ArrayList;
import java.util.List;

/** Repeats each frame at all other plugs, like a hub of 1990; notes whether it still has any. */
final class Hub {
  final List<ByteBuf> passed = new ArrayList<>();
  private final Burst burst;
  private final List<Link> plugs = new ArrayList<>();

  Hub(Burst burst) {
    this.burst = burst;
  }

  /** A new plug: the end for whoever uses it. */
  Link plug(String name) {
    Cable cable = new Cable(name, burst);
    Link inner = cable.left();
    plugs.add(inner);
    inner.open(frame -> repeat(inner, frame), LinkEvents.IGNORED);
    return cable.right();
  }

  private void repeat(Link from, Frame frame) {
    passed.add(frame.octets());
    for (Link plug : plugs) {
      if (plug != from) {
        plug.send(frame.share());
      }
    }
    frame.release();
  }
}
