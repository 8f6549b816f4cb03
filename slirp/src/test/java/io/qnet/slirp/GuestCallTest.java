package io.qnet.slirp;

import static io.qnet.slirp.GatewayLab.GUEST;
import static io.qnet.slirp.GatewayLab.ROUTER;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.qnet.wire.ByteStream;
import io.qnet.wire.ByteStream.Reason;
import io.qnet.wire.DatagramFlow;
import io.qnet.wire.address.IpAddress;
import io.qnet.wire.kit.Received;
import io.qnet.wire.packet.TcpFlags;
import io.qnet.wire.packet.TcpOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Calls from outside to a guest's ports. */
class GuestCallTest {
  private final GatewayLab lab = new GatewayLab();
  private final StringBuilder heard = new StringBuilder();
  private @Nullable Reason aborted;
  private boolean ended;

  @AfterEach
  void close() {
    lab.stillWorks();
    lab.close();
  }

  private ByteStream dial(int port) {
    ByteStream[] stream = new ByteStream[1];
    lab.host(
        () -> {
          stream[0] = lab.gateway.dial(GUEST, port);
          stream[0].open(new Caller());
        });
    return stream[0];
  }

  private final class Caller implements ByteStream.Reader {
    @Override
    public void onBytes(ByteBuf octets) {
      heard.append(octets.toString(StandardCharsets.US_ASCII));
      octets.release();
    }

    @Override
    public void onEnd() {
      ended = true;
    }

    @Override
    public void onWritable() {}

    @Override
    public void onAbort(Reason reason) {
      aborted = reason;
    }
  }

  private static ByteBuf text(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
  }

  /** The guest's end of a call, whose SYN it takes now. */
  private Segments called(int port) {
    Received syn = lab.guest.expectTcp();
    assertThat(syn.tcp().flags()).isEqualTo(TcpFlags.SYN);
    assertThat(syn.tcp().destinationPort()).isEqualTo(port);
    assertThat(syn.tcp().sourcePort()).isGreaterThanOrEqualTo(0xc000);
    return lab.connection(port, ROUTER, syn.tcp().sourcePort()).acknowledging(syn);
  }

  @Test
  @DisplayName("SYN from the router; what was written before waits; octets both ways; both ends")
  void taken() {
    lab.guest.arp(ROUTER);
    ByteStream stream = dial(22);
    lab.host(() -> stream.write(text("hello")));
    Segments guest = called(22);
    lab.guest.expectNothing();
    guest.send(TcpFlags.SYN | TcpFlags.ACK, TcpOptions.syn(1460, 7, true), "");
    guest.skips(1);
    List<Received> answers = lab.guest.takeAll();
    assertThat(answers).isNotEmpty();
    Received last = answers.get(answers.size() - 1);
    assertThat(last.text()).isEqualTo("hello");
    guest.acknowledging(last).says("SSH-2.0");
    assertThat(heard).hasToString("SSH-2.0");
    guest.finishes();
    assertThat(ended).isTrue();
    assertThat(aborted).isNull();
    lab.host(stream::end);
    assertThat(lab.guest.takeAll()).anyMatch(segment -> segment.tcp().has(TcpFlags.FIN));
    lab.host(() -> stream.abort(Reason.CLOSED));
    lab.guest.takeAll();
  }

  @Test
  @DisplayName("refused: the caller is told so")
  void refused() {
    lab.guest.arp(ROUTER);
    ByteStream unused = dial(23);
    Segments guest = called(23);
    guest.send(TcpFlags.RST | TcpFlags.ACK, TcpOptions.NONE, "");
    assertThat(aborted).isEqualTo(Reason.REFUSED);
    assertThat(lab.gateway.snapshot().flows()).isEmpty();
  }

  @Test
  @DisplayName("nobody knows where the guest is: asked for by ARP, and called when it answers")
  void unknownGuest() {
    ByteStream unused = dial(22);
    assertThat(lab.guest.takeAll()).hasSize(1); // who has 10.0.2.15
    lab.guest.arp(ROUTER);
    lab.guest.takeAll();
    lab.after(Duration.ofSeconds(3));
    assertThat(lab.guest.takeAll())
        .anyMatch(frame -> frame.kind() == Received.Kind.TCP && frame.tcp().has(TcpFlags.SYN));
    assertThat(aborted).isNull();
  }

  @Test
  @DisplayName("a guest that is there, and does not answer the call: ended in time, no flow stays")
  void timeout() {
    lab.guest.arp(ROUTER);
    ByteStream unused = dial(22);
    lab.guest.takeAll();
    lab.after(Duration.ofMillis(1));
    lab.guest.arp(ROUTER);
    for (int i = 0; i < 60; i++) {
      lab.guest.takeAll();
      assertThat(aborted).isNotEqualTo(Reason.HOST_UNREACHABLE);
      lab.after(Duration.ofSeconds(10));
    }
    assertThat(aborted).isEqualTo(Reason.TIMEOUT);
    assertThat(lab.gateway.snapshot().flows()).isEmpty();
  }

  private int questions() {
    return (int) lab.guest.takeAll().stream().filter(GuestCallTest::asks).count();
  }

  private static boolean asks(Received frame) {
    return frame.kind() == Received.Kind.ARP && frame.arp().targetIp().equals(GUEST);
  }

  @Test
  @DisplayName("a guest that was never there, or is gone: asked for four times, then unreachable")
  void absent() {
    for (boolean known : List.of(false, true)) {
      aborted = null;
      if (known) {
        lab.guest.arp(ROUTER);
        lab.guest.takeAll();
        lab.after(Duration.ofSeconds(1));
      }
      ByteStream unused = dial(22);
      assertThat(questions()).isEqualTo(known ? 0 : 1);
      lab.after(Duration.ofMillis(6_900));
      assertThat(questions()).isEqualTo(2);
      assertThat(aborted).isNull();
      lab.after(Duration.ofMillis(100));
      assertThat(aborted).isEqualTo(Reason.HOST_UNREACHABLE);
      assertThat(lab.gateway.snapshot().flows()).isEmpty();
      assertThat(lab.events.get(lab.events.size() - 1).sentence()).contains("no answer to ARP");
    }
  }

  @Test
  @DisplayName("nothing is plugged in: unreachable at once, and calls that wait are, too")
  void unplugged() {
    lab.guest.arp(ROUTER);
    lab.guest.takeAll();
    ByteStream unused = dial(22);
    lab.guest.takeAll();
    lab.link.unplug();
    assertThat(aborted).isEqualTo(Reason.HOST_UNREACHABLE);
    aborted = null;
    ByteStream second = dial(22);
    assertThat(aborted).isEqualTo(Reason.HOST_UNREACHABLE);
    lab.host(() -> second.write(text("in vain")));
    assertThat(lab.gateway.snapshot().flows()).isEmpty();
    lab.guest.expectNothing();
    lab.link.replug();
    aborted = null;
    ByteStream third = dial(22);
    assertThat(aborted).isNull();
    lab.host(() -> third.abort(Reason.CLOSED));
    lab.guest.takeAll();
  }

  /** Whoever was called for is gone, which the guest hears about its own datagram. */
  private void refused(DatagramFlow call, int port) {
    IpAddress client = IpAddress.parse("::1");
    lab.host(() -> call.refuse(new DatagramFlow.DatagramError(client, client, 40_000, 1, 4, 0)));
    Received error = lab.guest.expectIcmp();
    assertThat(error.ip().source()).isEqualTo(ROUTER);
    assertThat(error.icmp().type() * 10 + error.icmp().code()).as("port unreachable").isEqualTo(33);
    byte[] quoted = error.payload();
    assertThat(((quoted[20] & 0xff) << 8) | (quoted[21] & 0xff)).as("from").isEqualTo(7);
    assertThat(((quoted[22] & 0xff) << 8) | (quoted[23] & 0xff)).as("to").isEqualTo(port);
  }

  @Test
  @DisplayName("UDP: what the guest answers comes back; what others send to that port does not")
  void datagrams() {
    lab.guest.arp(ROUTER);
    List<String> answers = new ArrayList<>();
    DatagramFlow[] call = new DatagramFlow[1];
    lab.host(
        () -> {
          call[0] = lab.gateway.datagrams(GUEST, 7);
          call[0].open(
              new DatagramFlow.Receiver() {
                @Override
                public void onDatagram(ByteBuf payload, IpAddress from, int port) {
                  answers.add(new String(ByteBufUtil.getBytes(payload), StandardCharsets.US_ASCII));
                  payload.release();
                }

                @Override
                public void onError(DatagramFlow.DatagramError error) {}
              });
          call[0].send(text("ping"), GUEST, 7, 0);
        });
    Received ping = lab.guest.expectUdp();
    assertThat(ping.text()).isEqualTo("ping");
    int port = ping.udp().sourcePort();
    byte[] pong = "pong".getBytes(StandardCharsets.US_ASCII);
    lab.guest.send(lab.guest.to(ROUTER).udp(7, port, pong));
    assertThat(answers).containsExactly("pong");
    lab.guest.send(lab.guest.to(ROUTER).udp(8, port, pong));
    assertThat(answers).hasSize(1);
    refused(call[0], port);
    lab.host(call[0]::close);
    lab.guest.send(lab.guest.to(ROUTER).udp(7, port, pong));
    assertThat(answers).hasSize(1);
    assertThat(lab.gateway.snapshot().flows()).noneMatch(row -> row.state().equals("called"));
  }
}
