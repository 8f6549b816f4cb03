package io.qnet.slirp.flow;

import io.qnet.wire.clock.Deadlines;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;

/**
 * Ends connections on which the guest said nothing for too long (RFC 5382, section 5). Looks at
 * them only when the most silent of them may have reached that.
 */
final class Silence {
  private final Segment segment;
  private final long longest;
  private final Deadlines.Entry timer;
  private Collection<TcpFlow> flows = List.of();

  /**
   * Nothing is watched yet.
   *
   * @param longest in nanoseconds; 0 for as long as it likes
   */
  Silence(Segment segment, long longest) {
    this.segment = segment;
    this.longest = longest;
    this.timer = segment.deadlines().entry(this::look);
  }

  /** There is a new connection among {@code eldestFirst}, which goes on to be looked at. */
  void watch(Collection<TcpFlow> eldestFirst) {
    if (longest > 0 && timer.deadline() == Deadlines.NEVER) {
      flows = eldestFirst;
      timer.set(segment.burst().now() + longest);
    }
  }

  private void look(long now) {
    for (Iterator<TcpFlow> next = flows.iterator(); next.hasNext(); next = flows.iterator()) {
      TcpFlow eldest = next.next();
      long left = eldest.spokeAt() + longest - now;
      if (left > 0) {
        timer.set(now + left);
        return;
      }
      eldest.kill("nothing was said for too long");
    }
  }
}
