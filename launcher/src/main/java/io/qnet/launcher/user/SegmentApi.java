package io.qnet.launcher.user;

import io.qnet.slirp.GatewaySnapshot;
import io.qnet.slirp.dhcp6.AddressLease;
import io.qnet.slirp.flow.FlowRow;
import io.qnet.web.ImpairedLinkRow;
import io.qnet.web.LabApi;
import io.qnet.wire.HostSocket;
import io.qnet.wire.address.IpAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the API shows of a segment. */
final class SegmentApi implements LabApi {
  private final Status status;
  private final UserSegment segment;
  private final EventRing events;

  SegmentApi(String name, UserSegment segment, EventRing events) {
    this.status = new Status(name, "user", segment.port().toString(), Instant.now());
    this.segment = segment;
    this.events = events;
  }

  @Override
  public Status status() {
    return status;
  }

  @Override
  public CompletionStage<List<Mapping>> nat() {
    return segment
        .snapshotLater()
        .thenApply(now -> now.flows().stream().map(SegmentApi::mapping).toList());
  }

  private static Mapping mapping(FlowRow row) {
    HostSocket socket = row.socket();
    IpAddress remote = row.remote();
    return new Mapping(
        row.id(),
        row.protocol(),
        new End(row.guest().toString(), row.guestPort()),
        socket == null ? null : end(socket),
        remote == null ? null : new End(remote.toString(), row.remotePort()),
        row.state(),
        row.secondsLeft() < 0 ? null : row.secondsLeft(),
        row.octetsFromGuest(),
        row.octetsToGuest(),
        row.receiveQueue(),
        row.sendQueue(),
        socket == null ? -1 : socket.descriptor());
  }

  private static @Nullable End end(HostSocket socket) {
    return new End(socket.address().toString(), socket.port());
  }

  @Override
  public CompletionStage<List<Lease>> leases() {
    return segment.snapshotLater().thenApply(this::leases);
  }

  private List<Lease> leases(GatewaySnapshot now) {
    return Stream.concat(
            now.leases().stream().map(this::lease), now.leases6().stream().map(this::lease))
        .toList();
  }

  private Lease lease(io.qnet.slirp.dhcp.Lease lease) {
    return new Lease(
        lease.address().toString(),
        lease.mac().toString(),
        lease.hostName(),
        lease.state().name().toLowerCase(Locale.ROOT),
        secondsUntil(lease.expiresAt()));
  }

  private Lease lease(AddressLease lease) {
    boolean declined = lease.client().isEmpty();
    return new Lease(
        lease.address().toString(),
        declined ? "-" : lease.client(),
        "",
        declined ? "declined" : "bound",
        secondsUntil(lease.expiresAt()));
  }

  private long secondsUntil(long time) {
    return Math.max(0, Duration.ofNanos(time - segment.now()).toSeconds());
  }

  @Override
  public CompletionStage<Map<String, Long>> drops() {
    return segment.snapshotLater().thenApply(SegmentApi::drops);
  }

  private static Map<String, Long> drops(GatewaySnapshot now) {
    Map<String, Long> counts = new TreeMap<>();
    now.drops().forEach((reason, count) -> counts.put(reason.name(), count));
    return counts;
  }

  @Override
  public CompletionStage<List<ImpairedLinkRow>> impairments() {
    return segment.impairments().rows();
  }

  @Override
  public CompletionStage<List<ImpairedLinkRow>> impair(String link, String words) {
    return segment.impairments().set(link, words);
  }

  @Override
  public List<Event> eventsAfter(long id, int most) {
    return events.after(id, most);
  }
}
