package io.qnet.slirp.event;

import io.qnet.slirp.dhcp.DhcpEvent;
import io.qnet.wire.address.IpAddress;

/**
 * One thing that happened. {@link #sentence} says it to people; {@link #type} is its stable name.
 */
public sealed interface GatewayEvent {
  /** The stable name, such as {@code flow.opened}. */
  String type();

  /** What happened, in one line. */
  String sentence();

  /** A machine plugged in. */
  record LinkUp(String link) implements GatewayEvent {
    @Override
    public String type() {
      return "link.up";
    }

    @Override
    public String sentence() {
      return link + " is up: a machine plugged in";
    }
  }

  /** The machine went. */
  record LinkDown(String link, String why) implements GatewayEvent {
    @Override
    public String type() {
      return "link.down";
    }

    @Override
    public String sentence() {
      return link + " is down: " + why;
    }
  }

  /**
   * The link is a worse one from now on, or as good as it is.
   *
   * @param values what was set, in words; empty for nothing
   */
  record LinkImpaired(String link, String values) implements GatewayEvent {
    @Override
    public String type() {
      return "link.impaired";
    }

    @Override
    public String sentence() {
      return link + (values.isEmpty() ? " is impaired no more" : " is impaired: " + values);
    }
  }

  /** Something happened to a lease. */
  record LeaseChanged(DhcpEvent change) implements GatewayEvent {
    @Override
    public String type() {
      return "dhcp." + change.what();
    }

    @Override
    public String sentence() {
      String why = change instanceof DhcpEvent.Refused refused ? ": " + refused.why() : "";
      Object address = change.address() == null ? "an address" : change.address();
      return "DHCP: " + address + " " + change.what() + ", client " + change.mac() + why;
    }
  }

  /** A guest began to talk to somebody. */
  record FlowOpened(
      long id, String protocol, IpAddress guest, int guestPort, IpAddress remote, int remotePort)
      implements GatewayEvent {
    @Override
    public String type() {
      return "flow.opened";
    }

    @Override
    public String sentence() {
      return "flow %d %s %s:%d -> %s:%d"
          .formatted(id, protocol, guest, guestPort, remote, remotePort);
    }
  }

  /** Somebody outside began to talk to a guest, by way of the router. */
  record GuestCalled(
      long id, String protocol, IpAddress router, int routerPort, IpAddress guest, int guestPort)
      implements GatewayEvent {
    @Override
    public String type() {
      return "flow.opened";
    }

    @Override
    public String sentence() {
      return "flow %d %s %s:%d -> %s:%d, called from outside"
          .formatted(id, protocol, router, routerPort, guest, guestPort);
    }
  }

  /** A flow ended. */
  record FlowClosed(long id, String why, long octetsFromGuest, long octetsToGuest)
      implements GatewayEvent {
    @Override
    public String type() {
      return "flow.closed";
    }

    @Override
    public String sentence() {
      return "flow %d closed: %s; %d octets out, %d in"
          .formatted(id, why, octetsFromGuest, octetsToGuest);
    }
  }

  /**
   * A guest read a file, or tried to.
   *
   * @param why empty if it has all of it
   */
  record FileSent(IpAddress guest, String name, long octets, String why) implements GatewayEvent {
    @Override
    public String type() {
      return why.isEmpty() ? "tftp.sent" : "tftp.failed";
    }

    @Override
    public String sentence() {
      return why.isEmpty()
          ? "TFTP: %s read %s, %d octets".formatted(guest, name, octets)
          : "TFTP: %s did not get %s: %s".formatted(guest, name, why);
    }
  }

  /** Something that a guest sent was refused, and the guest was told. */
  record Blocked(String protocol, IpAddress guest, IpAddress destination, String why)
      implements GatewayEvent {
    @Override
    public String type() {
      return "flow.blocked";
    }

    @Override
    public String sentence() {
      return "blocked: %s from %s to %s: %s".formatted(protocol, guest, destination, why);
    }
  }
}
