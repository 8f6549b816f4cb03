package io.qnet.launcher.station;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.qnet.launcher.cli.Failure;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.Ipv4Subnet;
import io.qnet.wire.address.MacAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A DHCP client that gets one lease (RFC 2131, section 4.4.1). */
final class StationDhcp {
  private static final int CLIENT = 68;
  private static final int SERVER = 67;
  private static final int FIXED = 236;
  private static final int COOKIE = 0x63825363;
  private static final int BOOT_REQUEST = 1;
  private static final int BOOT_REPLY = 2;
  private static final int HARDWARE_ETHERNET = 1;
  private static final int CLIENT_HARDWARE = 28;
  private static final int XID = 4;
  private static final int YOUR_ADDRESS = 16;
  private static final int DISCOVER = 1;
  private static final int OFFER = 2;
  private static final int REQUEST = 3;
  private static final int ACK = 5;
  private static final int OPTION_PAD = 0;
  private static final int OPTION_MASK = 1;
  private static final int OPTION_ROUTER = 3;
  private static final int OPTION_DNS = 6;
  private static final int OPTION_HOST_NAME = 12;
  private static final int OPTION_MTU = 26;
  private static final int OPTION_REQUESTED = 50;
  private static final int OPTION_LEASE = 51;
  private static final int OPTION_TYPE = 53;
  private static final int OPTION_SERVER = 54;
  private static final int OPTION_PARAMETERS = 55;
  private static final int OPTION_END = 255;
  private static final int LENGTH = 300;
  private static final int DEFAULT_PREFIX = 24;
  private static final int DEFAULT_MTU = 1500;

  /** RFC 2132, section 5.1, says 68; {@code TcpSettings} wants 48 octets behind the headers. */
  private static final int LEAST_MTU = 88;

  private static final int MAX_TRIES = 5;
  private static final Duration TRY_AGAIN = Duration.ofSeconds(2);
  private static final byte[] NAME = "station".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] WANTED = {
    OPTION_MASK, OPTION_ROUTER, OPTION_DNS, OPTION_MTU, OPTION_LEASE
  };

  private final StationPort port;
  private final StationUdp udp;
  private final int xid;
  private final CompletableFuture<StationAddress> result = new CompletableFuture<>();
  private int tries;

  StationDhcp(StationPort port, StationUdp udp, RandomGenerator random) {
    this.port = port;
    this.udp = udp;
    this.xid = random.nextInt();
  }

  CompletableFuture<StationAddress> start() {
    udp.bind(CLIENT, (payload, from, fromPort) -> onMessage(payload));
    discover();
    return result;
  }

  private void discover() {
    if (result.isDone()) {
      return;
    }
    if (tries++ == MAX_TRIES) {
      udp.unbind(CLIENT);
      result.completeExceptionally(
          Failure.failed(
              "no DHCP server answered on this segment",
              "the station has no address",
              "see what is at the other end: qnet ps"));
      return;
    }
    send(DISCOVER, Ipv4Address.ANY, Ipv4Address.ANY);
    port.after(TRY_AGAIN, this::discover);
  }

  private void send(int type, Ipv4Address requested, Ipv4Address server) {
    ByteBuf message = ByteBufAllocator.DEFAULT.buffer(LENGTH).setZero(0, LENGTH);
    message.setByte(0, BOOT_REQUEST).setByte(1, HARDWARE_ETHERNET).setByte(2, MacAddress.LENGTH);
    message.setInt(XID, xid);
    port.mac().write(message, CLIENT_HARDWARE);
    message.writerIndex(FIXED).writeInt(COOKIE);
    message.writeByte(OPTION_TYPE).writeByte(1).writeByte(type);
    if (!requested.isUnspecified()) {
      message.writeByte(OPTION_REQUESTED).writeByte(4).writeInt(requested.bits());
      message.writeByte(OPTION_SERVER).writeByte(4).writeInt(server.bits());
    }
    message.writeByte(OPTION_HOST_NAME).writeByte(NAME.length).writeBytes(NAME);
    message.writeByte(OPTION_PARAMETERS).writeByte(WANTED.length).writeBytes(WANTED);
    message.writeByte(OPTION_END).writerIndex(LENGTH);
    udp.send(CLIENT, Ipv4Address.BROADCAST, SERVER, message);
    message.release();
  }

  private void onMessage(ByteBuf message) {
    if (message.readableBytes() < FIXED + 4
        || message.getByte(0) != BOOT_REPLY
        || message.getInt(XID) != xid
        || message.getInt(FIXED) != COOKIE) {
      return;
    }
    Map<Integer, ByteBuf> options = options(message);
    ByteBuf type = options.get(OPTION_TYPE);
    if (type == null || type.readableBytes() != 1) {
      return;
    }
    Ipv4Address offered = Ipv4Address.read(message, YOUR_ADDRESS);
    Ipv4Address server = address(options, OPTION_SERVER);
    switch (type.getByte(type.readerIndex())) {
      case OFFER -> send(REQUEST, offered, server);
      case ACK -> bound(offered, server, options);
      default -> {} // a NAK: the next try discovers again
    }
  }

  private void bound(Ipv4Address address, Ipv4Address server, Map<Integer, ByteBuf> options) {
    int mask = address(options, OPTION_MASK).bits();
    int prefix = mask == 0 ? DEFAULT_PREFIX : Integer.bitCount(mask);
    ByteBuf lease = options.get(OPTION_LEASE);
    StationAddress bound =
        new StationAddress(
            address,
            new Ipv4Subnet(address, prefix),
            address(options, OPTION_ROUTER),
            address(options, OPTION_DNS),
            server,
            lease == null || lease.readableBytes() < 4
                ? 0
                : lease.getUnsignedInt(lease.readerIndex()),
            mtu(options.get(OPTION_MTU)));
    udp.unbind(CLIENT);
    port.address(bound);
    result.complete(bound);
  }

  private static int mtu(@Nullable ByteBuf option) {
    int mtu =
        option == null || option.readableBytes() < 2
            ? DEFAULT_MTU
            : option.getUnsignedShort(option.readerIndex());
    return mtu < LEAST_MTU ? DEFAULT_MTU : mtu;
  }

  private static Ipv4Address address(Map<Integer, ByteBuf> options, int code) {
    ByteBuf value = options.get(code);
    return value == null || value.readableBytes() < 4
        ? Ipv4Address.ANY
        : Ipv4Address.read(value, value.readerIndex());
  }

  private static Map<Integer, ByteBuf> options(ByteBuf message) {
    Map<Integer, ByteBuf> options = new HashMap<>();
    int at = FIXED + 4;
    while (at + 1 < message.writerIndex()) {
      int code = message.getUnsignedByte(at);
      if (code == OPTION_END) {
        break;
      }
      if (code == OPTION_PAD) {
        at++;
        continue;
      }
      int length = message.getUnsignedByte(at + 1);
      if (at + 2 + length > message.writerIndex()) {
        break;
      }
      options.putIfAbsent(code, message.slice(at + 2, length));
      at += 2 + length;
    }
    return options;
  }
}
