package io.qnet.redirect;

import io.netty.buffer.ByteBuf;
import io.qnet.redirect.ForwardRule.Port;
import io.qnet.wire.Burst;
import io.qnet.wire.DatagramFlow;
import io.qnet.wire.DatagramFlow.DatagramError;
import io.qnet.wire.address.IpAddress;
import io.qnet.wire.channel.Loop;
import io.qnet.wire.clock.Deadlines;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;

/** UDP: each client has a call of its own to the guest, so that answers find their way back. */
final class DatagramDoor implements Door {
  /** RFC 4787, REQ-5: at least two minutes, five recommended. */
  static final Duration IDLE = Duration.ofMinutes(5);

  /** Clients at one time; of more, the one that was silent longest goes. */
  static final int MOST_CLIENTS = 1024;

  private final ForwardRule rule;
  private final Loop loop;
  private final DatagramFlow host;
  private final GuestDialer guests;
  private final Burst burst;
  private final Deadlines deadlines;
  private final Map<Endpoint, Client> clients = new LinkedHashMap<>(16, 0.75f, true);
  private final AtomicInteger connections = new AtomicInteger();

  private record Endpoint(IpAddress address, int port) {}

  private DatagramDoor(ForwardRule rule, Loop loop, DatagramFlow host, GuestDialer guests) {
    this.rule = rule;
    this.loop = loop;
    this.host = host;
    this.guests = guests;
    this.burst = loop.burst();
    this.deadlines = new Deadlines(burst);
  }

  /** Opens it; not on the loop. */
  static DatagramDoor open(ForwardRule rule, Loop loop, DatagramPorts ports, GuestDialer guests)
      throws IOException {
    try {
      return loop.submit(() -> openOnLoop(rule, loop, ports, guests)).join();
    } catch (CompletionException failed) {
      throw failed.getCause() instanceof IOException cause
          ? cause
          : new IOException(failed.getCause());
    }
  }

  private static DatagramDoor openOnLoop(
      ForwardRule rule, Loop loop, DatagramPorts ports, GuestDialer guests) throws IOException {
    Port port = (Port) rule.host();
    DatagramFlow host = ports.bind(port.address(), port.port());
    int chosen = Objects.requireNonNull(host.socket()).port();
    DatagramDoor door = new DatagramDoor(rule.at(chosen), loop, host, guests);
    host.open(door.new Clients());
    return door;
  }

  private void onDatagram(ByteBuf payload, Endpoint from) {
    IpAddress guest = Objects.requireNonNullElseGet(rule.guest(), guests::first);
    Client client = clients.get(from);
    if (client != null && !client.guest.equals(guest)) {
      client.close(); // another one is the first guest now
      client = null;
    }
    if (client == null) {
      if (clients.size() >= MOST_CLIENTS) {
        clients.values().iterator().next().close();
      }
      client = new Client(from, guest);
      clients.put(from, client);
      connections.set(clients.size());
    }
    client.says(payload);
  }

  /** Somebody who sends from outside, and the call to the guest on their behalf. */
  private final class Client implements DatagramFlow.Receiver {
    private final Endpoint end;
    private final IpAddress guest;
    private final DatagramFlow call;
    private final Deadlines.Entry timer = deadlines.entry(now -> close());

    Client(Endpoint end, IpAddress guest) {
      this.end = end;
      this.guest = guest;
      this.call = guests.datagrams(guest, rule.guestPort());
      call.open(this);
    }

    void says(ByteBuf payload) {
      timer.set(burst.now() + IDLE.toNanos());
      call.send(payload, guest, rule.guestPort(), 0);
    }

    @Override
    public void onDatagram(ByteBuf payload, IpAddress from, int port) {
      timer.set(burst.now() + IDLE.toNanos());
      host.send(payload, end.address, end.port, 0);
    }

    @Override
    public void onError(DatagramError error) {
      // the client finds out by itself, as without a door
    }

    void close() {
      timer.set(Deadlines.NEVER);
      clients.remove(end, this);
      connections.set(clients.size());
      call.close();
    }
  }

  /** What comes in from outside. */
  private final class Clients implements DatagramFlow.Receiver {
    @Override
    public void onDatagram(ByteBuf payload, IpAddress from, int port) {
      DatagramDoor.this.onDatagram(payload, new Endpoint(from, port));
    }

    /**
     * A client is gone: its guest is told, and nothing more is sent there until it speaks again.
     */
    @Override
    public void onError(DatagramError error) {
      Client gone = clients.get(new Endpoint(error.to(), error.port()));
      if (gone != null) {
        gone.call.refuse(error);
        gone.close();
      }
    }
  }

  @Override
  public ForwardRule rule() {
    return rule;
  }

  @Override
  public int connections() {
    return connections.get();
  }

  /** Cut or not: answers find no way back without the socket. */
  @Override
  public void close(boolean cut) {
    loop.execute(
        () -> {
          List.copyOf(clients.values()).forEach(Client::close);
          host.close();
        });
  }
}
