package io.qnet.slirp;

import static io.qnet.slirp.GatewayLab.DNS;
import static io.qnet.slirp.GatewayLab.GUEST;
import static io.qnet.slirp.GatewayLab.GUEST_MAC;
import static io.qnet.slirp.GatewayLab.ROUTER;
import static io.qnet.slirp.GatewayLab.ROUTER_MAC;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.qnet.wire.ByteStream;
import io.qnet.wire.DropReason;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.MacAddress;
import io.qnet.wire.kit.Frames;
import io.qnet.wire.kit.Received;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** DHCP and DNS through the whole gateway, frame by frame. */
class ServicesTest {
  private static final Ipv4Address RESOLVER = Ipv4Address.parse("198.51.100.53");
  private static final int DISCOVER = 1;
  private static final int OFFER = 2;
  private static final int REQUEST = 3;
  private static final int ACK = 5;

  private final GatewayLab lab = new GatewayLab();

  @AfterEach
  void close() {
    lab.stillWorks();
    lab.close();
  }

  /** RFC 2131, figure 1, with what a client without an address writes into it. */
  private static byte[] dhcp(int type, boolean broadcast, byte... options) {
    ByteBuf message = Unpooled.buffer().writeZero(236);
    message.setByte(0, 1).setByte(1, 1).setByte(2, 6).setInt(4, 0x1234);
    message.setShort(10, broadcast ? 0x8000 : 0);
    GUEST_MAC.write(message, 28);
    message.writeInt(0x63825363).writeByte(53).writeByte(1).writeByte(type);
    message.writeBytes(options).writeByte(255);
    return ByteBufUtil.getBytes(message);
  }

  private void sendFromNowhere(byte[] message) {
    Frames frames =
        new Frames(GUEST_MAC, MacAddress.BROADCAST, Ipv4Address.ANY, Ipv4Address.BROADCAST);
    lab.guest.send(frames.udp(68, 67, message));
  }

  private Received expectDhcp(int type, String toMac, String to) {
    Received reply = lab.guest.expectUdp();
    assertThat(reply.ethernet().source()).isEqualTo(ROUTER_MAC);
    assertThat(reply.ethernet().destination()).isEqualTo(MacAddress.parse(toMac));
    assertThat(reply.ip().source()).isEqualTo(ROUTER);
    assertThat(reply.ip().destination()).isEqualTo(Ipv4Address.parse(to));
    assertThat(reply.udp().sourcePort()).isEqualTo(67);
    assertThat(reply.udp().destinationPort()).isEqualTo(68);
    ByteBuf message = Unpooled.wrappedBuffer(reply.payload());
    assertThat(message.getInt(4)).as("transaction").isEqualTo(0x1234);
    assertThat(Ipv4Address.read(message, 16)).as("your address").isEqualTo(GUEST);
    assertThat(message.getByte(242)).as("message type").isEqualTo((byte) type);
    lab.guest.expectNothing();
    return reply;
  }

  @ParameterizedTest
  @CsvSource({"true, ff:ff:ff:ff:ff:ff, 255.255.255.255", "false, 52:54:00:12:34:56, 10.0.2.15"})
  @DisplayName("RFC 2131, 4.1: DISCOVER to ACK, to where the broadcast flag wants the replies")
  void lease(boolean broadcast, String toMac, String to) {
    sendFromNowhere(dhcp(DISCOVER, broadcast));
    expectDhcp(OFFER, toMac, to);
    byte[] choice = {50, 4, 10, 0, 2, 15, 54, 4, 10, 0, 2, 2};
    sendFromNowhere(dhcp(REQUEST, broadcast, choice));
    expectDhcp(ACK, toMac, to);
    assertThat(lab.gateway.snapshot().leases())
        .singleElement()
        .satisfies(lease -> assertThat(lease.address()).isEqualTo(GUEST));
    lab.link.replug();
    assertThat(lab.gateway.snapshot().leases()).as("kept when unplugged").hasSize(1);
  }

  @Test
  @DisplayName("a message that is none is counted once, under its reason")
  void notDhcp() {
    sendFromNowhere(new byte[10]);
    lab.guest.expectNothing();
    assertThat(lab.drops.total()).isEqualTo(1);
  }

  private static byte[] query(int id, String name) {
    ByteBuf message = Unpooled.buffer();
    message.writeShort(id).writeShort(0x0100).writeShort(1).writeZero(6);
    for (String label : name.split("\\.", -1)) {
      message.writeByte(label.length());
      message.writeCharSequence(label, StandardCharsets.US_ASCII);
    }
    return ByteBufUtil.getBytes(message.writeByte(0).writeShort(1).writeShort(1));
  }

  private byte[] expectAnswer(int port) {
    Received answer = lab.guest.expectUdp();
    assertThat(answer.ip().source()).isEqualTo(DNS);
    assertThat(answer.udp().sourcePort()).isEqualTo(53);
    assertThat(answer.udp().destinationPort()).isEqualTo(port);
    lab.guest.expectNothing();
    return answer.payload();
  }

  @Test
  @DisplayName("a name that the host's files know is answered at once, and nobody is asked")
  void localName() {
    lab.guest.arp(ROUTER);
    lab.guest.udp(4000, DNS, 53, query(7, "world.test"));
    byte[] answer = expectAnswer(4000);
    assertThat(answer).endsWith(192, 0, 2, 80);
    assertThat(answer).startsWith(0, 7);
    assertThat(lab.outside.endpoints).isEmpty();
  }

  @Test
  @DisplayName("any other name is asked of the host's resolver, and the answer finds its way back")
  void relayed() {
    lab.guest.arp(ROUTER);
    lab.guest.udp(4000, DNS, 53, query(7, "elsewhere.example"));
    ScriptedOutside.Endpoint socket = lab.outside.lastEndpoint();
    assertThat(socket.sent).singleElement().asString().endsWith(" to 198.51.100.53:53 ttl 0");
    byte[] answer = socket.last.clone();
    answer[2] = (byte) 0x81;
    answer[3] = (byte) 0x80;
    lab.host(() -> socket.hears(RESOLVER, 53, answer));
    byte[] heard = expectAnswer(4000);
    assertThat(heard).hasSameSizeAs(answer).startsWith(0, 7, 0x81, 0x80);
    assertThat(socket.closed).isTrue();
  }

  @Test
  @DisplayName("no descriptor for the question: SERVFAIL in the end, and no exception")
  void exhausted() {
    lab.guest.arp(ROUTER);
    lab.outside.exhausted = true;
    lab.guest.udp(4000, DNS, 53, query(7, "elsewhere.example"));
    lab.after(Duration.ofSeconds(5));
    assertThat(expectAnswer(4000)[3] & 0xf).as("RCODE").isEqualTo(2);
  }

  @Test
  @DisplayName("RFC 7766: the same over TCP, when the resolver refuses: SERVFAIL")
  void overTcp() {
    lab.guest.arp(ROUTER);
    Segments connection = lab.connection(4000, DNS, 53);
    lab.establishService(connection);
    byte[] query = query(7, "elsewhere.example");
    connection.says("\0" + (char) query.length + new String(query, StandardCharsets.ISO_8859_1));
    assertThat(lab.outside.lastCall().address).isEqualTo(RESOLVER);
    lab.guest.takeAll();
    lab.host(() -> lab.outside.lastCall().fails(ByteStream.Reason.REFUSED));
    byte[] answer = connection.hears().payload();
    assertThat(answer[5] & 0xf).as("RCODE").isEqualTo(2);
    connection.resets();
    lab.guest.takeAll();
  }

  @Test
  @DisplayName("a query that is none is counted once")
  void notDns() {
    lab.guest.udp(4000, DNS, 53, "x");
    lab.guest.expectNothing();
    assertThat(lab.drops.total()).isEqualTo(1);
    assertThat(lab.dropped(DropReason.TRUNCATED)).isEqualTo(1);
  }
}
