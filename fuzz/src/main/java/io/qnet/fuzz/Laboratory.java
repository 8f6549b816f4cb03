package io.qnet.fuzz;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.qnet.slirp.Gateway;
import io.qnet.slirp.GatewayEnvironment;
import io.qnet.slirp.GatewaySettings;
import io.qnet.slirp.GatewaySnapshot;
import io.qnet.slirp.GuestForward;
import io.qnet.slirp.HostServices;
import io.qnet.slirp.dns.HostFiles;
import io.qnet.slirp.dns.HostNames;
import io.qnet.slirp.dns.Resolvers;
import io.qnet.slirp.flow.FlowLimits;
import io.qnet.slirp.tftp.TftpFolder;
import io.qnet.wire.Burst;
import io.qnet.wire.DropReason;
import io.qnet.wire.Drops;
import io.qnet.wire.Frame;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.MacAddress;
import io.qnet.wire.kit.Cable;
import io.qnet.wire.kit.GuestStation;
import io.qnet.wire.kit.ManualClock;
import io.qnet.wire.kit.Received;
import io.qnet.wire.packet.TcpFlags;
import io.qnet.wire.packet.TcpHeader;
import io.qnet.wire.packet.TcpOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/**
 * A gateway in virtual time between a guest and a {@link PlayedOutside}; the same input always ends
 * the same way.
 *
 * <p>Used once: speak to it, then {@link #finish}, which throws an {@link AssertionError} if
 * something does not hold.
 */
final class Laboratory {
  static final Ipv4Address ROUTER = Ipv4Address.parse("10.0.2.2");
  static final Ipv4Address DNS = Ipv4Address.parse("10.0.2.3");
  static final Ipv4Address GUEST = Ipv4Address.parse("10.0.2.15");
  static final Ipv4Address WORLD = Ipv4Address.parse("192.0.2.80");
  static final MacAddress GUEST_MAC = MacAddress.parse("52:54:00:12:34:56");
  static final MacAddress ROUTER_MAC = MacAddress.parse("52:55:0a:00:02:02");

  private static final int SEED = 20_261_101;

  /** Of direct buffers, whatever a script says: its own octets and a few windows, in octets. */
  private static final long MOST_DIRECT = 64 << 20;

  private final long directBefore = directInUse();
  private final ManualClock clock = new ManualClock();
  private static final Path FOLDER = folder();

  private final Burst burst = new Burst(clock);
  private final Cable cable = new Cable("fuzz", burst);
  private final Drops drops = new Drops();
  private final Gateway gateway;
  private final GuestStation guest;
  private final Consumer<Received> listener;

  /** The host. */
  final PlayedOutside outside = new PlayedOutside();

  /** What the gateway sent last by TCP acknowledges best: its next sequence number. */
  private int plausible;

  private int lastPort;

  Laboratory() {
    this(heard -> {});
  }

  /** The same; {@code listener} is told what the guest hears. */
  Laboratory(Consumer<Received> listener) {
    this.listener = listener;
    HostNames.Gateway names = new HostNames.Gateway(ROUTER, null);
    HostFiles files =
        HostFiles.fixed(
            HostNames.parse("192.0.2.80 world.test\n127.0.1.1 me.test\n", names),
            Resolvers.parse("nameserver 198.51.100.53\nnameserver 198.51.100.54\n"));
    gateway =
        new Gateway(
            GatewaySettings.DEFAULT,
            cable.left(),
            new GatewayEnvironment(
                burst,
                outside,
                new HostServices(
                    files, GuestForward.NONE, new TftpFolder(FOLDER, Runnable::run, burst::later)),
                new Random(SEED),
                drops,
                event -> requireText(event.sentence()),
                address -> false,
                (address, port) -> port == 9000));
    gateway.open();
    guest = new GuestStation(cable.right(), burst, GUEST_MAC, GUEST).via(ROUTER_MAC);
  }

  /** Direct memory that nobody gave back, in octets. */
  private static long directInUse() {
    if (!(ByteBufAllocator.DEFAULT instanceof UnpooledByteBufAllocator allocator)) {
      throw new IllegalStateException(
          "buffers go round in a pool and cannot be counted: -Dio.netty.allocator.type=unpooled");
    }
    return allocator.metric().usedDirectMemory();
  }

  /** A folder with one file to read. */
  private static Path folder() {
    try {
      Path folder = Files.createTempDirectory("qnet-fuzz");
      Path file = Files.write(folder.resolve("file"), new byte[3000]);
      folder.toFile().deleteOnExit();
      file.toFile().deleteOnExit(); // the last of them goes first
      return folder;
    } catch (IOException full) {
      throw new UncheckedIOException(full);
    }
  }

  private static void requireText(String sentence) {
    require(!sentence.isBlank(), "an event says nothing");
  }

  static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }

  /** The guest sends a frame of these octets, as a slice of a read. */
  void frame(byte[] octets, boolean repaired, boolean acknowledging) {
    ByteBuf read = ByteBufAllocator.DEFAULT.directBuffer(octets.length + 4);
    ByteBuf frame = read.writeZero(3).writeBytes(octets).skipBytes(3).slice();
    if (acknowledging && octets.length >= 54 && frame.getByte(23) == 6) {
      frame.setInt(42, frame.getInt(42) + plausible);
    }
    if (repaired) {
      Repair.checksums(frame);
    }
    guest.send(Frame.plain(frame));
    hear();
  }

  /** The guest sends a datagram. */
  void datagram(Frame frame) {
    guest.send(frame);
    hear();
  }

  /** Something happens at the host. */
  void host(int what, byte[] octets) {
    burst.run(() -> outside.act(what, octets));
    hear();
  }

  /** As {@link PlayedOutside#receive}. */
  void answer(int whom, byte[] octets, boolean known, boolean fitting) {
    burst.run(() -> outside.receive(whom, octets, known, fitting));
    hear();
  }

  /** Time passes. */
  void passes(Duration time) {
    clock.advance(time);
    hear();
  }

  /** Looks at everything that was sent to the guest: broken frames are errors of ours. */
  private void hear() {
    for (Received received : guest.takeAll()) {
      int length = received.octets().readableBytes();
      require(length >= 60 && length <= 1514, "a frame of " + length + " octets");
      listener.accept(received);
      received.payload(); // checks lengths and checksums on the way
      if (received.kind() == Received.Kind.UDP) {
        lastPort = received.udp().sourcePort();
      }
      if (received.kind() == Received.Kind.TCP) {
        plausible = received.tcp().sequence() + received.tcp().segmentLength();
      }
    }
    require(directInUse() - directBefore < MOST_DIRECT, "too much memory waits");
  }

  /** From where the gateway sent its last datagram; 0 if it sent none. */
  int lastPort() {
    return lastPort;
  }

  /** What has to hold after any input. */
  void finish() {
    GatewaySnapshot now = gateway.snapshot();
    FlowLimits limits = FlowLimits.DEFAULT;
    require(now.flows().size() <= limits.tcp() + limits.udp(), "too many flows");
    require(now.leases().size() <= 256, "too many leases");
    now.flows().forEach(row -> requireText(row.toString()));
    stillWorks();
    burst.run(gateway::close);
    guest.takeAll();
    clock.advance(Duration.ofHours(3));
    require(drops.of(DropReason.FAULT) == 0, "a fault of our own was counted");
    require(outside.dialing() == 0, "an attempt to connect goes on after the end");
    require(outside.streams() == 0, "a connection is open after the end");
    require(outside.sockets() == 0, "a UDP socket is open after the end");
    require(gateway.snapshot().flows().isEmpty(), "a flow is left after the end");
    long kept = directInUse() - directBefore;
    require(kept == 0, kept + " octets of direct buffers were not given back");
  }

  private void stillWorks() {
    hear();
    guest.send(guest.to(ROUTER).arpRequest());
    boolean answered =
        guest.takeAll().stream()
            .anyMatch(
                heard ->
                    heard.kind() == Received.Kind.ARP && heard.arp().senderIp().equals(ROUTER));
    require(answered, "ARP is not answered any more");
    int port = unusedPort();
    syn(port);
    burst.run(outside::connect);
    List<Received> heard = guest.takeAll();
    require(
        heard.stream().anyMatch(segment -> opens(segment, port)), "no new connection: " + heard);
  }

  private static boolean opens(Received heard, int port) {
    return heard.kind() == Received.Kind.TCP
        && heard.tcp().destinationPort() == port
        && heard.tcp().has(TcpFlags.SYN | TcpFlags.ACK);
  }

  private int unusedPort() {
    int port = 61_000;
    for (int tried = port; tried < 62_000; tried++) {
      int candidate = tried;
      if (gateway.snapshot().flows().stream().noneMatch(row -> row.guestPort() == candidate)) {
        return candidate;
      }
    }
    return port;
  }

  private void syn(int port) {
    TcpHeader header =
        new TcpHeader(port, 80, 77, 0, TcpFlags.SYN, 0xffff, TcpOptions.syn(1460, 7, true));
    guest.send(guest.to(WORLD).tcp(header, new byte[0]));
  }
}
