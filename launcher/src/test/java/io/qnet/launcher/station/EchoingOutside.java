package io.qnet.launcher.station;

import io.netty.buffer.ByteBuf;
import io.qnet.slirp.host.Outside;
import io.qnet.wire.Burst;
import io.qnet.wire.ByteStream;
import io.qnet.wire.DatagramFlow;
import io.qnet.wire.address.IpAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A host's network: some TCP ports serve a page, others fail; every UDP port echoes. */
final class EchoingOutside implements Outside {
  final List<String> dialed = new ArrayList<>();
  private final Burst burst;
  private final Map<Integer, ByteStream> servers = new HashMap<>();
  private final Map<Integer, ByteStream.Reason> failures = new HashMap<>();

  EchoingOutside(Burst burst) {
    this.burst = burst;
  }

  PageServer serves(int port, String page) {
    PageServer server = new PageServer(burst, page);
    servers.put(port, server);
    return server;
  }

  void fails(int port, ByteStream.Reason reason) {
    failures.put(port, reason);
  }

  @Override
  public Dial dial(IpAddress address, int port, int from, Dialed told) {
    dialed.add(address + ":" + port);
    ByteStream server = servers.get(port);
    ByteStream.Reason failure = failures.get(port);
    if (server != null) {
      burst.later(() -> told.onConnected(server));
    } else if (failure != null) {
      burst.later(() -> told.onFailed(failure));
    }
    return () -> {};
  }

  @Override
  public DatagramFlow datagrams(IpAddress peer, int local) {
    return new Echo();
  }

  private final class Echo implements DatagramFlow {
    private @Nullable Receiver receiver;

    @Override
    public void open(Receiver newReceiver) {
      receiver = newReceiver;
    }

    @Override
    public void send(ByteBuf payload, IpAddress to, int port, int hopLimit) {
      Receiver back = Objects.requireNonNull(receiver);
      burst.later(() -> back.onDatagram(payload, to, port));
    }

    @Override
    public void close() {}
  }
}
