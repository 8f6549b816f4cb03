package io.qnet.launcher.station;

import io.netty.buffer.ByteBuf;
import io.qnet.slirp.tcp.TcpConnection;
import io.qnet.slirp.tcp.TcpContext;
import io.qnet.slirp.tcp.TcpSettings;
import io.qnet.slirp.tcp.TcpState;
import io.qnet.wire.ByteStream;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.clock.Deadlines;
import io.qnet.wire.packet.Checksum;
import io.qnet.wire.packet.Icmpv4Header;
import io.qnet.wire.packet.Icmpv4View;
import io.qnet.wire.packet.IpProtocol;
import io.qnet.wire.packet.Ipv4View;
import io.qnet.wire.packet.TcpFlags;
import io.qnet.wire.packet.TcpHeader;
import io.qnet.wire.packet.TcpOptions;
import io.qnet.wire.packet.TcpView;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A station's TCP connections, made of the gateway's own state machine. */
final class StationTcp {
  private static final int MAX_CONNECTIONS = 1024;
  private static final int FIRST_EPHEMERAL = 49_152;

  private final StationPort port;
  private final Deadlines deadlines;
  private final RandomGenerator random;
  private final Map<Key, Connection> connections = new HashMap<>();
  private final Map<Integer, Consumer<ByteStream>> listeners = new HashMap<>();
  private int nextPort = FIRST_EPHEMERAL;

  private record Key(Ipv4Address remote, int remotePort, int localPort) {}

  StationTcp(StationPort port, RandomGenerator random) {
    this.port = port;
    this.deadlines = new Deadlines(port.burst());
    this.random = random;
  }

  /** Accepts connections to {@code localPort}. */
  void listen(int localPort, Consumer<ByteStream> accepted) {
    listeners.put(localPort, accepted);
  }

  /** Opens a connection; the stream reports an abort if nobody answers. */
  ByteStream connect(Ipv4Address remote, int remotePort) {
    Key key = new Key(remote, remotePort, nextPort);
    nextPort = nextPort == 0xffff ? FIRST_EPHEMERAL : nextPort + 1;
    Connection connection = new Connection(key);
    connection.tcp =
        TcpConnection.active(settings(), connection, key.localPort, remotePort, random.nextInt());
    connections.put(key, connection);
    connection.finishLater();
    return connection.tcp.stream();
  }

  private TcpSettings settings() {
    StationAddress address = port.address();
    return TcpSettings.ofMss((address == null ? 1500 : address.mtu()) - 40);
  }

  void onPacket(Ipv4View packet) {
    TcpView segment = new TcpView(packet.buf(), packet.payload(), packet.payloadLength());
    if (segment.check(packet.pseudoHeader()) != null) {
      return;
    }
    TcpOptions options = TcpOptions.read(segment);
    if (options == null) {
      return;
    }
    Key key = new Key(packet.source(), segment.sourcePort(), segment.destinationPort());
    Connection connection = connections.get(key);
    if (connection != null) {
      connection.onSegment(segment, options);
    } else if ((segment.flags() & (TcpFlags.SYN | TcpFlags.ACK | TcpFlags.RST)) == TcpFlags.SYN) {
      onSyn(key, segment, options);
    }
  }

  private void onSyn(Key key, TcpView syn, TcpOptions options) {
    Consumer<ByteStream> accepted = listeners.get(key.localPort);
    Connection connection = new Connection(key);
    connection.tcp =
        TcpConnection.passive(
            settings(), connection, key.localPort, key.remotePort, random.nextInt(), syn, options);
    connections.put(key, connection);
    if (accepted == null || connections.size() > MAX_CONNECTIONS) {
      connection.tcp.refuse();
    } else {
      connection.tcp.accept();
      accepted.accept(connection.tcp.stream());
    }
  }

  /**
   * A router says that a packet of ours does not get through: that ends an attempt to connect, and
   * nothing else (RFC 9293, section 3.9.2.2; RFC 5927).
   */
  void onIcmp(Ipv4View packet) {
    Icmpv4View message = new Icmpv4View(packet.buf(), packet.payload(), packet.payloadLength());
    if (message.check() != null
        || message.type() != Icmpv4View.UNREACHABLE
        || message.code() == Icmpv4Header.FRAGMENTATION_NEEDED
        || message.payloadLength() < Ipv4View.HEADER_LENGTH + 4) {
      return;
    }
    Ipv4View quoted = new Ipv4View(message.buf(), message.payload(), message.payloadLength());
    int ports = message.payload() + Ipv4View.HEADER_LENGTH;
    if (quoted.headerLength() == Ipv4View.HEADER_LENGTH && quoted.protocol() == IpProtocol.TCP) {
      int localPort = message.buf().getUnsignedShort(ports);
      int remotePort = message.buf().getUnsignedShort(ports + 2);
      Connection connection = connections.get(new Key(quoted.destination(), remotePort, localPort));
      if (connection != null) {
        connection.unreachable();
      }
    }
  }

  /** The link takes frames again. */
  void onWritable() {
    List.copyOf(connections.values()).forEach(Connection::onWritable);
  }

  void close() {
    List.copyOf(connections.values()).forEach(Connection::kill);
  }

  private final class Connection implements TcpContext {
    private final Key key;
    private final Deadlines.Entry timer = deadlines.entry(now -> onDeadline());
    private @Nullable TcpConnection tcp;
    private boolean finishing;

    Connection(Key key) {
      this.key = key;
    }

    void onSegment(TcpView segment, TcpOptions options) {
      if (tcp != null) {
        tcp.onSegment(segment, options);
        timer.set(tcp.deadline());
      }
    }

    void onWritable() {
      if (tcp != null) {
        tcp.onWritable();
        timer.set(tcp.deadline());
      }
    }

    void unreachable() {
      if (tcp != null && tcp.state() == TcpState.SYN_SENT) {
        tcp.kill();
      }
    }

    void kill() {
      if (tcp != null) {
        tcp.kill();
      }
    }

    private void onDeadline() {
      if (tcp != null) {
        tcp.onDeadline();
        timer.set(tcp.deadline());
      }
    }

    @Override
    public void send(TcpHeader header, ByteBuf payload, int segmentSize) {
      int data = payload.readableBytes();
      int length = header.length() + data;
      ByteBuf octets = StationPort.allocate(length);
      int at = StationPort.TRANSPORT;
      octets.setBytes(at + header.length(), payload, payload.readerIndex(), data);
      long pseudo = Checksum.pseudoHeader(port.self(), key.remote, IpProtocol.TCP, length);
      header.write(octets, at, data, pseudo);
      port.send(octets, IpProtocol.TCP, key.remote);
    }

    @Override
    public boolean writable() {
      return port.writable();
    }

    @Override
    public long now() {
      return port.burst().now();
    }

    @Override
    public void finishLater() {
      if (!finishing) {
        finishing = true;
        port.burst().later(this::finish);
      }
    }

    private void finish() {
      finishing = false;
      if (tcp != null) {
        tcp.finish();
        timer.set(tcp.deadline());
      }
    }

    @Override
    public void onState(TcpState from, TcpState to, String why) {
      if (to == TcpState.CLOSED) {
        connections.remove(key, this);
      }
    }
  }
}
