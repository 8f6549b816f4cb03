package io.qnet.launcher.user;

import io.qnet.slirp.GatewaySnapshot;
import io.qnet.slirp.dhcp6.AddressLease;
import io.qnet.slirp.flow.FlowRow;
import io.qnet.web.ImpairedLinkRow;
import io.qnet.web.LabApi;
import io.qnet.web.NetworkRow;
import io.qnet.web.RedirectApi;
import io.qnet.wire.DropReason;
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
public final class SegmentApi implements LabApi {
  private final Status status;
  private final UserSegment segment;
  private final EventRing events;
  private final NetworkRow network;

  /** Of {@code segment}, which runs as {@code name}. */
  public SegmentApi(String name, UserSegment segment, EventRing events) {
    this(name, segment, events, segment.network(UserGateway.ONLY, List.of(), UserGateway.NO_HUB));
  }

  /** The same of one among several, which is shown as {@code network}. */
  public SegmentApi(String name, UserSegment segment, EventRing events, NetworkRow network) {
    this.status = new Status(name, "user", segment.port().toString(), Instant.now());
    this.segment = segment;
    this.events = events;
    this.network = network;
  }

  @Override
  public Status status() {
    return status;
  }

  @Override
  public CompletionStage<List<Mapping>> nat() {
    return segment.snapshotLater().thenApply(SegmentApi::mappings);
  }

  /** The mappings of a gateway. */
  public static List<Mapping> mappings(GatewaySnapshot now) {
    return now.flows().stream().map(SegmentApi::mapping).toList();
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
    return segment.snapshotLater().thenApply(snapshot -> leases(snapshot, segment.now()));
  }

  /**
   * The leases of a gateway.
   *
   * @param now of its segment's clock, in nanoseconds
   */
  public static List<Lease> leases(GatewaySnapshot snapshot, long now) {
    return Stream.concat(
            snapshot.leases().stream().map(lease -> lease(lease, now)),
            snapshot.leases6().stream().map(lease -> lease(lease, now)))
        .toList();
  }

  private static Lease lease(io.qnet.slirp.dhcp.Lease lease, long now) {
    return new Lease(
        lease.address().toString(),
        lease.mac().toString(),
        lease.hostName(),
        lease.state().name().toLowerCase(Locale.ROOT),
        seconds(lease.expiresAt() - now));
  }

  private static Lease lease(AddressLease lease, long now) {
    boolean declined = lease.client().isEmpty();
    return new Lease(
        lease.address().toString(),
        declined ? "-" : lease.client(),
        "",
        declined ? "declined" : "bound",
        seconds(lease.expiresAt() - now));
  }

  private static long seconds(long nanos) {
    return Math.max(0, Duration.ofNanos(nanos).toSeconds());
  }

  @Override
  public List<NetworkRow> networks() {
    return List.of(network);
  }

  @Override
  public @Nullable LabApi network(String name) {
    return network.answersTo(name) ? this : null;
  }

  @Override
  public RedirectApi redirects() {
    return segment.redirects();
  }

  @Override
  public CompletionStage<Map<String, Long>> drops() {
    return segment.snapshotLater().thenApply(now -> counts(now.drops()));
  }

  /** Drops by the names of their reasons. */
  public static Map<String, Long> counts(Map<DropReason, Long> drops) {
    Map<String, Long> counts = new TreeMap<>();
    drops.forEach((reason, count) -> counts.put(reason.name(), count));
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
