package io.qnet.launcher.station;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.qnet.launcher.cli.Failure;
import io.qnet.wire.address.Ipv4Address;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/** Asks a name server for the IPv4 addresses of one name (RFC 1035), a second time if need be. */
final class StationDns {
  private static final int DNS = 53;
  private static final int TYPE_A = 1;
  private static final int HEADER = 12;
  private static final int LONGEST_LABEL = 63;
  private static final int LONGEST_NAME = 253;
  private static final int NO_SUCH_NAME = 3;
  private static final int MAX_TRIES = 3;
  private static final Duration TRY_AGAIN = Duration.ofSeconds(3);

  private final StationPort port;
  private final StationUdp udp;
  private final Ipv4Address server;
  private final int id;
  private final int localPort;
  private final CompletableFuture<List<Ipv4Address>> result = new CompletableFuture<>();
  private int tries;

  StationDns(StationPort port, StationUdp udp, RandomGenerator random, Ipv4Address server) {
    this.port = port;
    this.udp = udp;
    this.server = server;
    this.id = random.nextInt(0x10000);
    this.localPort = StationUdp.FIRST_EPHEMERAL + random.nextInt(StationUdp.EPHEMERALS);
  }

  CompletableFuture<List<Ipv4Address>> ask(String name) {
    if (!isName(name)) {
      return CompletableFuture.failedFuture(
          Failure.usage(
              "'" + name + "' is not a host name",
              "nothing was asked",
              "write labels of 1 to 63 ASCII letters, digits or hyphens, such as www.example.org"));
    }
    udp.bind(localPort, (payload, from, fromPort) -> onAnswer(payload, from, fromPort, name));
    send(name);
    return result;
  }

  private static boolean isName(String name) {
    List<String> labels = labels(name);
    for (String label : labels) {
      if (label.isEmpty() || label.length() > LONGEST_LABEL || !label.matches("[!-~]+")) {
        return false;
      }
    }
    return name.length() <= LONGEST_NAME;
  }

  /** A dot at the end is left out: every name is taken as complete. */
  private static List<String> labels(String name) {
    String bare = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    return List.of(bare.split("\\.", -1));
  }

  private void send(String name) {
    if (result.isDone()) {
      return;
    }
    if (tries++ == MAX_TRIES) {
      fail(
          "the name server " + server + " did not answer",
          "see that the host itself can look names up: getent hosts " + name);
      return;
    }
    ByteBuf query = ByteBufAllocator.DEFAULT.buffer(HEADER + name.length() + 6);
    query.writeShort(id).writeShort(0x0100).writeShort(1).writeZero(6);
    for (String label : labels(name)) {
      query.writeByte(label.length()).writeCharSequence(label, StandardCharsets.US_ASCII);
    }
    query.writeByte(0).writeShort(TYPE_A).writeShort(1);
    udp.send(localPort, server, DNS, query);
    query.release();
    port.after(TRY_AGAIN, () -> send(name));
  }

  private void onAnswer(ByteBuf answer, Ipv4Address from, int fromPort, String name) {
    if (!from.equals(server)
        || fromPort != DNS
        || answer.readableBytes() < HEADER
        || answer.getUnsignedShort(0) != id) {
      return;
    }
    int code = answer.getUnsignedShort(2) & 0xf;
    if (code != 0) {
      fail(
          code == NO_SUCH_NAME
              ? "there is no name " + name
              : "the name server cannot say what " + name + " is (code " + code + ")",
          "try another name; names in /etc/hosts of the host are known too");
      return;
    }
    try {
      udp.unbind(localPort);
      result.complete(addresses(answer));
    } catch (IndexOutOfBoundsException cut) {
      fail("the answer about " + name + " is cut short", "try again");
    }
  }

  private void fail(String what, String remedy) {
    udp.unbind(localPort);
    result.completeExceptionally(Failure.failed(what, "the name has no address here", remedy));
  }

  private static List<Ipv4Address> addresses(ByteBuf answer) {
    List<Ipv4Address> addresses = new ArrayList<>();
    int at = skipName(answer, HEADER) + 4;
    for (int left = answer.getUnsignedShort(6); left > 0; left--) {
      at = skipName(answer, at);
      int length = answer.getUnsignedShort(at + 8);
      if (answer.getUnsignedShort(at) == TYPE_A && length == 4) {
        addresses.add(Ipv4Address.read(answer, at + 10));
      }
      at += 10 + length;
    }
    return addresses;
  }

  /** The index after the name at {@code start}: always further on, so hostile names end too. */
  private static int skipName(ByteBuf message, int start) {
    int at = start;
    while (true) {
      int length = message.getUnsignedByte(at);
      if (length >= 0xc0) {
        return at + 2;
      }
      if (length == 0) {
        return at + 1;
      }
      at += 1 + length;
    }
  }
}
