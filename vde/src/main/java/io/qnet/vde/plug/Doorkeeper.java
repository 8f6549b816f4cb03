package io.qnet.vde.plug;

import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.qnet.vde.PortGroup;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets clients in: on the loop, one {@link Visitor} for each. */
final class Doorkeeper {
  private static final Logger LOG = LoggerFactory.getLogger(Doorkeeper.class);

  /** Clients that are connected and have not plugged in yet. */
  private static final int MOST_WAITING = 64;

  final Path directory;
  final Access access;
  final VdeDirectory.Segment segment;
  private final Set<Visitor> waiting = new HashSet<>();

  Doorkeeper(Path directory, Access access, VdeDirectory.Segment segment) {
    this.directory = directory;
    this.access = access;
    this.segment = segment;
  }

  void arrived(EpollDomainSocketChannel channel, @Nullable PortGroup group) {
    if (waiting.size() >= MOST_WAITING) {
      LOG.warn("{}: {} clients wait to plug in; one more is sent away", directory, MOST_WAITING);
      channel.close();
      return;
    }
    Visitor visitor = new Visitor(this, channel, group);
    waiting.add(visitor);
    channel.pipeline().addLast(visitor);
  }

  /** The visitor is plugged in, or gone. */
  void served(Visitor visitor) {
    waiting.remove(visitor);
  }

  /** From any thread: sends those away that are not plugged in. */
  void close() {
    segment.loop().execute(() -> Set.copyOf(waiting).forEach(Visitor::sendAway));
  }
}
