package io.qnet.slirp.dns;

import io.netty.buffer.ByteBuf;
import io.qnet.slirp.host.Outside;
import io.qnet.wire.ByteStream;
import io.qnet.wire.address.IpAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One connection at a time to a resolver, opened when there is something to ask. When it is lost
 * while queries wait, they go to the next resolver, or to the same one again if it had answered
 * something: it may just have closed an old connection (RFC 7766, section 6.2.4).
 */
final class DnsUpstream {
  private final DnsContext context;
  private final Asker asker;
  private List<IpAddress> resolvers = List.of();
  private int resolver;
  private long progress;
  private @Nullable Connection connection;

  DnsUpstream(DnsContext context, Asker asker) {
    this.context = context;
    this.asker = asker;
  }

  /** Who waits for answers. */
  interface Asker {
    /**
     * One answer with its length before it; takes it over.
     *
     * @return whether a query waited for it
     */
    boolean onAnswer(ByteBuf frame);

    /** The queries that nothing came for, to be sent over a new connection. Borrowed. */
    List<ByteBuf> unanswered();

    /** All resolvers failed. */
    void onExhausted();

    /** Whether no answer can be taken now; {@link DnsUpstream#resume} follows. */
    boolean blocked();

    /** The resolver did something. */
    void onTraffic();
  }

  /** Sends a query, which is borrowed; it is the asker's to remember it. */
  void ask(ByteBuf query) {
    Connection current = connection;
    if (current == null) {
      resolvers = context.hosts().resolvers().addresses();
      resolver = 0;
      dial();
    } else if (current.stream != null) {
      current.stream.write(query.retainedDuplicate());
    }
  }

  /** Since when the resolver has been silent, as far as that is its fault. */
  long progress() {
    return progress;
  }

  /** From now on the resolver is expected to do something. */
  void beginWaiting() {
    progress = context.burst().now();
  }

  /** The resolver has been silent for too long while queries waited. */
  void onSilence() {
    close();
    next();
  }

  void pause() {
    if (connection != null && connection.stream != null) {
      connection.stream.pause();
    }
  }

  void resume() {
    Connection current = connection;
    if (current != null && current.stream != null) {
      current.deliver();
      if (connection == current && !asker.blocked()) {
        current.stream.resume();
      }
    }
  }

  void close() {
    Connection current = connection;
    connection = null;
    if (current != null) {
      current.close();
    }
  }

  private void dial() {
    progress = context.burst().now();
    Connection fresh = new Connection();
    connection = fresh;
    fresh.dial = context.outside().dial(resolvers.get(resolver), Resolvers.PORT, fresh);
  }

  private void next() {
    if (++resolver < resolvers.size()) {
      dial();
    } else {
      asker.onExhausted();
    }
  }

  /** An attempt to connect, and the connection that comes of it. */
  private final class Connection implements Outside.Dialed, ByteStream.Reader {
    private final DnsFrames frames = new DnsFrames();
    private Outside.@Nullable Dial dial;
    private @Nullable ByteStream stream;
    private boolean answered;
    private boolean ended;

    @Override
    public void onConnected(ByteStream newStream) {
      if (connection != this) {
        newStream.abort(ByteStream.Reason.CLOSED);
        return;
      }
      progress = context.burst().now();
      dial = null;
      stream = newStream;
      newStream.open(this);
      if (asker.blocked()) {
        newStream.pause();
      }
      for (ByteBuf query : asker.unanswered()) {
        newStream.write(query.retainedDuplicate());
      }
    }

    @Override
    public void onFailed(ByteStream.Reason reason) {
      if (connection == this) {
        connection = null;
        next();
      }
    }

    @Override
    public void onBytes(ByteBuf octets) {
      if (connection != this) {
        octets.release();
        return;
      }
      progress = context.burst().now();
      asker.onTraffic();
      frames.add(octets);
      deliver();
    }

    /** Hands over the answers that are whole, while they are wanted. */
    void deliver() {
      while (connection == this && !asker.blocked()) {
        ByteBuf frame = frames.next();
        if (frame != null) {
          answered |= asker.onAnswer(frame);
        } else if (ended) {
          lost();
        } else {
          return;
        }
      }
    }

    @Override
    public void onEnd() {
      ended = true;
      deliver();
    }

    @Override
    public void onWritable() {} // what is asked is bounded by the asker

    @Override
    public void onAbort(ByteStream.Reason reason) {
      if (connection == this) {
        stream = null;
        lost();
      }
    }

    private void lost() {
      connection = null;
      close();
      if (asker.unanswered().isEmpty()) {
        return;
      }
      if (answered) {
        dial();
      } else {
        next();
      }
    }

    void close() {
      frames.release();
      if (dial != null) {
        dial.cancel();
        dial = null;
      }
      ByteStream open = stream;
      stream = null;
      if (open == null) {
        return;
      }
      if (ended) {
        open.end();
      } else {
        open.abort(ByteStream.Reason.CLOSED);
      }
    }
  }
}
