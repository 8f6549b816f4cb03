package io.qnet.slirp.dhcp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.MacAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes the answers of a server, and says where they go (RFC 2131, sections 4.1 and 4.3). */
final class ReplyWriter {
  /** A BOOTP message has 300 octets at least (RFC 1542, section 2.1). */
  private static final int LEAST = 300;

  /** What every client takes: a datagram of 576 octets (RFC 2131, section 2). */
  private static final int EVERYBODY_TAKES = 576;

  private static final int MOST = 1500;
  private static final int IP_AND_UDP = 28;

  /** By this a client knows that it may fetch the boot file itself (UEFI 2.10, section 24.7.3). */
  private static final byte[] HTTP_CLIENT = "HTTPClient".getBytes(StandardCharsets.US_ASCII);

  private final DhcpSettings settings;
  private final Ipv4Address bootServer;

  /** What may be asked for, in the order in which those get it who do not ask. */
  private final Map<Integer, byte[]> parameters = new LinkedHashMap<>();

  ReplyWriter(DhcpSettings settings) {
    this.settings = settings;
    this.bootServer = settings.bootServer();
    address(DhcpOption.ROUTER, settings.router());
    address(DhcpOption.NAME_SERVER, settings.dns());
    text(DhcpOption.HOST_NAME, settings.hostName());
    text(DhcpOption.DOMAIN_NAME, settings.domainName());
    if (settings.mtu() > 0) {
      parameters.put(
          DhcpOption.MTU, new byte[] {(byte) (settings.mtu() >>> 8), (byte) settings.mtu()});
    }
    address(DhcpOption.BROADCAST_ADDRESS, settings.subnet().broadcast());
    text(DhcpOption.BOOT_SERVER_NAME, settings.bootServerName());
    text(DhcpOption.BOOT_FILE, settings.bootFile());
    if (!settings.searchDomains().isEmpty()) {
      parameters.put(DhcpOption.DOMAIN_SEARCH, DomainSearch.encode(settings.searchDomains()));
    }
  }

  private void address(int code, @Nullable Ipv4Address address) {
    if (address != null) {
      parameters.put(code, OptionWriter.octets(address.bits()));
    }
  }

  private void text(int code, String text) {
    if (!text.isEmpty()) {
      parameters.put(code, text.getBytes(StandardCharsets.US_ASCII));
    }
  }

  /** "You could have this address." */
  DhcpReply offer(DhcpRequest request, Ipv4Address address) {
    ByteBuf payload = header(request, Ipv4Address.ANY, address);
    OptionWriter options = typed(request, payload, DhcpMessageType.OFFER);
    times(request, options);
    return finish(request, payload, options, Ipv4Address.ANY, address);
  }

  /** "It is yours." */
  DhcpReply ack(DhcpRequest request, Ipv4Address address) {
    boolean renewing = request.view().clientAddress().equals(address);
    Ipv4Address inUse = renewing ? address : Ipv4Address.ANY;
    ByteBuf payload = header(request, inUse, address);
    OptionWriter options = typed(request, payload, DhcpMessageType.ACK);
    times(request, options);
    return finish(request, payload, options, inUse, address);
  }

  /** An answer to INFORM: everything but an address and its times. */
  DhcpReply parameters(DhcpRequest request, Ipv4Address inUse) {
    ByteBuf payload = header(request, inUse, Ipv4Address.ANY);
    OptionWriter options = typed(request, payload, DhcpMessageType.ACK);
    return finish(request, payload, options, inUse, inUse);
  }

  /** An answer to a BOOTP client: nothing that only DHCP knows (RFC 1534, section 2). */
  DhcpReply bootp(DhcpRequest request, Ipv4Address address) {
    ByteBuf payload = header(request, Ipv4Address.ANY, address);
    return finish(request, payload, options(request, payload), Ipv4Address.ANY, address);
  }

  /** "It is not yours." Told to everybody, for the client's address may be wrong altogether. */
  DhcpReply nak(DhcpRequest request, String why) {
    boolean relayed = !request.view().relayAddress().isUnspecified();
    int flags = request.view().flags() | (relayed ? DhcpView.BROADCAST : 0);
    Ipv4Address none = Ipv4Address.ANY;
    ByteBuf payload = header(request, flags, none, none, none, "");
    OptionWriter options = typed(request, payload, DhcpMessageType.NAK);
    options.put(DhcpOption.MESSAGE, why.getBytes(StandardCharsets.US_ASCII));
    options.end(LEAST);
    return relayed ? toRelay(request, payload) : toEverybody(payload);
  }

  private ByteBuf header(DhcpRequest request, Ipv4Address inUse, Ipv4Address yours) {
    return header(request, request.view().flags(), inUse, yours, bootServer, settings.bootFile());
  }

  private static ByteBuf header(
      DhcpRequest request,
      int flags,
      Ipv4Address inUse,
      Ipv4Address yours,
      Ipv4Address nextServer,
      String file) {
    DhcpView view = request.view();
    ByteBuf payload = ByteBufAllocator.DEFAULT.buffer(MOST);
    new DhcpHeader(
            DhcpView.BOOT_REPLY,
            view.xid(),
            flags,
            inUse,
            yours,
            nextServer,
            view.relayAddress(),
            view.clientHardware(),
            file)
        .write(payload, 0);
    return payload.writerIndex(DhcpView.HEADER_LENGTH);
  }

  private static OptionWriter options(DhcpRequest request, ByteBuf payload) {
    long asked = request.options().number(DhcpOption.MAX_MESSAGE_SIZE);
    long datagram = Math.max(EVERYBODY_TAKES, Math.min(asked, MOST));
    return new OptionWriter(payload, (int) datagram - IP_AND_UDP);
  }

  private OptionWriter typed(DhcpRequest request, ByteBuf payload, DhcpMessageType type) {
    OptionWriter options = options(request, payload);
    options.put(DhcpOption.MESSAGE_TYPE, (byte) type.code());
    options.put(DhcpOption.SERVER_IDENTIFIER, settings.server());
    byte[] identifier = request.options().octets(DhcpOption.CLIENT_IDENTIFIER);
    if (identifier != null) {
      options.put(DhcpOption.CLIENT_IDENTIFIER, identifier); // RFC 6842, section 3
    }
    return options;
  }

  /** How long, when to ask this server again, and when to ask any (RFC 2131, section 4.4.5). */
  private void times(DhcpRequest request, OptionWriter options) {
    int seconds = request.leaseSeconds(settings);
    options.putSeconds(DhcpOption.LEASE_TIME, seconds);
    options.putSeconds(DhcpOption.RENEWAL_TIME, seconds / 2);
    options.putSeconds(DhcpOption.REBINDING_TIME, (int) (seconds * 7L / 8));
  }

  private DhcpReply finish(
      DhcpRequest request,
      ByteBuf payload,
      OptionWriter options,
      Ipv4Address inUse,
      Ipv4Address yours) {
    options.put(DhcpOption.SUBNET_MASK, settings.subnet().netmask());
    if (settings.bootFile().matches("https?://.*")) {
      options.put(DhcpOption.VENDOR_CLASS, HTTP_CLIENT);
    }
    for (int code : wanted(request)) {
      byte[] value = parameters.get(code);
      if (value != null) {
        options.putIfItFits(code, value);
      }
    }
    options.end(LEAST);
    if (!request.view().relayAddress().isUnspecified()) {
      return toRelay(request, payload);
    }
    if (!inUse.isUnspecified()) {
      return toClient(payload, inUse, request.from());
    }
    return request.view().broadcast()
        ? toEverybody(payload)
        : toClient(payload, yours, request.client().mac());
  }

  private Set<Integer> wanted(DhcpRequest request) {
    byte[] asked = request.options().octets(DhcpOption.PARAMETER_LIST);
    if (asked == null) {
      return parameters.keySet();
    }
    Set<Integer> codes = new LinkedHashSet<>();
    for (byte code : asked) {
      codes.add(code & 0xff);
    }
    return codes;
  }

  private static DhcpReply toRelay(DhcpRequest request, ByteBuf payload) {
    Ipv4Address relay = request.view().relayAddress();
    return new DhcpReply(payload, relay, DhcpReply.SERVER_PORT, request.from());
  }

  private static DhcpReply toClient(ByteBuf payload, Ipv4Address address, MacAddress mac) {
    return new DhcpReply(payload, address, DhcpReply.CLIENT_PORT, mac);
  }

  private static DhcpReply toEverybody(ByteBuf payload) {
    return new DhcpReply(
        payload, Ipv4Address.BROADCAST, DhcpReply.CLIENT_PORT, MacAddress.BROADCAST);
  }
}
