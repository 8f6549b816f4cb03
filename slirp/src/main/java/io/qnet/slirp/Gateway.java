package io.qnet.slirp;

import io.qnet.slirp.dhcp.DhcpEvent;
import io.qnet.slirp.dhcp.DhcpServer;
import io.qnet.slirp.dhcp.DhcpSettings;
import io.qnet.slirp.dhcp.Lease;
import io.qnet.slirp.dhcp6.Dhcp6Server;
import io.qnet.slirp.dhcp6.Dhcp6Settings;
import io.qnet.slirp.dns.DnsContext;
import io.qnet.slirp.dns.DnsRelay;
import io.qnet.slirp.dns.DnsStreams;
import io.qnet.slirp.dns.GuestNames;
import io.qnet.slirp.event.GatewayEvent;
import io.qnet.slirp.flow.FlowRow;
import io.qnet.slirp.flow.PingFlows;
import io.qnet.slirp.flow.Segment;
import io.qnet.slirp.flow.TcpFlows;
import io.qnet.slirp.flow.UdpCalls;
import io.qnet.slirp.flow.UdpFlows;
import io.qnet.slirp.ip.FrameInput;
import io.qnet.slirp.ip.IcmpErrors;
import io.qnet.slirp.ip.Ipv6Hosts;
import io.qnet.slirp.ip.PacketOutput;
import io.qnet.slirp.ip.RouterAdvertisement;
import io.qnet.slirp.ip.SegmentHosts;
import io.qnet.slirp.ip.VirtualHosts;
import io.qnet.slirp.tcp.InitialSequence;
import io.qnet.slirp.tftp.TftpFolder;
import io.qnet.slirp.tftp.TftpServer;
import io.qnet.wire.Burst;
import io.qnet.wire.ByteStream;
import io.qnet.wire.DatagramFlow;
import io.qnet.wire.DropReason;
import io.qnet.wire.Drops;
import io.qnet.wire.Link;
import io.qnet.wire.LinkEvents;
import io.qnet.wire.address.IpAddress;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.clock.Deadlines;
import io.qnet.wire.ip.NeighborTable;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/**
 * User mode for one segment: the far end of all that a guest sends.
 *
 * <p>Made, opened, asked and closed on the segment's event loop.
 */
public final class Gateway implements AutoCloseable {
  private final GatewayEnvironment environment;
  private final Burst burst;
  private final Link link;
  private final Drops drops;
  private final GuestTraffic.Services services;
  private final TcpFlows tcp;
  private final UdpFlows udp;
  private final UdpCalls calls;
  private final PingFlows pings;
  private final NeighborTable neighbors = new NeighborTable();
  private final GuestNames guestNames;
  private final FrameInput input;
  private boolean closed;

  /** A gateway at the near end of {@code link}, which is not open yet. */
  public Gateway(GatewaySettings settings, Link link, GatewayEnvironment environment) {
    this.environment = environment;
    this.burst = environment.burst();
    this.drops = environment.drops();
    this.link = link;
    SegmentHosts hosts = new SegmentHosts(settings.hosts(), settings.ipv6());
    int identification = environment.random().nextInt();
    PacketOutput output =
        new PacketOutput(link, burst, drops, hosts, neighbors, settings.mtu(), identification);
    IcmpErrors errors = new IcmpErrors(output, hosts, burst, drops);
    Segment segment =
        new Segment(
            hosts,
            burst,
            new Deadlines(burst),
            output,
            errors,
            drops,
            environment.outside(),
            environment.events(),
            new AtomicLong()::incrementAndGet);
    byte[] secret = new byte[16];
    environment.random().nextBytes(secret);
    InitialSequence sequence = new InitialSequence(secret);
    this.tcp =
        new TcpFlows(
            segment,
            settings.mtu(),
            settings.limits(),
            settings.nat(),
            sequence,
            environment.random());
    this.udp = new UdpFlows(segment, settings.limits(), settings.nat(), environment.random());
    this.calls = new UdpCalls(segment, settings.limits(), environment.random());
    this.pings = new PingFlows(segment, settings.limits());
    this.guestNames = new GuestNames(settings.leases().domainName());
    this.services = services(settings, segment);
    TrafficPolicy policy = new TrafficPolicy(settings.policy(), hosts, environment);
    GuestTraffic traffic = new GuestTraffic(policy, segment, tcp, udp, calls, pings, services);
    this.input = new FrameInput(hosts, burst, drops, neighbors, output, errors, traffic);
    speak(settings);
  }

  private GuestTraffic.Services services(GatewaySettings settings, Segment segment) {
    DnsContext dns =
        new DnsContext(
            environment.outside(),
            environment.services().names(),
            guestNames,
            settings.policy().recursion(),
            burst,
            segment.deadlines(),
            environment.random(),
            drops);
    Ipv6Hosts six = settings.ipv6();
    TftpFolder folder = environment.services().folder();
    return new GuestTraffic.Services(
        new DhcpServer(dhcpSettings(settings), drops, this::onLease),
        new DnsRelay(dns),
        new DnsStreams(dns),
        environment.services().forwards(),
        folder == null
            ? null
            : new TftpServer(segment, folder, settings.mtu(), environment.random()),
        six == null ? null : new Dhcp6Server(dhcp6Settings(settings, six), drops));
  }

  private void speak(GatewaySettings settings) {
    if (!settings.ipv4()) {
      input.leaveOutIpv4();
    }
    Ipv6Hosts ipv6 = settings.ipv6();
    if (ipv6 != null) {
      input.speakIpv6(() -> advertisement(ipv6, settings), environment.random());
    }
  }

  /** Opens the link: from now on frames are answered. */
  public void open() {
    link.open(input, new Events());
  }

  /**
   * Calls a guest's TCP port; inside a burst. Whatever is written waits until the guest answers.
   *
   * @return aborted with REFUSED or TIMEOUT if the guest does not take the call, HOST_UNREACHABLE
   *     if it is not there: at once where nothing is plugged in, else after some seconds without
   *     any sign of it
   */
  public ByteStream dial(IpAddress guest, int port) {
    return tcp.call(guest, port);
  }

  /**
   * Calls a guest's UDP port, from the router's address and a port of its own; inside a burst.
   *
   * @return sends to that guest alone, whatever the address it is told
   */
  public DatagramFlow datagrams(IpAddress guest, int port) {
    return calls.open(guest, port);
  }

  /** What there is now. */
  public GatewaySnapshot snapshot() {
    List<FlowRow> flows = new ArrayList<>(tcp.rows());
    flows.addAll(udp.rows());
    flows.addAll(calls.rows());
    flows.addAll(pings.rows());
    Map<DropReason, Long> lost = new EnumMap<>(DropReason.class);
    lost.putAll(drops.snapshot());
    link.drops().snapshot().forEach((reason, count) -> lost.merge(reason, count, Long::sum));
    long now = burst.clock().now();
    Dhcp6Server six = services.dhcp6();
    return new GatewaySnapshot(
        flows, services.dhcp().leases(now), six == null ? List.of() : six.leases(now), lost);
  }

  /**
   * Resets every connection, closes every socket, and closes the link; a second time does nothing.
   */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    burst.run(
        () -> {
          tcp.close();
          udp.close();
          calls.close();
          pings.close();
          services.close();
          input.forget();
          link.flush(); // the resets; a burst around this one would flush too late
          link.close();
        });
  }

  private static RouterAdvertisement advertisement(Ipv6Hosts hosts, GatewaySettings settings) {
    PolicySettings policy = settings.policy();
    return new RouterAdvertisement(
        hosts,
        settings.mtu(),
        false,
        !policy.restrict(),
        policy.names(),
        settings.leases().searchDomains());
  }

  private static DhcpSettings dhcpSettings(GatewaySettings settings) {
    VirtualHosts hosts = settings.hosts();
    LeaseSettings leases = settings.leases();
    boolean open = !settings.policy().restrict();
    Ipv4Address other = settings.policy().otherRouter();
    return DhcpSettings.builder(hosts.net(), hosts.host())
        .router(open ? Objects.requireNonNullElse(other, hosts.host()) : null)
        .dns(settings.policy().names() ? hosts.dns() : null)
        .first(leases.first())
        .reserved(hosts.all())
        .fixed(leases.fixed())
        .hostName(leases.hostName())
        .domainName(leases.domainName())
        .searchDomains(leases.searchDomains())
        .mtu(settings.mtu())
        .bootFile(leases.boot().file())
        .bootServerName(leases.boot().server())
        .build();
  }

  private static Dhcp6Settings dhcp6Settings(GatewaySettings settings, Ipv6Hosts hosts) {
    LeaseSettings leases = settings.leases();
    return new Dhcp6Settings(
        hosts,
        hosts.macOf(Ipv6Hosts.LINK_LOCAL_HOST),
        settings.policy().names(),
        leases.searchDomains(),
        leases.boot().urlFor(hosts.host()));
  }

  /** Who has a lease is known from then on, so that not even the first datagram waits for ARP. */
  private void onLease(DhcpEvent event) {
    if (event instanceof DhcpEvent.Leased leased) {
      Lease lease = leased.lease();
      boolean unused = neighbors.learn(lease.address(), lease.mac(), burst.now());
      guestNames.add(lease.address(), lease.hostName());
    } else if (event instanceof DhcpEvent.OfLease over) {
      guestNames.remove(over.address());
    }
    environment.events().accept(new GatewayEvent.LeaseChanged(event));
  }

  private final class Events implements LinkEvents {
    @Override
    public void onUp() {
      tcp.onLinkUp();
      environment.events().accept(new GatewayEvent.LinkUp(link.name()));
    }

    @Override
    public void onDown(String why) {
      tcp.onLinkDown();
      input.forget();
      environment.events().accept(new GatewayEvent.LinkDown(link.name(), why));
    }

    @Override
    public void onWritable() {
      tcp.onLinkWritable();
    }
  }
}
