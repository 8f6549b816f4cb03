package io.qnet.slirp.dhcp;

import io.netty.buffer.ByteBuf;
import io.qnet.wire.DropReason;
import io.qnet.wire.Drops;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.MacAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A DHCP server (RFC 2131): one message in, at most one out. */
public final class DhcpServer {
  private final DhcpSettings settings;
  private final Drops drops;
  private final Consumer<DhcpEvent> listener;
  private final LeaseTable leases;
  private final ReplyWriter replies;

  /**
   * A server without leases.
   *
   * @param drops where messages that get no answer, and should have had none, are counted
   * @param listener told what happens to leases
   */
  public DhcpServer(DhcpSettings settings, Drops drops, Consumer<DhcpEvent> listener) {
    this.settings = settings;
    this.drops = drops;
    this.listener = listener;
    this.leases = new LeaseTable(settings);
    this.replies = new ReplyWriter(settings);
  }

  /**
   * Takes the data of a datagram to port 67.
   *
   * @param payload its readable octets; borrowed
   * @param from the Ethernet address it came from
   * @param sourceIp the IP address it came from, 0.0.0.0 from a client without one
   * @param now nanoseconds of the segment's clock
   * @return the answer, or null for silence
   */
  public @Nullable DhcpReply onMessage(
      ByteBuf payload, MacAddress from, Ipv4Address sourceIp, long now) {
    expire(now);
    DhcpView view = new DhcpView(payload, payload.readerIndex(), payload.readableBytes());
    DropReason reason = view.check();
    if (reason != null) {
      return drop(reason);
    }
    DhcpOptions options = DhcpOptions.read(view);
    if (options == null) {
      return drop(DropReason.BAD_OPTION);
    }
    DhcpRequest request = DhcpRequest.of(view, options, from);
    reason = request.check(settings);
    if (reason != null) {
      return drop(reason);
    }
    DhcpMessageType type = request.type();
    if (type == null) {
      return onBootp(request, now);
    }
    return switch (type) {
      case DISCOVER -> onDiscover(request, now);
      case REQUEST -> onRequest(request, now);
      case DECLINE -> onDecline(request, now);
      case RELEASE -> onRelease(request, now);
      case INFORM -> onInform(request, sourceIp);
      case OFFER, ACK, NAK -> drop(DropReason.BAD_MESSAGE);
    };
  }

  /** What is leased, offered or set aside at {@code now}, by address. */
  public List<Lease> leases(long now) {
    expire(now);
    return leases.snapshot(now);
  }

  /**
   * Ends the leases whose time has come, and tells the listener. Every message does this too; a
   * caller that wants to know sooner calls it from a timer.
   */
  public void expire(long now) {
    for (Lease lease : leases.takeExpired(now)) {
      listener.accept(new DhcpEvent.Expired(lease));
    }
  }

  private @Nullable DhcpReply onDiscover(DhcpRequest request, long now) {
    Lease lease = leases.offer(request.client(), request.requestedAddress(), now);
    return lease == null ? exhausted(request) : replies.offer(request, lease.address());
  }

  /** The four states of a client that sends REQUEST: RFC 2131, section 4.3.2 and table 4. */
  private @Nullable DhcpReply onRequest(DhcpRequest request, long now) {
    Ipv4Address server = request.options().address(DhcpOption.SERVER_IDENTIFIER);
    if (server != null && !server.equals(settings.server())) {
      leases.withdraw(request.client(), now); // SELECTING, and it selected another
      return drop(DropReason.NOT_FOR_US);
    }
    Ipv4Address address = request.requestedAddress(); // SELECTING, INIT-REBOOT
    if (address == null) {
      address = request.view().clientAddress(); // RENEWING, REBINDING
    }
    if (address.isUnspecified()) {
      return drop(DropReason.BAD_MESSAGE);
    }
    if (!settings.subnet().contains(address)) {
      return refuse(request, address, "wrong network, this is " + settings.subnet());
    }
    return bind(request, address, now);
  }

  private DhcpReply bind(DhcpRequest request, Ipv4Address address, long now) {
    Lease before = leases.held(request.client());
    boolean renewed = before != null && before.state() == Lease.State.BOUND;
    long lifetime = Duration.ofSeconds(request.leaseSeconds(settings)).toNanos();
    Lease lease = leases.bind(request.client(), address, lifetime, now);
    if (lease != null) {
      listener.accept(new DhcpEvent.Leased(lease, renewed));
      return replies.ack(request, address);
    }
    return before == null
        ? refuse(request, address, "address not available")
        : refuse(request, address, "your address is " + before.address());
  }

  /** As REQUEST for the address the client has or would be offered: there is no second round. */
  private @Nullable DhcpReply onBootp(DhcpRequest request, long now) {
    Lease offered = leases.offer(request.client(), null, now);
    if (offered == null) {
      return exhausted(request);
    }
    boolean renewed = offered.state() == Lease.State.BOUND;
    long lifetime = Duration.ofSeconds(settings.leaseSeconds()).toNanos();
    Lease lease = leases.bind(request.client(), offered.address(), lifetime, now);
    if (lease == null) {
      return exhausted(request);
    }
    listener.accept(new DhcpEvent.Leased(lease, renewed));
    return replies.bootp(request, lease.address());
  }

  private @Nullable DhcpReply onDecline(DhcpRequest request, long now) {
    Ipv4Address address = request.requestedAddress();
    if (address == null) {
      return drop(DropReason.BAD_MESSAGE);
    }
    Lease lease = leases.decline(request.client(), address, now);
    if (lease == null) {
      return drop(DropReason.OUT_OF_STATE);
    }
    listener.accept(new DhcpEvent.Declined(lease));
    return null;
  }

  private @Nullable DhcpReply onRelease(DhcpRequest request, long now) {
    Lease lease = leases.release(request.client(), request.view().clientAddress(), now);
    if (lease == null) {
      return drop(DropReason.OUT_OF_STATE);
    }
    listener.accept(new DhcpEvent.Released(lease));
    return null;
  }

  private @Nullable DhcpReply onInform(DhcpRequest request, Ipv4Address sourceIp) {
    Ipv4Address inUse = request.view().clientAddress();
    Ipv4Address client = inUse.isUnspecified() ? sourceIp : inUse;
    return settings.host(client)
        ? replies.parameters(request, client)
        : drop(DropReason.BAD_ADDRESS);
  }

  private DhcpReply refuse(DhcpRequest request, Ipv4Address address, String why) {
    listener.accept(new DhcpEvent.Refused(request.client().mac(), address, why));
    return replies.nak(request, why);
  }

  private @Nullable DhcpReply exhausted(DhcpRequest request) {
    listener.accept(
        new DhcpEvent.Refused(request.client().mac(), null, "all addresses are in use"));
    return drop(DropReason.TABLE_FULL);
  }

  private @Nullable DhcpReply drop(DropReason reason) {
    drops.count(reason);
    return null;
  }
}
