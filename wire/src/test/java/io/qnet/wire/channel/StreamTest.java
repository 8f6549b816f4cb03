package io.qnet.wire.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.wire.ByteStream;
import io.qnet.wire.Relay;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A host connection as a stream, against blocking sockets of the JDK. */
@ParameterizedClass
@EnumSource(StreamFixture.Kind.class)
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class StreamTest extends StreamFixture {
  StreamTest() throws IOException {}

  @Test
  @DisplayName("octets pass both ways, then the stream ends first")
  void endsFirst() throws IOException {
    Recorder stream = opened();
    RawPeer peer = accept();
    assertThat(stream.write(ascii("question"))).isTrue();
    stream.end();
    assertThat(peer.read(8)).isEqualTo(ascii("question"));
    assertThat(peer.ended()).isTrue();
    peer.write(ascii("answer"));
    assertThat(stream.read(6)).isEqualTo(ascii("answer"));
    peer.end();
    assertThat(stream.event()).isEqualTo("end");
    assertThat(stream.silent()).isTrue();
  }

  @Test
  @DisplayName("the peer ends first, and is still answered")
  void peerEndsFirst() throws IOException {
    Recorder stream = opened();
    RawPeer peer = accept();
    peer.write(ascii("question")).end();
    assertThat(stream.read(8)).isEqualTo(ascii("question"));
    assertThat(stream.event()).isEqualTo("end");
    assertThat(stream.write(ascii("answer"))).isTrue();
    assertThat(peer.read(6)).isEqualTo(ascii("answer"));
    stream.end();
    assertThat(peer.ended()).isTrue();
    assertThat(stream.silent()).isTrue();
  }

  @Test
  @DisplayName("the peer ends first, and is sent more than its socket takes at once")
  void muchAfterPeerEnded() throws IOException {
    Recorder stream = opened();
    RawPeer peer = accept();
    peer.end();
    assertThat(stream.event()).isEqualTo("end");
    byte[] much = new byte[20 << 20];
    new Random(4).nextBytes(much);
    assertThat(stream.write(much)).isFalse();
    assertThat(peer.read(much.length)).isEqualTo(much);
    assertThat(stream.event()).isEqualTo("writable");
    stream.end();
    assertThat(peer.ended()).isTrue();
    assertThat(stream.silent()).isTrue();
  }

  @Test
  @DisplayName("what came before the stream was opened is not lost")
  void nothingLostBeforeOpen() throws IOException {
    ByteStream dialed = dial();
    RawPeer peer = accept();
    peer.write(ascii("early")).end();
    Recorder stream = new Recorder(loop, dialed);
    assertThat(stream.silent()).isTrue();
    stream.open();
    assertThat(stream.read(5)).isEqualTo(ascii("early"));
    assertThat(stream.event()).isEqualTo("end");
  }

  @Test
  @DisplayName("the end comes after everything that was written")
  void endAfterMuch() throws IOException {
    Recorder stream = opened();
    RawPeer peer = accept();
    byte[] much = new byte[20 << 20];
    new Random(1).nextBytes(much);
    stream.write(much);
    stream.end();
    stream.write(ascii("too late"));
    assertThat(peer.read(much.length)).isEqualTo(much);
    assertThat(peer.ended()).isTrue();
  }

  @Test
  @DisplayName("a peer that does not read fills the stream; writable is told once it reads")
  void backPressure() throws IOException {
    Recorder stream = opened();
    RawPeer peer = accept();
    byte[] piece = new byte[10_000];
    int written = 0;
    boolean room = true;
    while (room) {
      room = stream.write(piece);
      written += piece.length;
    }
    assertThat(stream.silent()).isTrue();
    peer.read(written);
    assertThat(stream.event()).isEqualTo("writable");
    assertThat(stream.write(piece)).isTrue();
    assertThat(stream.silent()).isTrue();
  }

  @Test
  @DisplayName("a paused stream is quiet, even when the peer ends; nothing is lost or reordered")
  void paused() throws IOException {
    Recorder stream = opened();
    RawPeer peer = accept();
    stream.pauseAfterNext();
    peer.write(ascii("1"));
    assertThat(stream.read(1)).isEqualTo(ascii("1"));
    byte[] rest = new byte[100_000];
    new Random(2).nextBytes(rest);
    peer.write(rest).end();
    stream.write(ascii("still writing"));
    peer.read(13);
    assertThat(stream.silent()).isTrue();
    stream.resume();
    stream.pause();
    stream.resume();
    assertThat(stream.read(rest.length)).isEqualTo(rest);
    assertThat(stream.event()).isEqualTo("end");
    assertThat(stream.silent()).isTrue();
  }

  @Test
  @DisplayName("urgent data, at which the kernel cuts reads, holds nothing up")
  void urgent() throws IOException {
    Assumptions.assumeTrue(kind != Kind.UNIX, "TCP's alone");
    Recorder stream = opened();
    RawPeer peer = accept();
    stream.pause();
    peer.write(ascii("before"));
    peer.channel().socket().sendUrgentData('!');
    peer.write(ascii("after"));
    stream.resume();
    assertThat(stream.read(11)).isEqualTo(ascii("beforeafter"));
    assertThat(stream.silent()).isTrue();
  }

  @Test
  @DisplayName("a pause reaches the peer: it cannot write for ever")
  void pauseReachesThePeer() throws Exception {
    Recorder stream = opened();
    RawPeer peer = accept();
    stream.pause();
    peer.channel().configureBlocking(false);
    ByteBuffer piece = ByteBuffer.allocate(1 << 16);
    long written = 0;
    int stalls = 0;
    while (stalls < 100 && written < 64 << 20) {
      piece.clear();
      int count = peer.channel().write(piece);
      written += count;
      stalls = count == 0 ? stalls + 1 : 0;
      assertThat(stream.silent()).isTrue();
    }
    assertThat(written).isLessThan(64 << 20);
    stream.resume();
    assertThat(stream.read((int) written)).hasSize((int) written);
  }

  @Test
  @DisplayName("two streams joined by a relay carry much, whole, with half-close both ways")
  void relayed() throws Exception {
    ByteStream left = dial();
    RawPeer leftPeer = accept();
    ByteStream right = dial();
    RawPeer rightPeer = accept();
    loop.execute(() -> Relay.join(left, right));
    byte[] much = new byte[30 << 20];
    new Random(3).nextBytes(much);
    Thread writer =
        new Thread(
            () -> {
              try {
                leftPeer.write(much).end();
              } catch (IOException failure) {
                throw new AssertionError(failure);
              }
            });
    writer.start();
    assertThat(Arrays.equals(rightPeer.read(much.length), much)).isTrue();
    assertThat(rightPeer.ended()).isTrue();
    writer.join();
    rightPeer.write(ascii("thanks")).end();
    assertThat(leftPeer.read(6)).isEqualTo(ascii("thanks"));
    assertThat(leftPeer.ended()).isTrue();
  }
}
