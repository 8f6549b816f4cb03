package io.qnet.slirp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.qnet.slirp.host.Outside;
import io.qnet.wire.ByteStream;
import io.qnet.wire.DatagramFlow;
import io.qnet.wire.HostSocket;
import io.qnet.wire.address.IpAddress;
import io.qnet.wire.address.Ipv4Address;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An outside that does what the test says, and remembers what it was asked. */
final class ScriptedOutside implements Outside {
  final List<Call> calls = new ArrayList<>();
  final List<Endpoint> endpoints = new ArrayList<>();

  /** Ports of the host that others have. */
  final Set<Integer> taken = new HashSet<>();

  /** Whether the host has no descriptors left. */
  boolean exhausted;

  /** How many attempts to connect were under way at the same time, at most. */
  int mostDialing;

  private int dialing;

  @Override
  public Dial dial(IpAddress address, int port, int from, Dialed dialed) {
    Call call = new Call(address, port, from, dialed);
    calls.add(call);
    mostDialing = Math.max(mostDialing, ++dialing);
    return () -> {
      call.cancelled = true;
      dialing--;
    };
  }

  @Override
  public @Nullable DatagramFlow datagrams(IpAddress peer, int local) {
    if (exhausted || taken.contains(local)) {
      return null;
    }
    Endpoint endpoint = new Endpoint(local == 0 ? 60_000 + endpoints.size() : local);
    endpoints.add(endpoint);
    return endpoint;
  }

  @Override
  public @Nullable DatagramFlow pings(IpAddress peer) {
    return datagrams(peer, 0);
  }

  Call lastCall() {
    return calls.get(calls.size() - 1);
  }

  Endpoint lastEndpoint() {
    return endpoints.get(endpoints.size() - 1);
  }

  /** An attempt to connect. */
  final class Call {
    final IpAddress address;
    final int port;
    final int from;
    private final Dialed dialed;
    boolean cancelled;

    Call(IpAddress address, int port, int from, Dialed dialed) {
      this.address = address;
      this.port = port;
      this.from = from;
      this.dialed = dialed;
    }

    Host succeeds() {
      dialing--;
      Host host = new Host();
      dialed.onConnected(host);
      return host;
    }

    void fails(ByteStream.Reason reason) {
      dialing--;
      dialed.onFailed(reason);
    }
  }

  /** The far end of a connection. */
  static final class Host implements ByteStream {
    final StringBuilder heard = new StringBuilder();
    boolean ended;
    boolean paused;
    boolean full;
    @Nullable Reason aborted;
    private @Nullable Reader reader;

    /** Reads again. */
    void reads() {
      full = false;
      reader().onWritable();
    }

    private Reader reader() {
      assertThat(reader).as("the stream was opened").isNotNull();
      return java.util.Objects.requireNonNull(reader);
    }

    void says(String text) {
      reader().onBytes(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
    }

    void finishes() {
      reader().onEnd();
    }

    void resets() {
      reader().onAbort(Reason.RESET);
    }

    @Override
    public void open(Reader newReader) {
      reader = newReader;
    }

    @Override
    public boolean write(ByteBuf octets) {
      heard.append(octets.toString(StandardCharsets.ISO_8859_1));
      octets.release();
      return !full;
    }

    @Override
    public void pause() {
      paused = true;
    }

    @Override
    public void resume() {
      paused = false;
    }

    @Override
    public void end() {
      ended = true;
    }

    @Override
    public void abort(Reason reason) {
      aborted = reason;
    }
  }

  /** A host's UDP socket. */
  static final class Endpoint implements DatagramFlow {
    final List<String> sent = new ArrayList<>();
    final int port;
    byte[] last = {};
    boolean closed;
    private @Nullable Receiver receiver;

    Endpoint(int port) {
      this.port = port;
    }

    @Override
    public HostSocket socket() {
      return new HostSocket(Ipv4Address.ANY, port, -1);
    }

    private Receiver receiver() {
      return java.util.Objects.requireNonNull(receiver);
    }

    void hears(IpAddress from, int port, String text) {
      hears(from, port, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    void hears(IpAddress from, int port, byte[] octets) {
      receiver().onDatagram(Unpooled.copiedBuffer(octets), from, port);
    }

    void fails(DatagramError error) {
      receiver().onError(error);
    }

    @Override
    public void open(Receiver newReceiver) {
      receiver = newReceiver;
    }

    @Override
    public void send(ByteBuf payload, IpAddress to, int port, int hopLimit) {
      last = ByteBufUtil.getBytes(payload);
      String text = payload.toString(StandardCharsets.ISO_8859_1);
      sent.add(text + " to " + to + ":" + port + " ttl " + hopLimit);
      payload.release();
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
