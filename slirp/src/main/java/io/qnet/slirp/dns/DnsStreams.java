package io.qnet.slirp.dns;

import io.qnet.wire.ByteStream;
import io.qnet.wire.DropReason;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Serves names over TCP: see the package's description. */
public final class DnsStreams {
  /** Connections of guests, at most; the oldest gives way. */
  public static final int MAX_CONNECTIONS = 64;

  private final DnsContext context;
  private final Set<DnsStream> streams = new LinkedHashSet<>();

  /** A server without connections. */
  public DnsStreams(DnsContext context) {
    this.context = context;
  }

  /** Serves a guest's connection, which is not open yet, until it ends. */
  public void serve(ByteStream guest) {
    if (streams.size() >= MAX_CONNECTIONS) {
      context.drops().count(DropReason.RATE_LIMITED);
      streams.iterator().next().abort();
    }
    streams.add(new DnsStream(context, guest, streams::remove));
  }

  /** How many connections are served. */
  public int connections() {
    return streams.size();
  }

  /** Ends all connections at once. */
  public void close() {
    List.copyOf(streams).forEach(DnsStream::abort);
  }
}
