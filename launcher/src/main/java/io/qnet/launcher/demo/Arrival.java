package io.qnet.launcher.demo;

import static io.qnet.launcher.demo.StepFailure.unless;

import io.qnet.launcher.station.StationAddress;
import io.qnet.slirp.event.GatewayEvent;
import java.io.IOException;
import java.util.List;

/** The first two steps of a tour behind a gateway: the guest plugs in, and gets an address. */
final class Arrival {
  private final Narrator narrator;
  private final Visitor visitor;
  private final UserTour.Observed observed;

  Arrival(Narrator narrator, Visitor visitor, UserTour.Observed observed) {
    this.narrator = narrator;
    this.visitor = visitor;
    this.observed = observed;
  }

  void plugIn() throws IOException, InterruptedException, StepFailure {
    narrator.step("plug in");
    visitor.plugIn();
    GatewayEvent up =
        observed
            .events()
            .await(0, GatewayEvent.LinkUp.class::isInstance, UserTour.SOON)
            .orElseThrow(() -> new StepFailure("the gateway did not notice that a machine came"));
    narrator.fact(up.sentence() + ".");
    narrator.why(
        "each Ethernet frame of the guest crosses a unix socket, behind its length. At the far end"
            + " is the gateway, in this process: no root, no TAP device, no bridge.");
  }

  void lease() throws IOException, InterruptedException, StepFailure {
    narrator.step("lease");
    int before = observed.frames().now();
    StationAddress lease = visitor.lease();
    List<String> exchange =
        observed.frames().since(before).stream()
            .filter(seen -> seen.kind().equals("DHCP"))
            .map(Seen::what)
            .toList();
    unless(
        exchange.containsAll(List.of("DISCOVER", "OFFER", "REQUEST", "ACK")),
        "DHCP went " + exchange);
    GatewayEvent.LeaseChanged event =
        observed
            .events()
            .since(0, GatewayEvent.LeaseChanged.class)
            .reduce((first, last) -> last)
            .orElseThrow(() -> new StepFailure("the gateway does not know of the lease"));
    unless(
        lease.address().equals(event.change().address()),
        "the guest took " + lease.address() + ", but: " + event.sentence());
    unless(lease.router().equals(UserTour.HOST), "the router is " + lease.router());
    narrator.fact(
        "DHCP " + String.join(", ", exchange) + ": the guest is " + lease.address() + ".");
    narrator.fact(
        "Router " + lease.router() + ", name server " + lease.dns() + ", MTU " + lease.mtu() + ".");
    narrator.why(
        "the guest knew nobody and called all; "
            + lease.server()
            + " answered. That host exists only in the gateway, as does "
            + lease.dns()
            + ".");
  }
}
