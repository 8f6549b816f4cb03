package io.qnet.launcher.station;

import io.netty.buffer.ByteBuf;
import io.qnet.launcher.cli.Failure;
import io.qnet.wire.Burst;
import io.qnet.wire.ByteStream;
import io.qnet.wire.Frame;
import io.qnet.wire.Link;
import io.qnet.wire.LinkEvents;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.MacAddress;
import io.qnet.wire.packet.ArpView;
import io.qnet.wire.packet.EtherType;
import io.qnet.wire.packet.EthernetView;
import io.qnet.wire.packet.IpProtocol;
import io.qnet.wire.packet.Ipv4View;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A small guest on a link. Made and used on the segment's event loop, inside bursts; futures
 * complete there, exceptionally with a {@link Failure}.
 */
public final class Station implements AutoCloseable {
  private final Link link;
  private final StationPort port;
  private final StationUdp udp;
  private final StationTcp tcp;
  private final StationPing ping;
  private final RandomGenerator random;
  private final CompletableFuture<Void> up = new CompletableFuture<>();

  /** How a ping ended. */
  public enum Outcome {
    /** The far end answered. */
    ANSWER,
    /** Somebody on the way answered with an ICMP error. */
    ERROR,
    /** Nobody answered in time. */
    SILENCE
  }

  /**
   * One ping.
   *
   * @param outcome how it ended
   * @param from who answered; who was asked, if nobody did
   * @param type ICMP type of the answer, -1 without one
   * @param code its code, -1 without one
   * @param took how long
   */
  public record Echo(Outcome outcome, Ipv4Address from, int type, int code, Duration took) {}

  /** A station with the card {@code mac} at the near end of {@code link}, which is not open yet. */
  public Station(Link link, Burst burst, MacAddress mac, RandomGenerator random) {
    this.link = link;
    this.random = random;
    this.port = new StationPort(link, burst, mac);
    this.udp = new StationUdp(port);
    this.tcp = new StationTcp(port, random);
    this.ping = new StationPing(port);
  }

  /** Opens the link; the future completes when somebody is at its far end. */
  public CompletableFuture<Void> open() {
    link.open(this::accept, new Events());
    return up;
  }

  private final class Events implements LinkEvents {
    @Override
    public void onUp() {
      up.complete(null);
    }

    @Override
    public void onDown(String why) {
      port.forgetNeighbors();
    }

    @Override
    public void onWritable() {
      tcp.onWritable();
    }
  }

  private void accept(Frame frame) {
    try {
      EthernetView ethernet = new EthernetView(frame.octets());
      boolean ours =
          ethernet.check() == null
              && (ethernet.destination().equals(port.mac()) || ethernet.destination().isGroup());
      if (ours && ethernet.type() == EtherType.ARP) {
        port.onArp(new ArpView(frame.octets(), ethernet.payload(), ethernet.payloadLength()));
      } else if (ours && ethernet.type() == EtherType.IPV4) {
        onPacket(new Ipv4View(frame.octets(), ethernet.payload(), ethernet.payloadLength()));
      }
    } finally {
      frame.release();
    }
  }

  private void onPacket(Ipv4View packet) {
    if (packet.check() != null || packet.fragment() || !port.hears(packet.destination())) {
      return;
    }
    switch (packet.protocol()) {
      case IpProtocol.UDP -> udp.onPacket(packet);
      case IpProtocol.TCP -> tcp.onPacket(packet);
      case IpProtocol.ICMP -> {
        ping.onPacket(packet);
        tcp.onIcmp(packet);
      }
      default -> {} // a station speaks no more than this
    }
  }

  /** Gets an address from the segment's DHCP server. */
  public CompletableFuture<StationAddress> dhcp() {
    return new StationDhcp(port, udp, random).start();
  }

  /** The card's address. */
  public MacAddress mac() {
    return port.mac();
  }

  /** The lease, or null before {@link #dhcp}. */
  public @Nullable StationAddress address() {
    return port.address();
  }

  /** The card of {@code address} on this segment, or null if the station never needed to know. */
  public @Nullable MacAddress neighbor(Ipv4Address address) {
    return port.neighbor(address);
  }

  /** Sends one echo request. */
  public CompletableFuture<Echo> ping(Ipv4Address to) {
    return ping.ping(to);
  }

  /** The IPv4 addresses of a name, asked of the name server of the lease. */
  public CompletableFuture<List<Ipv4Address>> resolve(String name) {
    StationAddress address = port.address();
    if (address == null || address.dns().isUnspecified()) {
      return CompletableFuture.failedFuture(
          Failure.failed(
              "the station knows no name server",
              "names cannot be looked up",
              "use addresses, or see what the lease says: qnet station ... dhcp"));
    }
    return new StationDns(port, udp, random, address.dns()).ask(name);
  }

  /** Opens a TCP connection. */
  public ByteStream connect(Ipv4Address to, int toPort) {
    return tcp.connect(to, toPort);
  }

  /** Fetches a page over HTTP; the answer comes with its header. */
  public CompletableFuture<byte[]> get(Ipv4Address to, int toPort, String host, String path) {
    return HttpGet.ask(connect(to, toPort), host, path);
  }

  /** Accepts TCP connections. */
  public void listen(int localPort, Consumer<ByteStream> accepted) {
    tcp.listen(localPort, accepted);
  }

  /** Sends one datagram, a copy of {@code payload}, and does not wait for an answer. */
  public void tell(int localPort, Ipv4Address to, int toPort, ByteBuf payload) {
    udp.send(localPort, to, toPort, payload);
  }

  /**
   * Sends one datagram, a copy of {@code payload}, and waits for one back, as long as the caller
   * likes.
   *
   * @return a copy of the answer, to be released by the caller
   */
  public CompletableFuture<ByteBuf> ask(
      int localPort, Ipv4Address to, int toPort, ByteBuf payload) {
    CompletableFuture<ByteBuf> answer = new CompletableFuture<>();
    udp.bind(
        localPort,
        (data, from, fromPort) -> {
          if (from.equals(to) && fromPort == toPort) {
            udp.unbind(localPort);
            answer.complete(data.copy());
          }
        });
    udp.send(localPort, to, toPort, payload);
    return answer;
  }

  /** Sends every datagram back to where it came from. */
  public void echo(int localPort) {
    udp.bind(localPort, (data, from, fromPort) -> udp.send(localPort, from, fromPort, data));
  }

  @Override
  public void close() {
    port.burst().run(tcp::close);
    port.close();
    link.close();
  }
}
