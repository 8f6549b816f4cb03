package io.qnet.slirp.dhcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.wire.DropReason;
import io.qnet.wire.Drops;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.Ipv4Subnet;
import io.qnet.wire.address.MacAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Clients talk with a server; every answer has to be named, and silence too. */
final class Conversation {
  /** Just before a {@code long} wraps. */
  static final long START = Long.MAX_VALUE - Duration.ofSeconds(10).toNanos();

  final Drops drops = new Drops();
  final Deque<DhcpEvent> events = new ArrayDeque<>();
  final DhcpServer server;
  private final List<DhcpReply> replies = new ArrayList<>();
  private long now = START;
  private long counted;
  private @Nullable DhcpReply pending;

  Conversation(DhcpSettings.Builder settings) {
    server = new DhcpServer(settings.build(), drops, events::add);
  }

  static DhcpSettings.Builder userMode() {
    Ipv4Subnet subnet = new Ipv4Subnet(Ipv4Address.parse("10.0.2.0"), 24);
    return DhcpSettings.builder(subnet, Ipv4Address.parse("10.0.2.2"))
        .dns(Ipv4Address.parse("10.0.2.3"))
        .reserved(Set.of(Ipv4Address.parse("10.0.2.4")));
  }

  /** Three addresses: 10.0.2.28 to 30. */
  static DhcpSettings.Builder threeAddresses() {
    Ipv4Subnet subnet = new Ipv4Subnet(Ipv4Address.parse("10.0.2.0"), 27);
    return DhcpSettings.builder(subnet, Ipv4Address.parse("10.0.2.2"))
        .first(Ipv4Address.parse("10.0.2.28"))
        .leaseSeconds(3600);
  }

  Conversation says(Message message) {
    assertThat(pending).as("an answer nobody expected").isNull();
    pending = server.onMessage(message.octets, message.from, message.source, now);
    assertThat(message.octets.refCnt()).isEqualTo(1);
    message.octets.release();
    if (pending != null) {
      replies.add(pending);
    }
    return this;
  }

  /** The last answer; checked to be a sound message of this type, or BOOTP for null. */
  Reply answer(@Nullable DhcpMessageType type) {
    DhcpReply reply = Objects.requireNonNull(pending, "the server is silent: " + drops);
    pending = null;
    DhcpView view = new DhcpView(reply.payload(), 0, reply.payload().readableBytes());
    assertThat(view.check()).isNull();
    assertThat(view.op()).isEqualTo(DhcpView.BOOT_REPLY);
    assertThat(view.xid()).isEqualTo(Message.XID);
    assertThat(view.available()).isGreaterThanOrEqualTo(300);
    DhcpOptions options = Objects.requireNonNull(DhcpOptions.read(view));
    assertThat(DhcpMessageType.of(options.number(DhcpOption.MESSAGE_TYPE))).isEqualTo(type);
    return new Reply(reply, view, options);
  }

  Conversation offers(String address) {
    Reply reply = answer(DhcpMessageType.OFFER);
    assertThat(reply.view().yourAddress()).hasToString(address);
    return this;
  }

  Conversation acknowledges(String address) {
    Reply reply = answer(DhcpMessageType.ACK);
    assertThat(reply.view().yourAddress()).hasToString(address);
    return this;
  }

  Conversation refuses(String why) {
    Reply reply = answer(DhcpMessageType.NAK);
    assertThat(reply.text(DhcpOption.MESSAGE)).isEqualTo(why);
    return this;
  }

  /** No answer, and nothing counted: silence is what the RFC asks for. */
  Conversation isHeard() {
    assertThat(pending).isNull();
    assertThat(drops.total()).isEqualTo(counted);
    return this;
  }

  Conversation isDropped(DropReason reason) {
    assertThat(pending).as("answer to what was to be dropped as %s", reason).isNull();
    counted++;
    assertThat(drops.total()).isEqualTo(counted);
    assertThat(drops.of(reason)).as("%s in %s", reason, drops).isPositive();
    return this;
  }

  Conversation after(Duration duration) {
    now += duration.toNanos();
    return this;
  }

  Conversation binds(MacAddress mac, String address) {
    says(Message.discover(mac)).offers(address);
    return says(Message.select(mac, address)).acknowledges(address);
  }

  List<String> leases() {
    return server.leases(now).stream()
        .map(lease -> lease.address() + " " + lease.mac() + " " + lease.state())
        .toList();
  }

  DhcpEvent event() {
    return events.remove();
  }

  /** The conversation is over; nothing else was sent, and nothing leaked. */
  void over() {
    assertThat(pending).as("an answer nobody expected").isNull();
    for (DhcpReply reply : replies) {
      assertThat(reply.payload().refCnt()).isEqualTo(1);
      reply.payload().release();
    }
    replies.clear();
  }

  /** An answer, taken apart. */
  record Reply(DhcpReply reply, DhcpView view, DhcpOptions options) {
    String destination() {
      return reply.destination() + ":" + reply.destinationPort() + " " + reply.destinationMac();
    }

    String address(int code) {
      return String.valueOf(options.address(code));
    }

    String text(int code) {
      return new String(
          Objects.requireNonNull(options.octets(code)), java.nio.charset.StandardCharsets.US_ASCII);
    }

    /** The codes in the order in which they stand. */
    List<Integer> codes() {
      List<Integer> codes = new ArrayList<>();
      int at = DhcpView.HEADER_LENGTH;
      while (view.buf().getUnsignedByte(at) != DhcpOption.END) {
        codes.add((int) view.buf().getUnsignedByte(at));
        at += 2 + view.buf().getUnsignedByte(at + 1);
      }
      return codes;
    }
  }
}
