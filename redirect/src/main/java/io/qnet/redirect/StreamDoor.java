package io.qnet.redirect;

import io.qnet.redirect.ForwardRule.Port;
import io.qnet.redirect.ForwardRule.Proxy;
import io.qnet.redirect.ForwardRule.UnixSocket;
import io.qnet.wire.ByteStream;
import io.qnet.wire.ByteStream.Reason;
import io.qnet.wire.Relay;
import io.qnet.wire.address.IpAddress;
import io.qnet.wire.channel.Loop;
import io.qnet.wire.channel.ProxyHeader;
import io.qnet.wire.channel.StreamDialer;
import io.qnet.wire.channel.StreamListener;
import io.qnet.wire.channel.StreamListener.Ends;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * TCP, or a unix socket. Who comes in is joined to a call to the guest at once: if the guest
 * refuses it, or does not answer, the client is reset.
 */
final class StreamDoor implements Door {
  private final ForwardRule rule;
  private final StreamListener listener;
  private final Loop loop;
  private final GuestDialer guests;

  /** Who is in; only on the loop. */
  private final Set<Visit> visits = new LinkedHashSet<>();

  private final AtomicInteger connections = new AtomicInteger();

  private StreamDoor(ForwardRule rule, StreamListener listener, Loop loop, GuestDialer guests) {
    this.rule = rule;
    this.listener = listener;
    this.loop = loop;
    this.guests = guests;
  }

  /** Opens it; not on the loop. */
  static StreamDoor open(ForwardRule rule, Loop loop, StreamDialer streams, GuestDialer guests)
      throws IOException {
    StreamListener listener = StreamListener.bind(streams, address(rule));
    StreamDoor door = new StreamDoor(rule.at(listener.port()), listener, loop, guests);
    listener.start(door::enter);
    return door;
  }

  private static SocketAddress address(ForwardRule rule) {
    return rule.host() instanceof Port port
        ? port.address().toSocketAddress(port.port())
        : UnixDomainSocketAddress.of(((UnixSocket) rule.host()).path());
  }

  /** A client and the call to the guest on its behalf; each is another. */
  private static final class Visit {
    private final ByteStream client;
    private final ByteStream call;

    Visit(ByteStream client, ByteStream call) {
      this.client = client;
      this.call = call;
    }
  }

  private void enter(ByteStream client, Supplier<@Nullable Ends> ends) {
    IpAddress guest = Objects.requireNonNullElseGet(rule.guest(), guests::first);
    Visit visit = new Visit(client, guests.dial(guest, rule.guestPort()));
    visits.add(visit);
    connections.set(visits.size());
    Relay.join(client, visit.call, () -> left(visit));
    if (rule.proxy() != Proxy.NONE) {
      boolean taken = visit.call.write(ProxyHeader.of(rule.proxy() == Proxy.V2, ends.get()));
      if (!taken) {
        client.pause();
      }
    }
  }

  private void left(Visit visit) {
    visits.remove(visit);
    connections.set(visits.size());
  }

  @Override
  public ForwardRule rule() {
    return rule;
  }

  @Override
  public int connections() {
    return connections.get();
  }

  @Override
  public void close(boolean cut) {
    listener.close();
    if (cut) {
      loop.execute(
          () ->
              List.copyOf(visits)
                  .forEach(
                      visit -> {
                        visit.client.abort(Reason.CLOSED);
                        visit.call.abort(Reason.CLOSED);
                        left(visit);
                      }));
    }
  }
}
