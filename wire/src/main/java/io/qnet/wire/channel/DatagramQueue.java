package io.qnet.wire.channel;

import io.netty.buffer.ByteBuf;
import io.netty.channel.unix.Socket;
import io.qnet.wire.DropReason;
import io.qnet.wire.Drops;
import io.qnet.wire.Frame;
import io.qnet.wire.clock.Clock;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.channels.NotYetConnectedException;
import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Frames on their way into a unix datagram socket. */
final class DatagramQueue {
  private static final long RETRY = Duration.ofMillis(10).toNanos();

  /** What a frame costs beside its octets, so that many small ones are bounded too. */
  private static final int OVERHEAD = 128;

  private final Socket socket;
  private final byte @Nullable [] remote;
  private final Drops drops;
  private final Clock clock;
  private final ArrayDeque<Frame> frames = new ArrayDeque<>();
  private long waiting;
  private boolean blocked;
  private Clock.@Nullable Alarm alarm;

  /**
   * For {@code socket}.
   *
   * @param remote the path to send to; null where the socket is connected
   */
  DatagramQueue(Socket socket, byte @Nullable [] remote, Drops drops, Clock clock) {
    this.socket = socket;
    this.remote = remote;
    this.drops = drops;
    this.clock = clock;
  }

  void add(Frame frame) {
    waiting += frame.length() + OVERHEAD;
    frames.add(blocked ? frame.settled() : frame);
  }

  /** Octets in the queue, with what they cost beside. */
  long waiting() {
    return waiting;
  }

  /** Whether the last {@link #drain} left frames behind. */
  boolean isWaiting() {
    return blocked;
  }

  /**
   * Sends what the peer takes.
   *
   * @param retry what to do a moment later, if something is left
   * @return whether something is left
   */
  boolean drain(Runnable retry) {
    boolean left = drain();
    arm(retry);
    return left;
  }

  /**
   * Sends what the peer takes; the caller knows when it takes more.
   *
   * @return whether something is left
   */
  boolean drain() {
    boolean wasBlocked = blocked;
    blocked = false;
    for (Frame frame = frames.peek(); frame != null; frame = frames.peek()) {
      if (!send(frame)) {
        blocked = true;
        break;
      }
      frames.remove();
      waiting -= frame.length() + OVERHEAD;
      frame.release();
    }
    if (blocked && !wasBlocked) {
      settle();
    }
    return blocked;
  }

  private boolean send(Frame frame) {
    ByteBuf octets = frame.octets();
    if (!octets.isReadable()) {
      return true;
    }
    try {
      int begin = octets.readerIndex();
      int end = octets.writerIndex();
      return write(octets, begin, end) > 0;
    } catch (IOException failure) {
      drops.count(reason(failure));
      return true;
    } catch (NotYetConnectedException gone) { // a connected socket is none when its peer is closed
      drops.count(DropReason.NO_PEER);
      return true;
    }
  }

  private int write(ByteBuf octets, int begin, int end) throws IOException {
    byte[] to = remote;
    if (!octets.hasMemoryAddress()) {
      int length = end - begin;
      return to == null
          ? socket.send(octets.nioBuffer(begin, length), 0, length)
          : socket.sendToDomainSocket(octets.nioBuffer(begin, length), 0, length, to);
    }
    return to == null
        ? socket.sendAddress(octets.memoryAddress(), begin, end)
        : socket.sendToAddressDomainSocket(octets.memoryAddress(), begin, end, to);
  }

  private static DropReason reason(IOException failure) {
    if (failure instanceof FileNotFoundException) {
      return DropReason.NO_PEER;
    }
    return switch (SocketFailure.errno(failure)) {
      case SocketFailure.ECONNREFUSED, SocketFailure.EPERM -> DropReason.NO_PEER;
      case SocketFailure.EMSGSIZE -> DropReason.OVERSIZE;
      case SocketFailure.ENOBUFS -> DropReason.LINK_FULL;
      default -> DropReason.HOST_REFUSED;
    };
  }

  /** The frames will outlive their burst. */
  private void settle() {
    for (int i = frames.size(); i > 0; i--) {
      frames.add(frames.remove().settled());
    }
  }

  private void arm(Runnable retry) {
    if (!blocked && alarm != null) {
      alarm.cancel();
      alarm = null;
    } else if (blocked && alarm == null) {
      alarm =
          clock.at(
              clock.now() + RETRY,
              () -> {
                alarm = null;
                retry.run();
              });
    }
  }

  void close() {
    blocked = false;
    if (alarm != null) {
      alarm.cancel();
      alarm = null;
    }
    frames.forEach(Frame::release);
    frames.clear();
    waiting = 0;
  }
}
