package io.qnet.launcher.user;

import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.port.HostPorts;
import io.qnet.launcher.port.HostPorts.Holder;
import io.qnet.redirect.ForwardRule;
import io.qnet.redirect.ForwardRule.Port;
import io.qnet.redirect.ForwardRule.Protocol;
import io.qnet.redirect.Redirector;
import io.qnet.wire.channel.AddressException;

/** What to tell somebody whose door could not be opened. */
final class DoorFailure {
  private DoorFailure() {}

  static Failure of(Redirector.RefusedException refused) {
    ForwardRule rule = refused.rule();
    String what = "cannot open hostfwd=" + rule + ": " + refused.getMessage();
    if (refused instanceof Redirector.DuplicateException) {
      return failed(what, "qnet redirect remove it first, or choose another host port");
    }
    if (refused instanceof Redirector.RepeatedException) {
      return failed(what, "leave one of the two out, or choose another host port for it");
    }
    if (!(rule.host() instanceof Port port)) {
      return failed(what, "choose another path, or remove what is there");
    }
    return refused.getCause() instanceof AddressException address
        ? address(what, port, address.trouble())
        : failed(what, "see what is open: qnet redirect list");
  }

  private static Failure address(String what, Port port, AddressException.Trouble trouble) {
    return switch (trouble) {
      case IN_USE -> taken(what, port);
      case NOT_HERE ->
          failed(what, "choose an address that 'ip address' lists, or leave it out for 127.0.0.1");
      case NO_INTERFACE -> failed(what, "choose another address, such as [::1], or [::] for all");
      case NOT_ALLOWED ->
          Failure.missing(
              what + "; a port as low as that takes root, or CAP_NET_BIND_SERVICE",
              Doors.NOT_OPENED,
              "choose a higher one, or: sudo sysctl -w net.ipv4.ip_unprivileged_port_start="
                  + port.port());
      case OTHER -> failed(what, "choose another host port, or 0 for one that is free");
    };
  }

  private static Failure taken(String what, Port port) {
    String other = "choose another host port, or 0 for one that is free";
    return HostPorts.ofThisHost()
        .holder(port.protocol().toString(), port.port())
        .flatMap(Holder::process)
        .map(holder -> failed(what + "; " + holder + " has the port", other))
        .orElseGet(
            () ->
                failed(
                    what + "; whoever has the port cannot be seen: another user's program",
                    other
                        + "; to see who has it: sudo ss "
                        + (port.protocol() == Protocol.UDP ? "-lunp" : "-ltnp")
                        + " sport = :"
                        + port.port()));
  }

  private static Failure failed(String what, String remedy) {
    return Failure.failed(what, Doors.NOT_OPENED, remedy);
  }
}
