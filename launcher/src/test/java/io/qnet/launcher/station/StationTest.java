package io.qnet.launcher.station;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.qnet.launcher.cli.Failure;
import io.qnet.wire.ByteStream;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.MacAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A station and the gateway, each the other's counterpart. */
@DisplayName("The built-in guest")
class StationTest {
  private static final Duration AT_ONCE = Duration.ZERO;
  private static final Duration A_WHILE = Duration.ofSeconds(30);

  private final StationLab lab = new StationLab();

  @AfterEach
  void nothingIsLeft() {
    lab.close();
  }

  @Test
  @DisplayName("RFC 2131, 4.4.1: gets a lease, with all that it asks for")
  void lease() {
    Station station = lab.withGateway().station(1);
    StationAddress lease = lab.done(station::dhcp);

    assertThat(lease.toString())
        .contains("address=10.0.2.15", "subnet=10.0.2.0/24", "router=10.0.2.2", "dns=10.0.2.3")
        .contains("server=10.0.2.2", "mtu=1500");
    assertThat(lease.leaseSeconds()).isPositive();
    assertThat(station.address()).isEqualTo(lease);
  }

  @Test
  @DisplayName("RFC 2131, 4.1: asks five times, then says that nobody is there")
  void noServer() {
    Station station = lab.station(1);
    CompletableFuture<StationAddress> lease = lab.begin(station::dhcp);
    lab.clock.advance(Duration.ofMillis(9_999));
    assertThat(lease).isNotDone();
    assertThat(lab.hub.passed).hasSize(5);

    lab.clock.advance(Duration.ofMillis(1));
    assertThat(lease)
        .isCompletedExceptionally()
        .failsWithin(Duration.ZERO)
        .withThrowableOfType(java.util.concurrent.ExecutionException.class)
        .withMessageContaining("no DHCP server answered on this segment");
  }

  @Test
  @DisplayName("a lease that is late by one try is taken all the same")
  void lateServer() {
    Station station = lab.station(1);
    CompletableFuture<StationAddress> lease = lab.begin(station::dhcp);
    StationLab unused = lab.withGateway();
    lab.clock.advance(Duration.ofSeconds(2));
    assertThat(lease).isCompleted();
  }

  @Test
  @DisplayName("RFC 792: the router answers a ping; RFC 826: its card is 52:55 and its address")
  void ping() {
    Station station = lab.withGateway().leased(1);
    assertThat(station.neighbor(StationLab.ROUTER)).isNull();
    Station.Echo echo = lab.done(() -> station.ping(StationLab.ROUTER));

    assertThat(echo)
        .isEqualTo(
            new Station.Echo(Station.Outcome.ANSWER, StationLab.ROUTER, 0, 0, Duration.ZERO));
    assertThat(station.neighbor(StationLab.ROUTER))
        .isEqualTo(MacAddress.parse("52:55:0a:00:02:02"));
  }

  @Test
  @DisplayName("RFC 1812, 5.2.7.1: a ping to the outside is prohibited, type 3 code 13")
  void pingOutside() {
    Station station = lab.withGateway().leased(1);
    Station.Echo echo = lab.done(() -> station.ping(StationLab.OUTSIDE));

    assertThat(echo)
        .isEqualTo(
            new Station.Echo(Station.Outcome.ERROR, StationLab.ROUTER, 3, 13, Duration.ZERO));
  }

  @Test
  @DisplayName("nobody has the address: asked for five times, then silence")
  void pingNobody() {
    Station station = lab.withGateway().leased(1);
    Ipv4Address nobody = Ipv4Address.parse("10.0.2.99");
    CompletableFuture<Station.Echo> echo = lab.begin(() -> station.ping(nobody));
    lab.clock.advance(Duration.ofMillis(2_999));
    assertThat(echo).isNotDone();
    lab.clock.advance(Duration.ofMillis(1));

    assertThat(echo.join().outcome()).isEqualTo(Station.Outcome.SILENCE);
    assertThat(echo.join().from()).isEqualTo(nobody);
    int before = lab.hub.passed.size();
    lab.clock.advance(A_WHILE);
    assertThat(lab.hub.passed).as("one more question after 4 s").hasSize(before + 1);
  }

  @ParameterizedTest
  @CsvSource({"world.test,192.0.2.80", "world.test.,192.0.2.80", "me.test,10.0.2.2"})
  @DisplayName("RFC 1035: a name of the host's /etc/hosts; its own loopback is the router")
  void name(String name, String address) {
    Station station = lab.withGateway().leased(1);
    assertThat(lab.done(() -> station.resolve(name))).containsExactly(Ipv4Address.parse(address));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "a..b", "with blank.test", "ümlaut.test", "..", ".test"})
  @DisplayName("RFC 1035, 2.3.4: what is no name is not asked for")
  void noName(String name) {
    Station station = lab.withGateway().leased(1);
    int before = lab.hub.passed.size();
    Failure failure = lab.fails(AT_ONCE, () -> station.resolve(name));

    assertThat(failure.exitCode()).isEqualTo(Failure.USAGE);
    assertThat(failure).hasMessageContaining("is not a host name");
    assertThat(lab.hub.passed).hasSize(before);
  }

  @Test
  @DisplayName("a label of 64 letters is no label, one of 63 is")
  void longLabel() {
    Station station = lab.withGateway().leased(1);
    assertThat(lab.fails(AT_ONCE, () -> station.resolve("a".repeat(64) + ".test")).exitCode())
        .isEqualTo(Failure.USAGE);
    assertThat(lab.fails(A_WHILE, () -> station.resolve("a".repeat(63) + ".test")).exitCode())
        .isEqualTo(Failure.FAILED);
  }

  @Test
  @DisplayName("a name before the lease: says what is missing")
  void nameWithoutLease() {
    Station station = lab.station(1);
    assertThat(lab.fails(AT_ONCE, () -> station.resolve("world.test")))
        .hasMessage("the station knows no name server");
  }

  @Test
  @DisplayName("RFC 9293: a page over TCP, from the host's loopback")
  void page() {
    Station station = lab.withGateway().leased(1);
    PageServer server = lab.outside.serves(8000, "HTTP/1.0 200 OK\r\n\r\nhello");
    byte[] answer = lab.done(() -> station.get(StationLab.ROUTER, 8000, "host.test", "/a?b"));

    assertThat(new String(answer, StandardCharsets.UTF_8)).endsWith("\r\n\r\nhello");
    assertThat(lab.outside.dialed).containsExactly("127.0.0.1:8000");
    assertThat(server.heard).startsWith("GET /a?b HTTP/1.0\r\nHost: host.test\r\n");
  }

  @ParameterizedTest
  @CsvSource({
    "REFUSED,the connection was refused: nobody listens there",
    "HOST_UNREACHABLE,the network says that there is no way to the far end",
    "NETWORK_UNREACHABLE,the network says that there is no way to the far end",
    "PROHIBITED,the network says that there is no way to the far end"
  })
  @DisplayName("RFC 9293, 3.9.2.2: a connection that cannot be had fails at once")
  void noPage(ByteStream.Reason reason, String sentence) {
    Station station = lab.withGateway().leased(1);
    lab.outside.fails(80, reason);
    assertThat(lab.fails(AT_ONCE, () -> station.get(StationLab.OUTSIDE, 80, "x", "/")))
        .hasMessage(sentence);
  }

  @Test
  @DisplayName("RFC 768: a datagram to the outside, and the answer")
  void datagram() {
    Station station = lab.withGateway().leased(1);
    ByteBuf question = Unpooled.copiedBuffer("who?", StandardCharsets.US_ASCII);
    ByteBuf answer = lab.done(() -> station.ask(5000, StationLab.OUTSIDE, 7, question));

    assertThat(answer.toString(StandardCharsets.US_ASCII)).isEqualTo("who?");
    assertThat(answer.release()).isTrue();
    assertThat(question.release()).as("the question was only borrowed").isTrue();
  }

  @Test
  @DisplayName("two stations: one serves a page, echoes datagrams and answers pings")
  void neighbours() {
    Station server = lab.withGateway().leased(1);
    Station client = lab.leased(2);
    Ipv4Address there = java.util.Objects.requireNonNull(server.address()).address();
    server.listen(80, Greeting::serve);
    server.echo(7);

    byte[] page = lab.done(() -> client.get(there, 80, "server", "/"));
    assertThat(new String(page, StandardCharsets.US_ASCII)).endsWith("hello from a station\n");
    ByteBuf question = Unpooled.copiedBuffer("twice", StandardCharsets.US_ASCII);
    ByteBuf answer = lab.done(() -> client.ask(5000, there, 7, question));
    assertThat(answer).isEqualTo(question);
    assertThat(answer.release() && question.release()).isTrue();
    assertThat(lab.done(() -> client.ping(there)).outcome()).isEqualTo(Station.Outcome.ANSWER);
    assertThat(lab.fails(AT_ONCE, () -> client.get(there, 81, "server", "/")))
        .hasMessage("the connection was refused: nobody listens there");
  }
}
