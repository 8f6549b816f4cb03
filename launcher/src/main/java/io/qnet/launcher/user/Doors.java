package io.qnet.launcher.user;

import io.qnet.launcher.cli.Failure;
import io.qnet.redirect.ForwardRule;
import io.qnet.redirect.GuestDialer;
import io.qnet.redirect.Redirector;
import io.qnet.slirp.Gateway;
import io.qnet.slirp.host.HostSockets;
import io.qnet.wire.ByteStream;
import io.qnet.wire.DatagramFlow;
import io.qnet.wire.address.IpAddress;
import io.qnet.wire.channel.Loop;
import java.util.List;

/** Where the redirector and the gateway meet, who do not know each other. */
final class Doors implements AutoCloseable {
  private final Redirector redirector;
  private final List<ForwardRule> rules;

  private Doors(Redirector redirector, List<ForwardRule> rules) {
    this.redirector = redirector;
    this.rules = rules;
  }

  /**
   * Opens a door for each rule; not on the loop.
   *
   * @throws Failure if one cannot be opened; none is then
   */
  static Doors open(Loop loop, HostSockets sockets, Gateway gateway, List<ForwardRule> rules) {
    Redirector redirector = new Redirector(loop, sockets::bind, new Dialer(gateway));
    try {
      return new Doors(redirector, redirector.open(rules));
    } catch (Redirector.RefusedException refused) {
      throw Failure.failed(
              "cannot open hostfwd=" + refused.rule() + ": " + refused.getMessage(),
              "nobody would get into the guest there, so nothing was started",
              "choose another host port, or end whoever has this one: ss -tulnp shows who that is;"
                  + " below 1024 it takes root")
          .because(refused);
    }
  }

  /** The rules as they stand. */
  List<ForwardRule> rules() {
    return rules;
  }

  @Override
  public void close() {
    redirector.close();
  }

  private record Dialer(Gateway gateway) implements GuestDialer {
    @Override
    public ByteStream dial(IpAddress guest, int port) {
      return gateway.dial(guest, port);
    }

    @Override
    public DatagramFlow datagrams(IpAddress guest, int port) {
      return gateway.datagrams(guest, port);
    }
  }
}
