package io.qnet.fuzz;

import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.port.PortSpec;
import io.qnet.launcher.user.UserOptions;
import io.qnet.slirp.ip.VirtualHosts;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.Ipv6Address;
import io.qnet.wire.address.MacAddress;
import io.qnet.wire.kit.Frames;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The doors through which strangers speak. */
@SuppressWarnings("ImmutableEnumChecker") // the functions keep nothing
enum Target {
  /** Frames of a guest, and what the host does: Ethernet, ARP, IP, fragments, ICMP, UDP, TCP. */
  ETHERNET((Scene) Target::ethernet),
  /** Messages to the DHCP server, of several guests. */
  DHCP((Scene) Target::dhcp),
  /** Queries by UDP, and what resolvers answer. */
  DNS((Scene) Target::dns),
  /** Queries by TCP, and what resolvers answer. */
  DNS_STREAM((Consumer<byte[]>) NameStream::play),
  /** Messages to the server of DHCPv6. */
  DHCP6((Scene) Target::dhcp6),
  /** Neighbor Discovery. */
  NDP((Scene) NeighborSeeds::play),
  /** Requests for files, and acknowledgments of what was sent. */
  TFTP((Scene) Target::tftp),
  /** What bridges say to a spanning tree. */
  BPDU((Consumer<byte[]>) BpduStrangers::play),
  /** Frames at the ports of a switch with rules, DHCP snooping, a mirror, a tree and a loop. */
  SWITCH((Consumer<byte[]>) SwitchStrangers::play),
  /** The words after {@code -netdev user,} and of {@code --port}. */
  OPTIONS((Consumer<byte[]>) Target::options);

  /** Kinds of steps that every gateway knows. */
  static final int HOST = 14;

  static final int TIME = 15;

  private static final int MOST_PORT = 65_535;

  /** RFC 8415, section 7.1. */
  private static final Ipv6Address DHCP6_SERVERS = Ipv6Address.parse("ff02::1:2");

  private final @Nullable Scene scene;
  private final Consumer<byte[]> play;

  Target(Scene scene) {
    this.scene = scene;
    this.play = this::playToGateway;
  }

  Target(Consumer<byte[]> play) {
    this.scene = null;
    this.play = play;
  }

  /** Its name on the command line. */
  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The one with this name. */
  static Target of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  /** Plays one input, and throws if anything does not hold. */
  void play(byte[] input) {
    play.accept(input);
  }

  /** One step of a script that is played to a whole gateway. */
  @FunctionalInterface
  interface Scene {
    void play(Laboratory laboratory, Step step);
  }

  private void playToGateway(byte[] input) {
    Laboratory laboratory = new Laboratory();
    playTo(laboratory, input);
    laboratory.finish();
  }

  /** Plays one input to a whole gateway, and leaves it at that; only for targets that have one. */
  void playTo(Laboratory laboratory, byte[] input) {
    Scene ours = Objects.requireNonNull(scene);
    for (Step step : Step.read(input)) {
      switch (step.kind() & 0xf) {
        case HOST -> laboratory.host(step.octet(0), step.from(1));
        case TIME ->
            laboratory.passes(
                Duration.ofMillis(((step.octet(0) << 8) | step.octet(1)) * 100L + step.octet(2)));
        default -> ours.play(laboratory, step);
      }
    }
  }

  /** Kind 0: as it is; 1: with right checksums; else: it acknowledges what was heard last, too. */
  private static void ethernet(Laboratory laboratory, Step step) {
    int kind = step.kind() & 0xf;
    laboratory.frame(step.octets(), kind > 0, kind > 1);
  }

  /** The kind says which guest. */
  private static void dhcp(Laboratory laboratory, Step step) {
    MacAddress mac = new MacAddress(Laboratory.GUEST_MAC.bits() + (step.kind() & 0x7));
    boolean named = (step.kind() & 0x10) != 0;
    Ipv4Address source = named ? Laboratory.GUEST : Ipv4Address.ANY;
    Frames frames = new Frames(mac, MacAddress.BROADCAST, source, Ipv4Address.BROADCAST);
    laboratory.datagram(frames.udp(68, 67, step.octets()));
  }

  /** Kinds 0 to 7: a query; others: an answer, from whom it was asked or not, fitting or not. */
  private static void dns(Laboratory laboratory, Step step) {
    int kind = step.kind() & 0xf;
    if (kind < 8) {
      Frames frames =
          new Frames(Laboratory.GUEST_MAC, Laboratory.ROUTER_MAC, Laboratory.GUEST, Laboratory.DNS);
      laboratory.datagram(frames.udp(5000 + kind, 53, step.octets()));
    } else {
      laboratory.answer(step.kind() >>> 4, step.octets(), (kind & 1) == 0, (kind & 2) == 0);
    }
  }

  /** The kind says which guest. */
  private static void dhcp6(Laboratory laboratory, Step step) {
    Ipv6Address client = new Ipv6Address(0xfe80L << 48, 0x100 + (step.kind() & 0x7));
    Frames frames =
        new Frames(Laboratory.GUEST_MAC, DHCP6_SERVERS.groupMac(), client, DHCP6_SERVERS);
    laboratory.datagram(frames.udp(546, 547, step.octets()));
  }

  /** Kinds 0 to 7: to port 69, from several ports; others: to the port that spoke last. */
  private static void tftp(Laboratory laboratory, Step step) {
    int kind = step.kind() & 0xf;
    int port = kind < 8 ? 69 : laboratory.lastPort();
    Frames frames =
        new Frames(
            Laboratory.GUEST_MAC, Laboratory.ROUTER_MAC, Laboratory.GUEST, Laboratory.ROUTER);
    laboratory.datagram(frames.udp(5000 + (kind & 0x7), port, step.octets()));
  }

  /** A refusal is a {@link Failure} with three parts; what is accepted makes sense. */
  private static void options(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    try {
      UserOptions options = UserOptions.parse(text);
      VirtualHosts hosts = options.gateway().hosts();
      Ipv4Address first = options.gateway().leases().first();
      Laboratory.require(hosts.net().contains(hosts.host()), "the host is outside the net");
      Laboratory.require(hosts.net().contains(first), "the lease is outside");
      Laboratory.require(!hosts.host().equals(hosts.dns()), "two hosts have one address");
      Laboratory.require(
          options.forwards().stream()
              .allMatch(rule -> rule.guestPort() > 0 && rule.guestPort() <= MOST_PORT),
          "a door to no port");
    } catch (Failure refused) {
      requireThreeParts(refused);
    }
    try {
      PortSpec.parse(text, Path.of("/run/qnet/fuzz"));
    } catch (Failure refused) {
      requireThreeParts(refused);
    }
  }

  private static void requireThreeParts(Failure refused) {
    String what = refused.getMessage();
    Laboratory.require(
        what != null
            && !what.isBlank()
            && !refused.meaning().isBlank()
            && !refused.remedy().isBlank(),
        "a refusal without its three parts");
  }
}
