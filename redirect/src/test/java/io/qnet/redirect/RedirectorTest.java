package io.qnet.redirect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.qnet.redirect.ForwardRule.Port;
import io.qnet.wire.ByteStream;
import io.qnet.wire.DatagramFlow;
import io.qnet.wire.address.IpAddress;
import io.qnet.wire.channel.Loop;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Doors of a real loop, real clients, and guests that write down what they hear. */
@Timeout(120)
class RedirectorTest {
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();

  private volatile IpAddress firstGuest = IpAddress.parse("10.0.2.15");
  private final Loop loop = Loop.start("redirector-test");
  private final BlockingQueue<Call> calls = new LinkedBlockingQueue<>();
  private final Redirector redirector =
      new Redirector(
          loop,
          (address, port) -> {
            throw new IOException("no datagrams here");
          },
          new GuestDialer() {
            @Override
            public IpAddress first() {
              return firstGuest;
            }

            @Override
            public ByteStream dial(IpAddress guest, int port) {
              Call call = new Call(guest);
              calls.add(call);
              return call;
            }

            @Override
            public DatagramFlow datagrams(IpAddress guest, int port) {
              throw new AssertionError("nobody sends datagrams");
            }
          });

  @AfterEach
  void close() {
    redirector.close();
    loop.close();
  }

  /** A call to a guest that answers nothing. */
  private static final class Call implements ByteStream {
    private final IpAddress guest;
    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
    private final BlockingQueue<String> ends = new LinkedBlockingQueue<>();
    private @Nullable Reader reader;

    Call(IpAddress guest) {
      this.guest = guest;
    }

    @Override
    public void open(Reader newReader) {
      reader = newReader;
    }

    @Override
    public boolean write(ByteBuf octets) {
      heard.writeBytes(ByteBufUtil.getBytes(octets));
      octets.release();
      return true;
    }

    @Override
    public void pause() {}

    @Override
    public void resume() {}

    @Override
    public void end() {
      ends.add("end");
    }

    @Override
    public void abort(Reason reason) {
      ends.add("abort " + reason);
    }
  }

  private ForwardRule open(String rule) throws Exception {
    return redirector.open(ForwardRules.parse(rule)).get(0);
  }

  private static int port(ForwardRule rule) {
    return ((Port) rule.host()).port();
  }

  private Call call() throws InterruptedException {
    return Objects.requireNonNull(calls.poll(60, TimeUnit.SECONDS), "nobody was called");
  }

  /** What a client says to its end, as the guest hears it. */
  private byte[] heard(Call call) throws Exception {
    assertThat(call.ends.poll(60, TimeUnit.SECONDS)).isEqualTo("end");
    return loop.submit(call.heard::toByteArray).get(60, TimeUnit.SECONDS);
  }

  private static HAProxyMessage header(byte[] heard) {
    assertThat(new String(heard, StandardCharsets.ISO_8859_1)).endsWith("hello");
    EmbeddedChannel decoder = new EmbeddedChannel(new HAProxyMessageDecoder());
    decoder.writeInbound(Unpooled.wrappedBuffer(heard, 0, heard.length - 5));
    return Objects.requireNonNull(decoder.readInbound());
  }

  @ParameterizedTest
  @ValueSource(strings = {"v1", "v2"})
  @DisplayName("proxy-protocol: the guest hears who called, and then what was said")
  void proxyProtocol(String version) throws Exception {
    for (String address : List.of("127.0.0.1", "[::1]")) {
      ForwardRule rule = open("tcp:" + address + ":0-:7,proxy-protocol=" + version);
      try (Socket client =
          new Socket(InetAddress.getByName(address.replaceAll("[\\[\\]]", "")), port(rule))) {
        client.getOutputStream().write("hello".getBytes(StandardCharsets.US_ASCII));
        client.shutdownOutput();
        HAProxyMessage told = header(heard(call()));
        assertThat(InetAddress.getByName(told.sourceAddress())).isEqualTo(client.getLocalAddress());
        assertThat(told.sourcePort()).isEqualTo(client.getLocalPort());
        assertThat(InetAddress.getByName(told.destinationAddress()))
            .isEqualTo(client.getInetAddress());
        assertThat(told.destinationPort()).isEqualTo(port(rule));
        told.release();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"v1", "v2"})
  @DisplayName("proxy-protocol at a unix socket: a caller without an address")
  void unixProxyProtocol(String version, @TempDir Path folder) throws Exception {
    Path path = folder.resolve("door");
    assertThat(open("unix:" + path + "-:7,proxy-protocol=" + version)).isNotNull();
    try (SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      client.connect(UnixDomainSocketAddress.of(path));
      client.write(ByteBuffer.wrap("hello".getBytes(StandardCharsets.US_ASCII)));
      client.shutdownOutput();
      HAProxyMessage told = header(heard(call()));
      assertThat(told.sourceAddress()).isNull();
      told.release();
    }
  }

  @Test
  @DisplayName("who is in is counted until both sides ended; cut resets both")
  void visits() throws Exception {
    ForwardRule rule = open("tcp::0-:7");
    try (Socket drained = new Socket(HERE, port(rule));
        Socket cut = new Socket(HERE, port(rule))) {
      Call first = call();
      Call second = call();
      assertThat(
              loop.submit(() -> redirector.doors().get(0).connections()).get(60, TimeUnit.SECONDS))
          .as("once the loop is done with letting them in")
          .isEqualTo(2);
      drained.shutdownOutput();
      assertThat(first.ends.poll(60, TimeUnit.SECONDS)).isEqualTo("end");
      loop.submit(
              () -> {
                Objects.requireNonNull(first.reader).onEnd();
                return true;
              })
          .get(60, TimeUnit.SECONDS);
      assertThat(redirector.doors().get(0).connections()).isEqualTo(1);
      assertThat(redirector.shut(DoorName.parse("tcp::" + port(rule)), true)).hasSize(1);
      assertThat(second.ends.poll(60, TimeUnit.SECONDS)).isEqualTo("abort CLOSED");
      assertThatThrownBy(() -> cut.getInputStream().read()).isInstanceOf(SocketException.class);
      assertThat(redirector.doors()).isEmpty();
    }
  }

  @Test
  @DisplayName("a rule without a guest leads to whoever is the first now; one with a guest stays")
  void follows() throws Exception {
    ForwardRule following = open("tcp::0-:7");
    ForwardRule fixed = open("tcp::0-10.0.2.15:7");
    assertThat(following.toString()).endsWith("-10.0.2.15:7");
    firstGuest = IpAddress.parse("10.0.2.77");
    for (ForwardRule rule : List.of(following, fixed)) {
      try (Socket client = new Socket(HERE, port(rule))) {
        assertThat(client.isConnected()).isTrue();
        assertThat(call().guest).hasToString(rule.equals(following) ? "10.0.2.77" : "10.0.2.15");
      }
    }
    assertThat(redirector.doors())
        .extracting(door -> String.valueOf(door.rule().guest()))
        .containsExactly("10.0.2.77", "10.0.2.15");
  }

  @Test
  @DisplayName("all or none: of several rules one that cannot be had opens nothing")
  void atomic() throws Exception {
    ForwardRule rule = open("tcp::0-:7");
    assertThatThrownBy(() -> open("tcp::0-:8,proxy-protocol=v1".replace(":0", ":" + port(rule))))
        .isInstanceOf(Redirector.DuplicateException.class);
    assertThatThrownBy(() -> open("udp::0-:8"))
        .isInstanceOf(Redirector.RefusedException.class)
        .hasMessageContaining("no datagrams here");
    assertThatThrownBy(() -> shut("tcp::" + port(rule), "tcp::1"))
        .isInstanceOf(Redirector.MissingException.class)
        .hasMessage("no door is at tcp:127.0.0.1:1");
    assertThat(redirector.doors()).hasSize(1);
    redirector.close();
    assertThatThrownBy(() -> open("tcp::0-:9")).hasMessage("the network ends");
  }

  private List<Redirector.OpenDoor> shut(String... names) throws Exception {
    return redirector.shut(
        Stream.of(names).flatMap(name -> DoorName.parse(name).stream()).toList(), false);
  }

  @Test
  @DisplayName("all or none: whatever is thrown, the doors before it listen no more")
  void rolledBack(@TempDir Path folder) throws Exception {
    int free;
    try (ServerSocket probe = new ServerSocket(0, 1, HERE)) {
      free = probe.getLocalPort();
    }
    ForwardRule first = ForwardRules.parse("tcp::" + free + "-:7").get(0);
    Path tooLong = folder.resolve("x".repeat(120));
    ForwardRule impossible = new ForwardRule(new ForwardRule.UnixSocket(tooLong), null, 7);
    assertThatThrownBy(() -> redirector.open(List.of(first, impossible)))
        .hasMessageContaining("at most 107 octets");
    assertThat(redirector.doors()).isEmpty();
    assertThatThrownBy(() -> new Socket(HERE, free).close()).isInstanceOf(ConnectException.class);
    assertThat(open("tcp::" + free + "-:7")).as("and the port is free again").isNotNull();
  }

  @Test
  @DisplayName("one end twice in one call is said to be that, and opens nothing; 0 is never twice")
  void twice() throws Exception {
    List<ForwardRule> twice = ForwardRules.parse("tcp::18001-:7");
    assertThatThrownBy(() -> redirector.open(List.of(twice.get(0), twice.get(0).to(firstGuest))))
        .isInstanceOf(Redirector.RepeatedException.class)
        .hasMessageContaining("twice");
    assertThat(redirector.doors()).isEmpty();
    ForwardRule any = ForwardRules.parse("tcp::0-:7").get(0);
    assertThat(redirector.open(List.of(any, any))).hasSize(2);
  }

  @Test
  @DisplayName("a whole rule shuts the door that leads there, and no other")
  void named() throws Exception {
    int fixed = port(open("tcp::0-10.0.2.99:80,proxy-protocol=v1"));
    int following = port(open("tcp::0-:81"));
    for (String other :
        List.of(
            "tcp::" + fixed + "-10.0.2.77:80",
            "tcp::" + fixed + "-10.0.2.99:81",
            "tcp::" + fixed + "-:80",
            "tcp::" + fixed + "-10.0.2.99:80,proxy-protocol=v2",
            "tcp::" + following + "-10.0.2.16:81")) {
      assertThatThrownBy(() -> shut(other))
          .isInstanceOfSatisfying(
              Redirector.MissingException.class,
              missing -> assertThat(missing.other()).as(other).isNotNull());
    }
    assertThat(redirector.doors()).hasSize(2);
    firstGuest = IpAddress.parse("10.0.2.77");
    assertThat(shut("tcp::" + following + "-10.0.2.15:81")).as("as it was printed").hasSize(1);
    assertThat(shut("tcp::" + fixed + "-10.0.2.99:80")).hasSize(1);
    assertThat(shut("tcp::" + port(open("tcp::0-:81")) + "-10.0.2.77:81")).hasSize(1);
    assertThat(shut("tcp::" + port(open("tcp::0-10.0.2.77:81")) + "-:81")).hasSize(1);
  }
}
