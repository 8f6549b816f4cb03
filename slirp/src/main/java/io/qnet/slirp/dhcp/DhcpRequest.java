package io.qnet.slirp.dhcp;

import io.qnet.slirp.dhcp.LeaseTable.Client;
import io.qnet.wire.DropReason;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.MacAddress;
import org.jspecify.annotations.Nullable;

/**
 * A message from a client, taken apart.
 *
 * @param type null from a BOOTP client, which sends no option 53
 * @param from the Ethernet address that the frame came from; a relay agent's if there is one
 */
record DhcpRequest(
    DhcpView view,
    DhcpOptions options,
    @Nullable DhcpMessageType type,
    Client client,
    MacAddress from) {

  static DhcpRequest of(DhcpView view, DhcpOptions options, MacAddress from) {
    byte[] identifier = options.octets(DhcpOption.CLIENT_IDENTIFIER);
    MacAddress mac = view.clientHardware();
    ClientId id = identifier == null ? ClientId.of(mac) : ClientId.of(identifier);
    Client client = new Client(id, mac, options.name(DhcpOption.HOST_NAME));
    DhcpMessageType type = DhcpMessageType.of(options.number(DhcpOption.MESSAGE_TYPE));
    return new DhcpRequest(view, options, type, client, from);
  }

  /** Why a message whose octets are in order is no request to this server, or null. */
  @Nullable DropReason check(DhcpSettings settings) {
    if (view.op() != DhcpView.BOOT_REQUEST) {
      return DropReason.BAD_MESSAGE;
    }
    if (!view.ethernet()) {
      return DropReason.UNSUPPORTED;
    }
    if (client.mac().isGroup() || client.mac().bits() == 0) {
      return DropReason.BAD_ADDRESS;
    }
    Ipv4Address relay = view.relayAddress();
    if (!relay.isUnspecified() && !settings.host(relay)) {
      return settings.subnet().contains(relay) || relay.isMulticast() || relay.isReserved()
          ? DropReason.BAD_ADDRESS
          : DropReason.NOT_FOR_US;
    }
    if (options.has(DhcpOption.MESSAGE_TYPE) && type == null) {
      return DropReason.UNSUPPORTED;
    }
    Ipv4Address server = options.address(DhcpOption.SERVER_IDENTIFIER);
    boolean ours = server == null || server.equals(settings.server());
    return ours || type == DhcpMessageType.REQUEST ? null : DropReason.NOT_FOR_US;
  }

  @Nullable Ipv4Address requestedAddress() {
    return options.address(DhcpOption.REQUESTED_ADDRESS);
  }

  /** How long a lease is to last, in seconds. */
  int leaseSeconds(DhcpSettings settings) {
    long asked = options.number(DhcpOption.LEASE_TIME);
    return asked == DhcpOptions.ABSENT
        ? settings.leaseSeconds()
        : (int) Math.max(DhcpSettings.MIN_LEASE_SECONDS, Math.min(asked, settings.leaseSeconds()));
  }
}
