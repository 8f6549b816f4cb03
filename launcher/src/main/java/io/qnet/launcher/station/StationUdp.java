package io.qnet.launcher.station;

import io.netty.buffer.ByteBuf;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.packet.Checksum;
import io.qnet.wire.packet.IpProtocol;
import io.qnet.wire.packet.Ipv4View;
import io.qnet.wire.packet.UdpHeader;
import io.qnet.wire.packet.UdpView;
import java.util.HashMap;
import java.util.Map;

/** A station's UDP ports. */
final class StationUdp {
  /** Where ports begin that nobody asks for by number (RFC 6335). */
  static final int FIRST_EPHEMERAL = 49_152;

  /** How many there are. */
  static final int EPHEMERALS = 0x10000 - FIRST_EPHEMERAL;

  private final StationPort port;
  private final Map<Integer, Receiver> receivers = new HashMap<>();

  /** Takes what arrives at a port; the payload is borrowed. */
  @FunctionalInterface
  interface Receiver {
    void onDatagram(ByteBuf payload, Ipv4Address from, int fromPort);
  }

  StationUdp(StationPort port) {
    this.port = port;
  }

  void bind(int localPort, Receiver receiver) {
    receivers.put(localPort, receiver);
  }

  void unbind(int localPort) {
    receivers.remove(localPort);
  }

  /** Sends a copy of {@code payload}. */
  void send(int localPort, Ipv4Address to, int toPort, ByteBuf payload) {
    int data = payload.readableBytes();
    ByteBuf octets = StationPort.allocate(UdpView.HEADER_LENGTH + data);
    int at = StationPort.TRANSPORT;
    octets.setBytes(at + UdpView.HEADER_LENGTH, payload, payload.readerIndex(), data);
    long pseudo =
        Checksum.pseudoHeader(port.self(), to, IpProtocol.UDP, UdpView.HEADER_LENGTH + data);
    UdpHeader.write(octets, at, localPort, toPort, data, pseudo);
    port.send(octets, IpProtocol.UDP, to);
  }

  void onPacket(Ipv4View packet) {
    UdpView datagram = new UdpView(packet.buf(), packet.payload(), packet.payloadLength());
    if (datagram.check(packet.pseudoHeader()) != null) {
      return;
    }
    Receiver receiver = receivers.get(datagram.destinationPort());
    if (receiver != null) {
      ByteBuf payload = datagram.buf().slice(datagram.payload(), datagram.payloadLength());
      receiver.onDatagram(payload, packet.source(), datagram.sourcePort());
    }
  }
}
