package io.qnet.launcher.station;

import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.launcher.cli.Failure;
import io.qnet.slirp.Gateway;
import io.qnet.slirp.GatewayEnvironment;
import io.qnet.slirp.GatewaySettings;
import io.qnet.slirp.HostServices;
import io.qnet.slirp.dns.HostFiles;
import io.qnet.slirp.dns.HostNames;
import io.qnet.slirp.dns.Resolvers;
import io.qnet.wire.Burst;
import io.qnet.wire.Drops;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.MacAddress;
import io.qnet.wire.kit.ManualClock;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** A gateway, and stations on the same hub, in virtual time. */
final class StationLab implements AutoCloseable {
  static final Ipv4Address ROUTER = Ipv4Address.parse("10.0.2.2");
  static final Ipv4Address OUTSIDE = Ipv4Address.parse("192.0.2.80");
  private static final String HOSTS = "192.0.2.80 world.test\n127.0.1.1 me.test\n";

  final ManualClock clock = new ManualClock();
  final Burst burst = new Burst(clock);
  final Hub hub = new Hub(burst);
  final EchoingOutside outside = new EchoingOutside(burst);
  private final List<Station> stations = new ArrayList<>();
  private final Gateway gateway;

  /** With a gateway. */
  StationLab() {
    HostNames.Gateway host = new HostNames.Gateway(ROUTER, null);
    gateway =
        new Gateway(
            GatewaySettings.DEFAULT,
            hub.plug("gateway"),
            new GatewayEnvironment(
                burst,
                outside,
                HostServices.of(HostFiles.fixed(HostNames.parse(HOSTS, host), Resolvers.parse(""))),
                new SecureRandom(),
                new Drops(),
                event -> {},
                address -> false,
                (address, port) -> false));
  }

  /** Opens the gateway: before, nobody answers. */
  StationLab withGateway() {
    gateway.open();
    return this;
  }

  /** A station that is plugged in. */
  Station station(int number) {
    Station station =
        new Station(
            hub.plug("station" + number),
            burst,
            new MacAddress(0x0200_0000_0000L + number),
            new Random(number));
    stations.add(station);
    assertThat(station.open()).isCompleted();
    return station;
  }

  /** A station that has an address. */
  Station leased(int number) {
    Station station = station(number);
    StationAddress unused = done(station::dhcp);
    return station;
  }

  /** Begins something in a burst. */
  <T> CompletableFuture<T> begin(Supplier<CompletableFuture<T>> question) {
    List<CompletableFuture<T>> answer = new ArrayList<>();
    burst.run(() -> answer.add(question.get()));
    return answer.get(0);
  }

  /** What is there without any time passing. */
  <T> T done(Supplier<CompletableFuture<T>> question) {
    CompletableFuture<T> answer = begin(question);
    assertThat(answer).as("answered at once").isDone();
    return answer.join();
  }

  /** How it fails, at the latest after {@code within}. */
  <T> Failure fails(Duration within, Supplier<CompletableFuture<T>> question) {
    CompletableFuture<T> answer = begin(question);
    clock.advance(within);
    assertThat(answer).isCompletedExceptionally();
    return (Failure) answer.handle((value, failed) -> failed).join();
  }

  /** Ends everything; every frame that was ever sent has to be released then. */
  @Override
  public void close() {
    stations.forEach(Station::close);
    gateway.close();
    clock.advance(Duration.ofMinutes(10));
    assertThat(hub.passed).allMatch(octets -> octets.refCnt() == 0);
  }
}
