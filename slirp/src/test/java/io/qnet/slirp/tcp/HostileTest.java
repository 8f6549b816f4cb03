package io.qnet.slirp.tcp;

import static io.qnet.slirp.tcp.Conversation.PLAIN;
import static io.qnet.slirp.tcp.Conversation.established;
import static io.qnet.slirp.tcp.Conversation.gatewayCalls;
import static io.qnet.slirp.tcp.Conversation.guestCalls;
import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.wire.DropReason;
import io.qnet.wire.kit.Cases;
import io.qnet.wire.packet.TcpFlags;
import io.qnet.wire.packet.TcpOptions;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A guest that says anything at all: nothing throws, and nothing grows without bound. */
class HostileTest {
  private static final int BUFFER = 1 << 16;
  private static final TcpSettings ALL = TcpSettings.ofMss(1460).withBuffers(BUFFER, BUFFER);
  private static final TcpOptions OFFER = TcpOptions.syn(1460, 7, true).withTimestamps(1, 0);
  private static final int[] INTERESTING = {
    0, 1, -1, 2, 100, 1460, 65535, -65535, 1 << 16, 1 << 30, Integer.MAX_VALUE, Integer.MIN_VALUE
  };

  private static final List<Supplier<Conversation>> BEGINNINGS =
      List.of(
          () -> guestCalls(ALL, OFFER),
          () -> gatewayCalls(ALL),
          () -> guestCalls(ALL, OFFER).hostAccepts(),
          () -> established(ALL, OFFER),
          () -> established(PLAIN.withBuffers(BUFFER, BUFFER), TcpOptions.NONE),
          () -> established(ALL, OFFER).hostWrites("x".repeat(20_000)),
          () -> established(ALL, OFFER).hostPauses(),
          () -> established(ALL, OFFER).hostCloses(),
          () -> established(ALL, OFFER).hostCloses().guest(Flags.ACK, 1, 2, ""),
          () -> established(ALL, OFFER).guest(Flags.FIN_ACK, 1, 1, ""),
          () -> established(ALL, OFFER).guest(Flags.FIN_ACK, 1, 1, "").hostCloses(),
          () -> established(ALL, OFFER).hostCloses().guest(Flags.FIN_ACK, 1, 1, ""),
          () -> established(ALL, OFFER).hostCloses().guest(Flags.FIN_ACK, 1, 2, ""));

  @DisplayName("cases 65 to 80: random segments and host calls, in every state, with every option")
  @Test
  void anything() {
    Cases.check(
        3_000,
        random -> {
          Conversation talk = BEGINNINGS.get(random.nextInt(BEGINNINGS.size())).get();
          for (int step = 0; step < 40; step++) {
            step(talk, random);
            talk.drain();
            assertThat(talk.connection().snapshot().pinned()).isLessThan(8L * BUFFER + (1 << 19));
          }
          talk.forget();
          talk.linkGoesOn();
          talk.around(TcpConnection::kill);
          talk.drain();
          talk.forget();
          talk.gatewaySilent();
        });
  }

  private static void step(Conversation talk, Random random) {
    switch (random.nextInt(16)) {
      case 0 -> talk.hostWrites("y".repeat(random.nextInt(3000)));
      case 1 -> talk.passes(Duration.ofMillis(random.nextInt(random.nextBoolean() ? 300 : 70_000)));
      case 2 -> pauseOrResume(talk, random);
      case 3 -> linkStopsOrGoesOn(talk, random);
      case 4 -> hostEnds(talk, random);
      case 5 -> talk.around(c -> c.onPathMtu(INTERESTING[random.nextInt(INTERESTING.length)]));
      default -> {
        talk.guestWindow(random.nextInt(4) == 0 ? random.nextInt(4) : random.nextInt(65536));
        int flags = random.nextBoolean() ? TcpFlags.ACK : random.nextInt(64);
        TcpSnapshot now = talk.connection().snapshot();
        int sequence = number(random, 1 + (int) now.octetsIn());
        int acknowledgment = number(random, 1 + (int) now.octetsOut());
        String text = "z".repeat(Math.max(0, random.nextInt(3000) - 1000));
        talk.babble(flags, sequence, acknowledgment, options(random), text);
      }
    }
  }

  private static void pauseOrResume(Conversation talk, Random random) {
    if (random.nextBoolean()) {
      talk.hostPauses();
    } else {
      talk.hostResumes();
    }
  }

  private static void linkStopsOrGoesOn(Conversation talk, Random random) {
    if (random.nextInt(3) == 0) {
      talk.linkStops();
    } else {
      talk.linkGoesOn();
    }
  }

  private static void hostEnds(Conversation talk, Random random) {
    switch (random.nextInt(8)) {
      case 0 -> talk.hostCloses();
      case 1 -> talk.hostAborts();
      case 2 -> talk.around(TcpConnection::orphan);
      case 3 -> talk.around(TcpConnection::refuse);
      default -> talk.hostAccepts();
    }
  }

  private static int number(Random random, int expected) {
    return switch (random.nextInt(4)) {
      case 0 -> expected + INTERESTING[random.nextInt(INTERESTING.length)];
      case 1 -> random.nextInt();
      case 2 -> expected + random.nextInt(20_000) - 5_000;
      default -> expected;
    };
  }

  private static TcpOptions options(Random random) {
    TcpOptions options =
        random.nextInt(4) == 0
            ? TcpOptions.syn(random.nextInt(65536), random.nextInt(15), random.nextBoolean())
            : TcpOptions.NONE;
    if (random.nextBoolean()) {
      options = options.withTimestamps(random.nextInt(1000), random.nextInt());
    }
    if (random.nextInt(3) == 0) {
      int[] edges = new int[2 * (1 + random.nextInt(options.timestamps() ? 2 : 3))];
      for (int i = 0; i < edges.length; i++) {
        edges[i] = Conversation.GATEWAY_ISN + random.nextInt(25_000) - 100;
      }
      options = options.withSack(edges);
    }
    return options.length() > 40 ? TcpOptions.NONE : options;
  }

  @DisplayName("what misses the window does not disturb those who talk")
  @Test
  void bystanders() {
    Cases.check(
        1_000,
        random -> {
          Conversation talk = established(ALL, OFFER);
          int in = 1;
          int out = 1;
          for (int i = 0; i < 20; i++) {
            int far = (1 << 21) + random.nextInt(1 << 30);
            int sequence = in + (random.nextBoolean() ? far : -far);
            int flags = random.nextInt(64);
            talk.babble(flags, sequence, number(random, out), TcpOptions.NONE, "stray");
            talk.drain();
            talk.guest(Flags.PSH_ACK, in, out, "ask").taken().hostHears("ask");
            in += 3;
            talk.hostWrites("answer");
            assertThat(talk.drain()).anyMatch(segment -> segment.text().equals("answer"));
            out += 6;
          }
          talk.guest(Flags.ACK, in, out, "").gatewaySilent();
        });
  }

  @DisplayName("case 78: single octets with gaps between them: memory and work stay bounded")
  @Test
  void islands() {
    Conversation talk = established(ALL, OFFER);
    for (int i = 0; i < 5_000; i++) {
      talk.guest(Flags.ACK, 3 + 2 * i, 1, "o");
      talk.drain();
    }
    TcpSnapshot snapshot = talk.connection().snapshot();
    assertThat(snapshot.outOfOrder()).isEqualTo(OutOfOrderQueue.MAX_ISLANDS);
    assertThat(snapshot.pinned()).isEqualTo(OutOfOrderQueue.MAX_ISLANDS * 2048L);
    talk.guest(Flags.ACK, 1, 1, "ab");
    assertThat(talk.next().acknowledgment()).isEqualTo(4);
    talk.hostHears("abo").gatewaySilent();
  }

  @DisplayName("SACK blocks of single octets: the scoreboard stays bounded, the data arrives")
  @Test
  void scoreboard() {
    Conversation talk = established(ALL, OFFER).hostWrites("x".repeat(13_000));
    talk.drain();
    for (int i = 0; i < 2_000; i++) {
      int left = Conversation.GATEWAY_ISN + 3 + 4 * i;
      talk.guest(Flags.ACK, 1, 1, TcpOptions.NONE.withSack(left, left + 1), "");
    }
    assertThat(talk.drain().size()).isLessThan(600);
    talk.guest(Flags.ACK, 1, 13_001, "").passes(60_000).gatewaySilent();
  }

  @DisplayName("a guest that never acknowledges holds one buffer, for 100 s or so")
  @Test
  void neverAcknowledges() {
    Conversation talk = established(ALL, OFFER);
    for (int i = 0; i < 100; i++) {
      talk.around(c -> c.stream().write(talk.buffer("x".repeat(700))));
    }
    assertThat(talk.connection().snapshot().sendQueue()).isEqualTo(70_000);
    assertThat(talk.connection().snapshot().pinned()).isLessThan(2L * BUFFER + 10_000);
    talk.passes(Duration.ofSeconds(161)).state(TcpState.CLOSED).hostTold("abort TIMEOUT");
    talk.drain();
    talk.gatewaySilent();
  }

  @DisplayName("segments for a connection that is over go nowhere")
  @Test
  void afterTheEnd() {
    established()
        .hostAborts()
        .gateway(Flags.RST_ACK, 1, 1, "")
        .guest(Flags.PSH_ACK, 1, 1, "hello?")
        .dropped(DropReason.OUT_OF_STATE)
        .guest(Flags.SYN, 5, 0, "")
        .dropped(DropReason.OUT_OF_STATE)
        .gatewaySilent();
  }
}
