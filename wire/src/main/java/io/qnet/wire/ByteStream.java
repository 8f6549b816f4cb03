package io.qnet.wire;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Octets both ways: reliable, with back-pressure and half-close. A guest's TCP connection as the
 * gateway sees it, and a host socket, are both one.
 *
 * <p>No callback of a {@link Reader} runs inside the call that caused it.
 */
public interface ByteStream {
  /** Starts the flow of octets towards {@code reader}; called once. */
  void open(Reader reader);

  /**
   * Writes octets; always takes ownership.
   *
   * @return false if they were taken but the stream is now full: wait for {@link Reader#onWritable}
   */
  boolean write(ByteBuf octets);

  /** Octets of memory in use for what was written and the far end has not taken yet, about. */
  default long pending() {
    return 0;
  }

  /** The socket behind it, asked for tables; null if it is none of the host's, or has no port. */
  default @Nullable HostSocket socket() {
    return null;
  }

  /** Asks for quiet: at most one more {@link Reader#onBytes} comes before {@link #resume}. */
  void pause();

  /** Ends {@link #pause}. */
  void resume();

  /** Ends the writing direction after what was written; reading goes on. */
  void end();

  /** Ends both directions at once, without delivering what is still queued. */
  void abort(Reason reason);

  /** Receives what the stream brings. After {@link #onAbort} nothing follows. */
  interface Reader {
    /** The next octets; owned by the reader. */
    void onBytes(ByteBuf octets);

    /** The far end ended its direction; writing to it goes on. */
    void onEnd();

    /** {@link ByteStream#write} returned false, and may now be called again. */
    void onWritable();

    /** Both directions ended early. */
    void onAbort(Reason reason);
  }

  /** Why a stream, or the attempt to open one, ended early. */
  enum Reason {
    /** The far end answered that nobody listens. */
    REFUSED,
    /** There is no way to the far end's network. */
    NETWORK_UNREACHABLE,
    /** There is no way to the far end. */
    HOST_UNREACHABLE,
    /** A filter on the way forbids it. */
    PROHIBITED,
    /** The far end tore it down. */
    RESET,
    /** The far end did not answer in time. */
    TIMEOUT,
    /** We end it: shutting down, or out of room. */
    CLOSED
  }
}
