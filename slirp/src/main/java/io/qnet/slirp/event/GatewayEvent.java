package io.qnet.slirp.event;

import io.qnet.slirp.dhcp.DhcpEvent;
import io.qnet.wire.address.IpAddress;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One thing that happened. {@link #sentence} says it to people; {@link #type} is its stable name,
 * and {@link #fields} are its parts. docs/events.md has them all.
 */
public sealed interface GatewayEvent {
  /** The stable name, such as {@code flow.opened}. */
  String type();

  /** What happened, in one line. */
  String sentence();

  /**
   * The same in parts: numbers, booleans, and whatever else as its text; each has a stable name.
   */
  Map<String, Object> fields();

  /** A machine plugged in. */
  record LinkUp(String link) implements GatewayEvent {
    @Override
    public String type() {
      return "link.up";
    }

    @Override
    public Map<String, Object> fields() {
      return Map.of("link", link);
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
    public Map<String, Object> fields() {
      return Map.of("link", link, "why", why);
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
    public Map<String, Object> fields() {
      return Map.of("link", link, "values", values);
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
    public Map<String, Object> fields() {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("mac", change.mac().toString());
      if (change.address() != null) {
        fields.put("address", change.address().toString());
      }
      if (change instanceof DhcpEvent.Refused refused) {
        fields.put("why", refused.why());
      }
      return fields;
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
    public Map<String, Object> fields() {
      return flow(id, protocol, guest, guestPort, remote, remotePort);
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
    public Map<String, Object> fields() {
      return flow(id, protocol, guest, guestPort, router, routerPort);
    }

    @Override
    public String sentence() {
      return "flow %d %s %s:%d -> %s:%d, called from outside"
          .formatted(id, protocol, router, routerPort, guest, guestPort);
    }
  }

  private static Map<String, Object> flow(
      long id, String protocol, IpAddress guest, int guestPort, IpAddress remote, int remotePort) {
    return Map.of(
        "flow",
        id,
        "protocol",
        protocol,
        "guest",
        guest.toString(),
        "guestPort",
        guestPort,
        "remote",
        remote.toString(),
        "remotePort",
        remotePort);
  }

  /** A flow ended. */
  record FlowClosed(long id, String why, long octetsFromGuest, long octetsToGuest)
      implements GatewayEvent {
    @Override
    public String type() {
      return "flow.closed";
    }

    @Override
    public Map<String, Object> fields() {
      return Map.of(
          "flow",
          id,
          "why",
          why,
          "octetsFromGuest",
          octetsFromGuest,
          "octetsToGuest",
          octetsToGuest);
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
    public Map<String, Object> fields() {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("guest", guest.toString());
      fields.put("name", name);
      if (why.isEmpty()) {
        fields.put("octets", octets);
      } else {
        fields.put("why", why);
      }
      return fields;
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
    /** Guests reach nothing outside their network. */
    public static final String RESTRICTED = "restrict=on";

    /** The gateway carries nothing at all. */
    public static final String OTHER_ROUTER = "router=: another machine carries it";

    /** Guests do not reach the host itself. */
    public static final String LOOPBACK = "loopback=off";

    /** A listener of qnet's is there, which is for no guest. */
    public static final String OWN_DOOR = "qnet's own door";

    /** Guests do not reach each other by way of the host. */
    public static final String HAIRPIN = "hairpin=off";

    /** The gateway's own hosts answer no pings. */
    public static final String ICMP_OFF = "icmp=off";

    /** Pings to others are not carried. */
    public static final String NO_ICMP = "user mode carries TCP and UDP, no ICMP";

    @Override
    public String type() {
      return "flow.blocked";
    }

    @Override
    public Map<String, Object> fields() {
      return Map.of(
          "protocol",
          protocol,
          "guest",
          guest.toString(),
          "destination",
          destination.toString(),
          "why",
          why);
    }

    @Override
    public String sentence() {
      return "blocked: %s from %s to %s: %s".formatted(protocol, guest, destination, why);
    }
  }

  /**
   * A port of the host leads into a guest from now on.
   *
   * @param rule as it stands, as it is typed
   */
  record DoorOpened(String rule) implements GatewayEvent {
    @Override
    public String type() {
      return "door.opened";
    }

    @Override
    public Map<String, Object> fields() {
      return Map.of("rule", rule);
    }

    @Override
    public String sentence() {
      return "door " + rule + " is open";
    }
  }

  /**
   * A port of the host leads into a guest no more.
   *
   * @param rule as it stood
   * @param cut whether who was in was put out, too
   */
  record DoorShut(String rule, boolean cut) implements GatewayEvent {
    @Override
    public String type() {
      return "door.shut";
    }

    @Override
    public Map<String, Object> fields() {
      return Map.of("rule", rule, "cut", cut);
    }

    @Override
    public String sentence() {
      return "door " + rule + " is shut" + (cut ? "; who was in was put out" : "");
    }
  }
}
