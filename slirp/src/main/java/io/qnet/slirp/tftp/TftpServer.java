package io.qnet.slirp.tftp;

import io.netty.buffer.ByteBuf;
import io.qnet.slirp.event.GatewayEvent;
import io.qnet.slirp.flow.EphemeralPorts;
import io.qnet.slirp.flow.Segment;
import io.qnet.wire.DropReason;
import io.qnet.wire.address.IpAddress;
import io.qnet.wire.address.Ipv6Address;
import io.qnet.wire.packet.IpPacket;
import io.qnet.wire.packet.Ipv4View;
import io.qnet.wire.packet.Ipv6View;
import io.qnet.wire.packet.UdpView;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The router's file server. Its methods belong to the event loop, inside bursts. */
public final class TftpServer {
  /** Where requests go. */
  public static final int PORT = 69;

  /** Transfers at a time; of more, the one that was silent for longest ends. */
  public static final int MOST = 32;

  private static final int DATA_HEADER = 4;

  private final Segment segment;
  private final TftpFolder folder;
  private final int mtu;
  private final RandomGenerator random;
  private final Map<Integer, TftpTransfer> transfers = new LinkedHashMap<>(16, 0.75f, true);

  /** A server for a segment of that MTU, in octets. */
  public TftpServer(Segment segment, TftpFolder folder, int mtu, RandomGenerator random) {
    this.segment = segment;
    this.folder = folder;
    this.mtu = mtu;
    this.random = random;
  }

  Segment segment() {
    return segment;
  }

  TftpFolder folder() {
    return folder;
  }

  /** Octets of a block that {@code guest} gets in one piece. */
  int room(IpAddress guest) {
    int ip = guest instanceof Ipv6Address ? Ipv6View.HEADER_LENGTH : Ipv4View.HEADER_LENGTH;
    return mtu - ip - UdpView.HEADER_LENGTH - DATA_HEADER;
  }

  /**
   * A datagram to port 69.
   *
   * @return why it went nowhere; null if it did not
   */
  public @Nullable DropReason onRequest(IpPacket packet, UdpView datagram) {
    ByteBuf message = payload(datagram);
    if (datagram.sourcePort() == 0) {
      return DropReason.BAD_ADDRESS;
    }
    if (message.readableBytes() < TftpRequest.OPERATION) {
      return DropReason.TRUNCATED;
    }
    int operation = message.getUnsignedShort(message.readerIndex());
    if (operation == TftpRequest.WRITE) {
      reply(packet, datagram, freePort(), TftpError.READ_ONLY);
      return null;
    }
    TftpRequest request = operation == TftpRequest.READ ? TftpRequest.read(message) : null;
    if (request == null) {
      return DropReason.BAD_MESSAGE;
    }
    if (!request.mode().equals("octet")) {
      reply(packet, datagram, freePort(), TftpError.BINARY_ONLY);
      return null;
    }
    begin(packet, datagram, request);
    return null;
  }

  private void begin(IpPacket packet, UdpView datagram, TftpRequest request) {
    for (TftpTransfer other : List.copyOf(transfers.values())) {
      if (other.isWith(packet.source(), datagram.sourcePort(), packet.destination())) {
        if (other.isNew() && other.request().equals(request)) {
          return; // asked again, while the answer is on its way
        }
        other.end("the guest asked for something else");
      }
    }
    if (transfers.size() >= MOST) {
      segment.drops().count(DropReason.TABLE_FULL);
      transfers.values().iterator().next().end("too many transfers at once");
    }
    TftpTransfer transfer =
        new TftpTransfer(
            this,
            packet.source(),
            datagram.sourcePort(),
            packet.destination(),
            freePort(),
            request);
    transfers.put(transfer.port(), transfer);
    transfer.start();
  }

  private int freePort() {
    int port;
    do {
      port = EphemeralPorts.of(random.nextInt());
    } while (transfers.containsKey(port));
    return port;
  }

  /** Takes a datagram to the port of a transfer; others are left alone. */
  public boolean take(IpPacket packet, UdpView datagram) {
    if (transfers.isEmpty() || !segment.hosts().isHost(packet.destination())) {
      return false;
    }
    TftpTransfer transfer = transfers.get(datagram.destinationPort());
    ByteBuf message = payload(datagram);
    if (transfer == null || message.readableBytes() < DATA_HEADER) {
      return false;
    }
    if (transfer.isWith(packet.source(), datagram.sourcePort(), packet.destination())) {
      transfer.onMessage(message);
    } else if (message.getUnsignedShort(message.readerIndex()) != TftpRequest.ACKNOWLEDGMENT) {
      return false; // it may be for a server of the host's at the same port
    } else {
      // the transfer goes on (RFC 1350, section 4)
      reply(packet, datagram, datagram.destinationPort(), TftpError.WRONG_PORT);
    }
    return true;
  }

  private static ByteBuf payload(UdpView datagram) {
    return datagram.buf().slice(datagram.payload(), datagram.payloadLength());
  }

  private void reply(IpPacket packet, UdpView datagram, int sourcePort, TftpError error) {
    IpAddress guest = packet.source();
    IpAddress router = packet.destination();
    ByteBuf message = error.message();
    segment.output().udp(router, sourcePort, guest, datagram.sourcePort(), message);
    message.release();
  }

  void ended(TftpTransfer transfer, long octets, String why) {
    transfers.remove(transfer.port());
    segment
        .events()
        .accept(
            new GatewayEvent.FileSent(
                transfer.guest(), transfer.request().printable(), octets, why));
  }

  /** Ends all transfers. */
  public void close() {
    List.copyOf(transfers.values()).forEach(transfer -> transfer.end("qnet stops"));
  }
}
