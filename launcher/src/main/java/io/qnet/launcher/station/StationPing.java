package io.qnet.launcher.station;

import io.netty.buffer.ByteBuf;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.packet.Icmpv4Header;
import io.qnet.wire.packet.Icmpv4View;
import io.qnet.wire.packet.IpProtocol;
import io.qnet.wire.packet.Ipv4View;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A station's pings: sends echo requests, answers those of others. */
final class StationPing {
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final int IDENTIFIER = 0x514e;
  private static final byte[] DATA = "qnet station".getBytes(StandardCharsets.US_ASCII);

  private final StationPort port;
  private final Map<Integer, Pending> pending = new HashMap<>();
  private int sequence;

  private record Pending(CompletableFuture<Station.Echo> result, long sentAt) {}

  StationPing(StationPort port) {
    this.port = port;
  }

  CompletableFuture<Station.Echo> ping(Ipv4Address to) {
    int rest = IDENTIFIER << 16 | (++sequence & 0xffff);
    CompletableFuture<Station.Echo> result = new CompletableFuture<>();
    pending.put(rest, new Pending(result, port.burst().now()));
    ByteBuf octets = StationPort.allocate(Icmpv4View.HEADER_LENGTH + DATA.length);
    octets.setBytes(StationPort.TRANSPORT + Icmpv4View.HEADER_LENGTH, DATA);
    new Icmpv4Header(Icmpv4View.ECHO, 0, rest).write(octets, StationPort.TRANSPORT, DATA.length);
    port.send(octets, IpProtocol.ICMP, to);
    port.after(
        PATIENCE,
        () -> answer(rest, new Station.Echo(Station.Outcome.SILENCE, to, -1, -1, PATIENCE)));
    return result;
  }

  private void answer(int rest, Station.Echo echo) {
    Pending waiting = pending.remove(rest);
    if (waiting != null) {
      waiting.result.complete(echo);
    }
  }

  void onPacket(Ipv4View packet) {
    Icmpv4View message = new Icmpv4View(packet.buf(), packet.payload(), packet.payloadLength());
    if (message.check() != null) {
      return;
    }
    if (message.type() == Icmpv4View.ECHO && packet.destination().equals(port.self())) {
      reply(packet, message);
    } else if (message.type() == Icmpv4View.ECHO_REPLY) {
      told(Station.Outcome.ANSWER, packet, message, message.rest());
    } else if (message.error()
        && message.payloadLength() >= Ipv4View.HEADER_LENGTH + Icmpv4View.HEADER_LENGTH) {
      onError(packet, message);
    }
  }

  /** Somebody quotes a packet of ours; ours have no IP options. */
  private void onError(Ipv4View packet, Icmpv4View message) {
    Ipv4View quoted = new Ipv4View(message.buf(), message.payload(), message.payloadLength());
    if (quoted.headerLength() == Ipv4View.HEADER_LENGTH && quoted.protocol() == IpProtocol.ICMP) {
      int quotedRest = message.payload() + Ipv4View.HEADER_LENGTH + 4;
      told(Station.Outcome.ERROR, packet, message, message.buf().getInt(quotedRest));
    }
  }

  private void told(Station.Outcome what, Ipv4View packet, Icmpv4View message, int rest) {
    Pending waiting = pending.get(rest);
    if (waiting != null) {
      Duration took = Duration.ofNanos(port.burst().now() - waiting.sentAt);
      answer(rest, new Station.Echo(what, packet.source(), message.type(), message.code(), took));
    }
  }

  private void reply(Ipv4View packet, Icmpv4View message) {
    int data = message.payloadLength();
    ByteBuf octets = StationPort.allocate(Icmpv4View.HEADER_LENGTH + data);
    octets.setBytes(
        StationPort.TRANSPORT + Icmpv4View.HEADER_LENGTH, message.buf(), message.payload(), data);
    new Icmpv4Header(Icmpv4View.ECHO_REPLY, 0, message.rest())
        .write(octets, StationPort.TRANSPORT, data);
    port.send(octets, IpProtocol.ICMP, packet.source());
  }
}
