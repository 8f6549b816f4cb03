package io.qnet.slirp.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.qnet.wire.Burst;
import io.qnet.wire.Drops;
import io.qnet.wire.address.IpAddress;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.Ipv6Address;
import io.qnet.wire.clock.Deadlines;
import io.qnet.wire.kit.ManualClock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/** A name server with a guest in front of it and a scripted network behind it. */
final class Lab {
  static final String FIRST = "192.0.2.1";
  static final String SECOND = "192.0.2.2";
  static final DnsOrigin GUEST = new DnsOrigin(IpAddress.parse("10.0.2.15"), 40000);
  static final HostNames.Gateway GATEWAY =
      new HostNames.Gateway(Ipv4Address.parse("10.0.2.2"), Ipv6Address.parse("fec0::2"));

  private static final String HOSTS =
      """
      127.0.0.1   localhost
      127.0.1.1   box.lab.example box   # the host itself
      ::1         localhost ip6-localhost box
      192.0.2.80  www.lab.example
      192.0.2.81  www.lab.example
      """;

  final ManualClock clock = new ManualClock();
  final Burst burst = new Burst(clock);
  final Drops drops = new Drops();
  final ScriptedOutside outside = new ScriptedOutside();
  final Deque<ByteBuf> answers = new ArrayDeque<>();
  final GuestNames guests = new GuestNames("lab.test");
  final DnsContext context;
  final DnsRelay relay;
  final DnsStreams streams;

  Lab() {
    this(HostNames.parse(HOSTS, GATEWAY));
  }

  Lab(HostNames names) {
    this(names, true);
  }

  private Lab(HostNames names, boolean recursion) {
    Resolvers resolvers = new Resolvers(List.of(IpAddress.parse(FIRST), IpAddress.parse(SECOND)));
    HostFiles files = HostFiles.fixed(names, resolvers);
    context =
        new DnsContext(
            outside, files, guests, recursion, burst, new Deadlines(burst), new Random(7), drops);
    relay = new DnsRelay(context);
    streams = new DnsStreams(context);
  }

  /** One that asks nobody. */
  static Lab alone() {
    return new Lab(HostNames.parse(HOSTS, GATEWAY), false);
  }

  /** The guest asks over UDP; takes the query over. */
  void asks(ByteBuf query) {
    asks(query, GUEST);
  }

  void asks(ByteBuf query, DnsOrigin origin) {
    burst.run(() -> relay.onQuery(query, origin, answers::add));
    assertThat(query.refCnt()).isEqualTo(1);
    query.release();
  }

  ScriptedOutside.Stream connects() {
    ScriptedOutside.Stream guest = new ScriptedOutside.Stream();
    burst.run(() -> streams.serve(guest));
    return guest;
  }

  Answer answer() {
    return Answer.read(answers.remove());
  }

  /** Nothing else was answered, no socket is left, and nothing leaked. */
  void over() {
    assertThat(answers).isEmpty();
    burst.run(relay::close);
    burst.run(streams::close);
    assertThat(outside.openFlows()).isZero();
    for (ScriptedOutside.Flow flow : outside.flows) {
      flow.sent.forEach(sent -> assertThat(sent.payload().release()).isTrue());
    }
  }
}
