package io.qnet.slirp.dhcp;

import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.MacAddress;
import org.jspecify.annotations.Nullable;

/** What happened between the server and a client. */
public sealed interface DhcpEvent {
  /** In one word, such as {@code leased}. */
  String what();

  /** The card it happened to. */
  MacAddress mac();

  /** The address it happened to, or null if no address at all was left. */
  @Nullable Ipv4Address address();

  /** What happened to a lease. */
  sealed interface OfLease extends DhcpEvent {
    /** The lease. */
    Lease lease();

    @Override
    default MacAddress mac() {
      return lease().mac();
    }

    @Override
    default Ipv4Address address() {
      return lease().address();
    }
  }

  /** A client got an address, or keeps it. */
  record Leased(Lease lease, boolean renewed) implements OfLease {
    @Override
    public String what() {
      return renewed ? "renewed" : "leased";
    }
  }

  /** A client gave its address back. */
  record Released(Lease lease) implements OfLease {
    @Override
    public String what() {
      return "released";
    }
  }

  /** A client found its address in use by somebody else; it is set aside. */
  record Declined(Lease lease) implements OfLease {
    @Override
    public String what() {
      return "declined";
    }
  }

  /** A client did not renew in time. */
  record Expired(Lease lease) implements OfLease {
    @Override
    public String what() {
      return "expired";
    }
  }

  /**
   * A client did not get what it asked for.
   *
   * @param address what it asked for; null if no address at all was left
   * @param why one sentence
   */
  record Refused(MacAddress mac, @Nullable Ipv4Address address, String why) implements DhcpEvent {
    @Override
    public String what() {
      return "refused";
    }
  }
}
