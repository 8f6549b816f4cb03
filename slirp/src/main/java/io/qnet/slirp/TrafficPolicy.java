package io.qnet.slirp;

import io.qnet.slirp.event.GatewayEvent.Blocked;
import io.qnet.slirp.ip.SegmentHosts;
import io.qnet.wire.address.IpAddress;
import java.util.function.Predicate;

/** Whom a guest means, and whether it may. */
final class TrafficPolicy {
  private final PolicySettings settings;
  private final SegmentHosts hosts;
  private final Predicate<IpAddress> hostAddress;
  private final GatewayEnvironment.OwnListener ownListener;

  TrafficPolicy(PolicySettings settings, SegmentHosts hosts, GatewayEnvironment environment) {
    this.settings = settings;
    this.hosts = hosts;
    this.hostAddress = environment.hostAddress();
    this.ownListener = environment.ownListener();
  }

  /** Whom the guest means. */
  enum Meant {
    OUTSIDE,
    FORBIDDEN,
    VIRTUAL_HOST,
    NOBODY,
    EVERYBODY
  }

  /** Who is at {@code destination}, for TCP and UDP. */
  Meant meant(IpAddress destination, int port) {
    if (!hosts.isHost(destination)) {
      if (hosts.owns(destination)) {
        return Meant.VIRTUAL_HOST;
      }
      if (hosts.isForMany(destination)) {
        return Meant.EVERYBODY;
      }
      if (hosts.onLink(destination)) {
        return Meant.NOBODY;
      }
    }
    boolean forbidden =
        settings.carriesNothing()
            || shut(destination)
            || ownListener.at(hosts.toHost(destination), port);
    return forbidden ? Meant.FORBIDDEN : Meant.OUTSIDE;
  }

  /** Whether the host itself is meant, by whichever of its addresses. */
  boolean isHost(IpAddress destination) {
    return hosts.isHost(destination) || hostAddress.test(destination);
  }

  /** Whether the host itself is meant, and nobody may reach it. */
  private boolean shut(IpAddress destination) {
    return !settings.loopback() && isHost(destination);
  }

  /** Which of the reasons forbids what {@link #meant} calls forbidden. */
  String why(IpAddress destination) {
    if (settings.carriesNothing()) {
      return settings.restrict() ? Blocked.RESTRICTED : Blocked.OTHER_ROUTER;
    }
    return shut(destination) ? Blocked.LOOPBACK : Blocked.OWN_DOOR;
  }

  /** Whether the name server takes no questions. */
  boolean namesForbidden() {
    return !settings.names();
  }

  /** Whether the virtual hosts answer pings. */
  boolean answersEcho() {
    return settings.icmp() != IcmpPolicy.OFF;
  }

  /** Whether pings to others go outside. */
  boolean carriesEcho() {
    return settings.icmp() == IcmpPolicy.PROXY;
  }

  /** Why a ping to anyone else, or to a virtual host that does not answer, goes nowhere. */
  String whyNoEcho(IpAddress destination) {
    if (hosts.owns(destination)) {
      return Blocked.ICMP_OFF;
    }
    return settings.restrict() ? Blocked.RESTRICTED : Blocked.NO_ICMP;
  }
}
