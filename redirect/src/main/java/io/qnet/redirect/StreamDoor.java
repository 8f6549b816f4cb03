package io.qnet.redirect;

import io.qnet.redirect.ForwardRule.Port;
import io.qnet.redirect.ForwardRule.UnixSocket;
import io.qnet.wire.ByteStream;
import io.qnet.wire.Relay;
import io.qnet.wire.address.IpAddress;
import io.qnet.wire.channel.StreamDialer;
import io.qnet.wire.channel.StreamListener;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.Objects;

/**
 * TCP, or a unix socket. Who comes in is joined to a call to the guest at once: if the guest
 * refuses it, or does not answer, the client is reset.
 */
final class StreamDoor implements Door {
  private final ForwardRule rule;
  private final StreamListener listener;

  private StreamDoor(ForwardRule rule, StreamListener listener) {
    this.rule = rule;
    this.listener = listener;
  }

  /**
   * Opens it; not on the loop.
   *
   * @param rule names its guest
   */
  static StreamDoor open(ForwardRule rule, StreamDialer streams, GuestDialer guests)
      throws IOException {
    IpAddress guest = Objects.requireNonNull(rule.guest());
    StreamListener listener = StreamListener.bind(streams, address(rule));
    listener.start(client -> enter(client, guests.dial(guest, rule.guestPort())));
    return new StreamDoor(rule.at(listener.port()), listener);
  }

  private static void enter(ByteStream client, ByteStream guest) {
    Relay.join(client, guest);
  }

  private static SocketAddress address(ForwardRule rule) {
    return rule.host() instanceof Port port
        ? port.address().toSocketAddress(port.port())
        : UnixDomainSocketAddress.of(((UnixSocket) rule.host()).path());
  }

  @Override
  public ForwardRule rule() {
    return rule;
  }

  @Override
  public void close() {
    listener.close();
  }
}
