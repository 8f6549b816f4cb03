package io.qnet.tap;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.qnet.posix.PosixException;
import io.qnet.posix.TunDevice;
import io.qnet.wire.DropReason;
import io.qnet.wire.Frame;
import io.qnet.wire.FrameSink;
import io.qnet.wire.GsoType;
import io.qnet.wire.LinkEvents;
import io.qnet.wire.channel.Loop;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Against this kernel: the other end of the device is a namespace with the address 10.9.8.1. */
@DisplayName("A TAP device as a link")
@Timeout(120)
class TapLinkTest {
  private static final int UDP_CHECKSUM = 6;

  private final Loop loop = Loop.start("tap-test");
  private final BlockingQueue<Frame> arrived = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
  private Namespace namespace;
  private TapLink link;

  @BeforeEach
  void plugIn() throws Exception {
    namespace = Namespace.make();
    link = open("tap0", 1500);
    namespace.ip("addr", "add", "10.9.8.1/24", "dev", "tap0");
    namespace.ip("neigh", "add", "10.9.8.2", "lladdr", Frames.OUR_MAC, "dev", "tap0");
  }

  @AfterEach
  void remove() throws Exception {
    if (link != null) {
      close(link);
    }
    loop.close();
    arrived.forEach(Frame::release);
    if (namespace != null) {
      namespace.remove();
    }
  }

  private TapLink open(String device, int mtu) throws Exception {
    TapLink made =
        TapLink.open(loop, "test.net0", new TunDevice.Wish(device, namespace.name, mtu, true));
    LinkEvents told =
        new LinkEvents() {
          @Override
          public void onUp() {
            events.add("up");
          }

          @Override
          public void onDown(String why) {
            events.add(why);
          }
        };
    loop.submit(
            () -> {
              made.open(frame -> arrived.add(frame.settled()), told);
              return true;
            })
        .get();
    return made;
  }

  private void close(TapLink which) throws Exception {
    loop.submit(
            () -> {
              which.close();
              return true;
            })
        .get();
  }

  private void send(Frame frame) throws Exception {
    loop.submit(
            () -> {
              link.send(frame);
              return true;
            })
        .get();
  }

  /** The first frame to come that is meant, others (the kernel's own multicasts) are let go. */
  private Frame next(Predicate<ByteBuf> meant) throws InterruptedException {
    while (true) {
      Frame frame =
          Objects.requireNonNull(arrived.poll(60, TimeUnit.SECONDS), "no such frame came in 60 s");
      if (meant.test(frame.octets())) {
        return frame;
      }
      frame.release();
    }
  }

  private long drops(DropReason reason) throws Exception {
    return loop.submit(() -> link.drops().of(reason)).get();
  }

  @Test
  @DisplayName("comes up with the MTU that was asked for, and is gone after close")
  void comesAndGoes() throws Exception {
    assertThat(events.poll(60, TimeUnit.SECONDS)).isEqualTo("up");
    assertThat(namespace.ip("link", "show", "tap0")).contains("LOWER_UP", "mtu 1500");
    assertThat(link.existed()).isFalse();
    assertThat(link.offloads().checksum()).isTrue();
    assertThat(link.offloads().tso4()).isTrue();
    assertThat(link.offloads().tso6()).isTrue();

    close(link);
    assertThat(namespace.ip("link")).doesNotContain("tap0");
  }

  @Test
  @DisplayName("a device that was there stays, and gets the MTU")
  void stays() throws Exception {
    namespace.ip("tuntap", "add", "dev", "mine", "mode", "tap");
    TapLink mine = open("mine", 65520);
    assertThat(mine.existed()).isTrue();
    assertThat(namespace.ip("link", "show", "mine")).contains("LOWER_UP", "mtu 65520");

    close(mine);
    assertThat(namespace.ip("link", "show", "mine")).contains("NO-CARRIER");
  }

  @Test
  @DisplayName("one program at a time; names of no namespace and of no TAP device: in words")
  void refused() {
    assertThatThrownBy(
            () -> TapLink.open(loop, "x", new TunDevice.Wish("tap0", namespace.name, 1500, true)))
        .isInstanceOf(PosixException.class)
        .hasMessageContaining(
            "TUNSETIFF for tap0: Device or resource busy (EBUSY): another program")
        .hasMessageContaining("--port tap:NAME");
    assertThatThrownBy(
            () -> TapLink.open(loop, "x", new TunDevice.Wish("tap0", "no-such-place", 1500, true)))
        .hasMessageContaining("ip netns add no-such-place");
    assertThatThrownBy(
            () -> TapLink.open(loop, "x", new TunDevice.Wish("lo", namespace.name, 1500, true)))
        .hasMessageContaining("TUNSETIFF for lo: Invalid argument (EINVAL)");
    assertThatThrownBy(
            () -> TapLink.open(loop, "x", new TunDevice.Wish("tap1", namespace.name, 70000, true)))
        .hasMessageContaining("tap1 does not take an MTU of 70000");
  }

  @Test
  @DisplayName("an ARP request is answered, a ping comes back")
  void arpAndPing() throws Exception {
    send(Frame.plain(Frames.arpRequest()));
    Frame reply = next(octets -> Frames.type(octets) == 0x0806 && Frames.arpOperation(octets) == 2);
    String mac = Frames.source(reply.octets());
    assertThat(namespace.ip("link", "show", "tap0")).contains(mac);
    reply.release();

    send(Frame.plain(Frames.ping(mac)));
    Frame pong = next(octets -> Frames.protocol(octets) == 1 && octets.getByte(34) == 0);
    assertThat(pong.checksumStart()).isZero();
    pong.release();
  }

  @Test
  @DisplayName("a datagram comes out with its checksum left to us")
  void datagramOut() throws Exception {
    namespace.say("python3", "-c", Frames.SEND_DATAGRAM);
    Frame frame = next(octets -> Frames.protocol(octets) == 17);

    assertThat(frame.checksumValid()).isTrue();
    assertThat(frame.checksumStart()).isEqualTo(34);
    assertThat(frame.checksumOffset()).isEqualTo(UDP_CHECKSUM);
    assertThat(frame.octets().toString(42, 5, US_ASCII)).isEqualTo("hello");
    frame.release();
  }

  @Test
  @DisplayName("a datagram goes in with its checksum left to the kernel, also in two parts")
  void datagramIn() throws Exception {
    Process receiver = namespace.start("python3", "-c", Frames.RECEIVE_DATAGRAMS);
    assertThat(receiver.inputReader().readLine()).isEqualTo("ready");
    String mac = namespace.say("cat", "/sys/class/net/tap0/address").trim();

    send(Frame.unfinished(Frames.udp(mac, "whole"), GsoType.NONE, 0, 0, 34, UDP_CHECKSUM));
    ByteBuf both = Frames.udp(mac, "parts");
    ByteBuf head = PooledByteBufAllocator.DEFAULT.directBuffer().writeBytes(both, 42);
    send(Frame.unfinished(head, GsoType.NONE, 0, 0, 34, UDP_CHECKSUM).with(both));

    assertThat(receiver.inputReader().readLine()).isEqualTo("whole");
    assertThat(receiver.inputReader().readLine()).isEqualTo("parts");
    assertThat(receiver.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(head.refCnt() + both.refCnt()).isZero();
    assertThat(namespace.say("cat", "/sys/class/net/tap0/statistics/rx_packets").trim())
        .isEqualTo("2");
  }

  @Test
  @DisplayName("a TCP segment whose checksum is left to the kernel is answered")
  void synIn() throws Exception {
    String mac = namespace.say("cat", "/sys/class/net/tap0/address").trim();
    send(Frame.unfinished(Frames.syn(mac), GsoType.NONE, 0, 0, 34, 16));
    Frame answer = next(octets -> Frames.protocol(octets) == 6);
    assertThat(answer.octets().getByte(47)).as("RST, ACK: nobody listens").isEqualTo((byte) 0x14);
    answer.release();
  }

  @Test
  @DisplayName("what is not taken is counted, by reason")
  void counted() throws Exception {
    ByteBuf tooLong = PooledByteBufAllocator.DEFAULT.directBuffer().writeZero(70000);
    send(Frame.plain(tooLong));
    ByteBuf tooShort = PooledByteBufAllocator.DEFAULT.directBuffer().writeZero(13);
    send(Frame.plain(tooShort));
    ByteBuf absurd = PooledByteBufAllocator.DEFAULT.directBuffer().writeZero(60);
    send(Frame.unfinished(absurd, GsoType.TCP4, 1, 54, 1000, 16));
    assertThat(drops(DropReason.OVERSIZE)).isEqualTo(1);
    assertThat(drops(DropReason.TRUNCATED)).isEqualTo(1);
    assertThat(drops(DropReason.BAD_LENGTH)).isEqualTo(1);

    namespace.ip("link", "set", "tap0", "down");
    ByteBuf unheard = PooledByteBufAllocator.DEFAULT.directBuffer().writeZero(60);
    send(Frame.plain(unheard));
    assertThat(drops(DropReason.NO_PEER)).isEqualTo(1);
    namespace.ip("link", "set", "tap0", "up");
    send(Frame.plain(Frames.arpRequest()));
    assertThat(drops(DropReason.NO_PEER)).isEqualTo(1);
    assertThat(tooLong.refCnt() + tooShort.refCnt() + absurd.refCnt() + unheard.refCnt()).isZero();
  }

  @Test
  @DisplayName("a device that somebody deletes takes the link down, once")
  void deleted() throws Exception {
    assertThat(events.poll(60, TimeUnit.SECONDS)).isEqualTo("up");
    namespace.ip("link", "del", "tap0");
    assertThat(events.poll(60, TimeUnit.SECONDS)).startsWith("tap0 is gone");
    send(Frame.plain(Frames.arpRequest()));
    assertThat(drops(DropReason.NO_PEER)).isEqualTo(1);
    assertThat(events).isEmpty();
  }

  @Test
  @DisplayName("a receiver that throws costs one frame; one that keeps a frame keeps it unchanged")
  void receivers() throws Exception {
    close(link);
    TapLink other =
        TapLink.open(loop, "test.net1", new TunDevice.Wish("tap1", namespace.name, 1500, true));
    link = other;
    FrameSink receiver =
        frame -> {
          arrived.add(frame); // as it is
          if (Frames.protocol(frame.octets()) == 17 && text(frame).equals("two")) {
            throw new IllegalStateException("on purpose");
          }
        };
    loop.submit(
            () -> {
              other.open(receiver, LinkEvents.IGNORED);
              return true;
            })
        .get();
    namespace.ip("addr", "add", "10.9.8.1/24", "dev", "tap1");
    namespace.ip("neigh", "add", "10.9.8.2", "lladdr", Frames.OUR_MAC, "dev", "tap1");
    namespace.say("python3", "-c", Frames.SEND_THREE);

    Predicate<ByteBuf> datagrams = octets -> Frames.protocol(octets) == 17;
    List<Frame> kept = List.of(next(datagrams), next(datagrams), next(datagrams));
    assertThat(kept).extracting(TapLinkTest::text).containsExactly("one", "two", "tri");
    assertThat(drops(DropReason.FAULT)).isEqualTo(1);
    close(other);
    List<ByteBuf> octets = kept.stream().map(Frame::octets).toList();
    kept.forEach(Frame::release);
    assertThat(octets).allMatch(one -> one.refCnt() == 0);
  }

  private static String text(Frame frame) {
    return frame.octets().toString(frame.octets().readerIndex() + 42, 3, US_ASCII);
  }
}
