package io.qnet.bench.micro;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.qnet.slirp.Gateway;
import io.qnet.slirp.GatewayEnvironment;
import io.qnet.slirp.GatewaySettings;
import io.qnet.slirp.HostServices;
import io.qnet.slirp.dns.HostFiles;
import io.qnet.slirp.dns.HostNames;
import io.qnet.slirp.dns.Resolvers;
import io.qnet.wire.Burst;
import io.qnet.wire.Drops;
import io.qnet.wire.Frame;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.MacAddress;
import io.qnet.wire.kit.Frames;
import io.qnet.wire.kit.ManualClock;
import io.qnet.wire.packet.TcpFlags;
import io.qnet.wire.packet.TcpHeader;
import io.qnet.wire.packet.TcpOptions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A gateway between a guest that only this thread plays and an outside that swallows: whatever they
 * allocate themselves is allocated before or after a {@link Step}, not in it.
 */
final class Bystander implements AutoCloseable {
  private static final Ipv4Address GUEST = Ipv4Address.parse("10.0.2.15");
  private static final Ipv4Address REMOTE = Ipv4Address.parse("192.0.2.80");
  private static final int PORT = 40_000;
  private static final int SEGMENT = 1448; // 1460, less the timestamps that guests have
  private static final int DATAGRAM = 64;
  private static final int WINDOW = 65_535;
  private static final Duration BETWEEN = Duration.ofMillis(1);

  private final ManualClock clock = new ManualClock();
  private final Burst burst = new Burst(clock);
  private final SilentLink link = new SilentLink(burst);
  private final SilentOutside outside = new SilentOutside();
  private final Gateway gateway;
  private final Frames frames =
      new Frames(
          MacAddress.parse("52:54:00:12:34:56"),
          MacAddress.parse("52:55:0a:00:02:02"),
          GUEST,
          REMOTE);
  private final TcpOptions options = new TcpOptions();
  private int sequence = 1;

  Bystander() {
    gateway =
        new Gateway(
            GatewaySettings.DEFAULT,
            link,
            new GatewayEnvironment(
                burst,
                outside,
                HostServices.of(
                    HostFiles.fixed(
                        HostNames.none(), new Resolvers(List.of(Ipv4Address.LOOPBACK)))),
                new SecureRandom(),
                new Drops(),
                event -> {},
                address -> false,
                (address, port) -> false));
    gateway.open();
    deliver(frames.arpRequest());
    deliver(frames.udp(PORT, PORT, new byte[DATAGRAM]));
    deliver(
        frames.tcp(
            new TcpHeader(
                PORT,
                80,
                0,
                0,
                TcpFlags.SYN,
                WINDOW,
                TcpOptions.syn(1460, 0, false).withTimestamps(1, 0)),
            new byte[0]));
    burst.run(outside::connect);
    deliver(segment(new byte[0]));
  }

  /** Work to be measured, and what follows it. */
  interface Step {
    void run();

    default void settle() {}
  }

  /** Segments of the guest. */
  Step tcpUp(int count) {
    List<Frame> made = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      made.add(pooled(segment(new byte[SEGMENT])));
      sequence += SEGMENT;
    }
    return incoming(made);
  }

  /** Octets of the host, and the guest's acknowledgment of them. */
  Step tcpDown(int count) {
    ByteBuf octets = zeros(count * SEGMENT);
    Runnable work = () -> outside.bring(octets);
    clock.advance(BETWEEN);
    return new Step() {
      @Override
      public void run() {
        burst.run(work);
      }

      @Override
      public void settle() {
        deliver(segment(new byte[0]));
      }
    };
  }

  /** Datagrams of the guest. */
  Step udpUp(int count) {
    List<Frame> made = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      made.add(pooled(frames.udp(PORT, PORT, new byte[DATAGRAM])));
    }
    return incoming(made);
  }

  /** Datagrams of the host. */
  Step udpDown(int count) {
    List<ByteBuf> made = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      made.add(zeros(DATAGRAM));
    }
    clock.advance(BETWEEN);
    Runnable work =
        () -> {
          for (int i = 0; i < count; i++) {
            outside.datagram(made.get(i), REMOTE, PORT);
          }
        };
    return () -> burst.run(work);
  }

  /** Data octets that the outside got from the guest by TCP. */
  long swallowed() {
    return outside.swallowed();
  }

  /** Frames that the gateway sent. */
  long sent() {
    return link.sent();
  }

  private Step incoming(List<Frame> made) {
    clock.advance(BETWEEN);
    Runnable work =
        () -> {
          for (int i = 0; i < made.size(); i++) {
            link.bring(made.get(i));
          }
        };
    return () -> burst.run(work);
  }

  private Frame segment(byte[] payload) {
    return frames.tcp(
        new TcpHeader(
            PORT, 80, sequence, link.acknowledgment(), TcpFlags.ACK, WINDOW, options.stamp(1, 0)),
        payload);
  }

  private void deliver(Frame frame) {
    Frame pooled = pooled(frame);
    burst.run(() -> link.bring(pooled));
  }

  /** Off the heap, as all frames from a socket are. */
  private static Frame pooled(Frame frame) {
    ByteBuf octets = frame.octets();
    ByteBuf copy = PooledByteBufAllocator.DEFAULT.directBuffer(octets.readableBytes());
    frame.copyTo(copy);
    frame.release();
    return Frame.plain(copy);
  }

  private static ByteBuf zeros(int length) {
    return PooledByteBufAllocator.DEFAULT.directBuffer(length).writeZero(length);
  }

  @Override
  public void close() {
    gateway.close();
  }
}
