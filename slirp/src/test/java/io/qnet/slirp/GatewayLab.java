package io.qnet.slirp;

import io.qnet.slirp.event.GatewayEvent;
import io.qnet.slirp.tftp.TftpFolder;
import io.qnet.wire.Burst;
import io.qnet.wire.DropReason;
import io.qnet.wire.Drops;
import io.qnet.wire.Frame;
import io.qnet.wire.Offloads;
import io.qnet.wire.address.IpAddress;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.MacAddress;
import io.qnet.wire.kit.Cable;
import io.qnet.wire.kit.GuestStation;
import io.qnet.wire.kit.ManualClock;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A gateway with a scripted guest on one side and a scripted outside on the other, in virtual time.
 */
final class GatewayLab implements AutoCloseable {
  static final Ipv4Address ROUTER = Ipv4Address.parse("10.0.2.2");
  static final Ipv4Address DNS = Ipv4Address.parse("10.0.2.3");
  static final Ipv4Address GUEST = Ipv4Address.parse("10.0.2.15");
  static final Ipv4Address WORLD = Ipv4Address.parse("192.0.2.80");
  static final MacAddress GUEST_MAC = MacAddress.parse("52:54:00:12:34:56");
  static final MacAddress ROUTER_MAC = MacAddress.parse("52:55:0a:00:02:02");

  final ManualClock clock = new ManualClock();
  final Burst burst = new Burst(clock);
  final Cable cable = new Cable("lab", burst);
  final Valve link;
  final ScriptedOutside outside = new ScriptedOutside();
  final ScriptedForward forwards = new ScriptedForward(outside);
  final List<GatewayEvent> events = new ArrayList<>();
  final Set<Integer> ownPorts = new HashSet<>();
  final Set<IpAddress> hostAddresses = new HashSet<>();
  final Drops drops = new Drops();
  final Gateway gateway;
  final GuestStation guest;

  GatewayLab() {
    this(GatewaySettings.DEFAULT);
  }

  GatewayLab(GatewaySettings settings) {
    this(settings, Offloads.PLAIN, UnaryOperator.identity());
  }

  GatewayLab(GatewaySettings settings, Offloads offloads, UnaryOperator<Frame> hardware) {
    this(settings, offloads, hardware, null);
  }

  /**
   * A gateway that serves the files of {@code tftp}, which it reads in the burst of the request.
   */
  GatewayLab(GatewaySettings settings, Path tftp) {
    this(settings, Offloads.PLAIN, UnaryOperator.identity(), tftp);
  }

  /** A gateway whose link leaves work undone: see {@link Valve}. */
  private GatewayLab(
      GatewaySettings settings,
      Offloads offloads,
      UnaryOperator<Frame> hardware,
      @Nullable Path tftp) {
    TftpFolder folder = tftp == null ? null : new TftpFolder(tftp, Runnable::run, burst::later);
    link = new Valve(cable.left(), burst, offloads, hardware);
    gateway =
        new Gateway(
            settings,
            link,
            new GatewayEnvironment(
                burst,
                outside,
                new HostServices(TestNames.files(), forwards, folder),
                new SecureRandom(),
                drops,
                events::add,
                hostAddresses::contains,
                (address, port) -> ownPorts.contains(port)));
    gateway.open();
    guest = new GuestStation(cable.right(), burst, GUEST_MAC, GUEST).via(ROUTER_MAC);
  }

  Segments connection(int localPort, IpAddress remote, int port) {
    return new Segments(guest, localPort, remote, port);
  }

  /** The far end of a connection that the guest opens now; whatever it had heard before is gone. */
  ScriptedOutside.Host establish(Segments connection) {
    connection.syn();
    guest.takeAll();
    ScriptedOutside.Host[] host = new ScriptedOutside.Host[1];
    host(() -> host[0] = outside.lastCall().succeeds());
    connection.established();
    return host[0];
  }

  /** A connection that ends at the gateway itself. */
  void establishService(Segments connection) {
    connection.syn();
    connection.established();
    guest.expectNothing();
  }

  /** Does what happens on the host's side, as its event loop would. */
  void host(Runnable work) {
    burst.run(work);
  }

  void after(Duration time) {
    clock.advance(time);
  }

  long dropped(DropReason reason) {
    return gateway.snapshot().drops().getOrDefault(reason, 0L);
  }

  /** What every test of bad input ends with: ARP is answered, and a new connection works. */
  void stillWorks() {
    guest.takeAll();
    guest.arp(ROUTER);
    Segments connection = connection(61_000, WORLD, 80);
    establish(connection);
    connection.resets();
    guest.expectNothing();
  }

  @Override
  public void close() {
    gateway.close();
  }
}
