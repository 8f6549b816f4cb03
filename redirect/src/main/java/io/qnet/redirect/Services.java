package io.qnet.redirect;

import io.qnet.wire.ByteStream;
import io.qnet.wire.ByteStream.Reason;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.channel.Loop;
import io.qnet.wire.channel.StreamDialer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers guests at the ports of virtual hosts that lead out. On the loop, inside bursts. */
public final class Services {
  private static final Logger LOG = LoggerFactory.getLogger(Services.class);

  private final Loop loop;
  private final StreamDialer streams;
  private final Executor background;
  private final Programs programs;
  private final Map<Place, ServiceRule> rules = new HashMap<>();

  private record Place(Ipv4Address server, int port) {}

  /**
   * For calls that are carried on {@code loop}.
   *
   * @param background where names are looked up
   * @param rules each with its server; of two at one port, the last counts
   */
  public Services(Loop loop, Executor background, Programs programs, List<ServiceRule> rules) {
    this.loop = loop;
    this.streams = new StreamDialer(loop);
    this.background = background;
    this.programs = programs;
    for (ServiceRule rule : rules) {
      this.rules.put(new Place(Objects.requireNonNull(rule.server()), rule.port()), rule);
    }
  }

  /** Whether somebody answers there. */
  public boolean serves(Ipv4Address server, int port) {
    return rules.containsKey(new Place(server, port));
  }

  /**
   * Calls who answers there; one of the two is told how that ended, once, after this call has
   * returned.
   *
   * @param connected takes over the stream, which is not open yet
   * @return gives the attempt up: neither is told any more
   */
  public Runnable dial(
      Ipv4Address server, int port, Consumer<ByteStream> connected, Consumer<Reason> failed) {
    ServiceRule rule = Objects.requireNonNull(rules.get(new Place(server, port)));
    Attempt attempt = new Attempt(rule, connected, failed);
    if (rule.target() instanceof ServiceRule.Command command) {
      programs.start(command.words(), attempt::connected, attempt::failed);
    } else if (rule.target() instanceof ServiceRule.Unix unix) {
      attempt.dialing =
          streams.dial(
              UnixDomainSocketAddress.of(unix.path()), attempt::connected, attempt::failed);
    } else {
      lookUp((ServiceRule.Tcp) rule.target(), attempt);
    }
    return attempt::cancel;
  }

  private void lookUp(ServiceRule.Tcp target, Attempt attempt) {
    try {
      background.execute(
          () -> {
            try {
              InetAddress address = InetAddress.getByName(target.host());
              loop.execute(() -> dial(new InetSocketAddress(address, target.port()), attempt));
            } catch (UnknownHostException unknown) {
              loop.execute(() -> attempt.failed(Reason.HOST_UNREACHABLE));
            }
          });
    } catch (RejectedExecutionException busy) {
      loop.execute(() -> attempt.failed(Reason.CLOSED));
    }
  }

  private void dial(InetSocketAddress remote, Attempt attempt) {
    if (!attempt.over) {
      attempt.dialing = streams.dial(remote, attempt::connected, attempt::failed);
    }
  }

  private static final class Attempt {
    private final ServiceRule rule;
    private final Consumer<ByteStream> onConnected;
    private final Consumer<Reason> onFailed;
    private Runnable dialing = () -> {};
    private boolean over;

    Attempt(ServiceRule rule, Consumer<ByteStream> onConnected, Consumer<Reason> onFailed) {
      this.rule = rule;
      this.onConnected = onConnected;
      this.onFailed = onFailed;
    }

    void connected(ByteStream stream) {
      if (over) {
        stream.abort(Reason.CLOSED);
      } else {
        over = true;
        onConnected.accept(stream);
      }
    }

    void failed(Reason reason) {
      if (!over) {
        over = true;
        LOG.warn("guestfwd={}: nobody answers there: {}", rule, reason);
        onFailed.accept(reason);
      }
    }

    void cancel() {
      over = true;
      dialing.run();
    }
  }
}
