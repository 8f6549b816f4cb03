package io.qnet.slirp.tcp;

/** The states of a connection (RFC 9293, section 3.3.2). */
public enum TcpState {
  /** A SYN came, and the host side is being asked; nothing was answered yet. */
  LISTEN,
  /** Our SYN is out. */
  SYN_SENT,
  /** Our SYN-ACK is out. */
  SYN_RECEIVED,
  /** Data flows. */
  ESTABLISHED,
  /** We ended; our FIN is not acknowledged yet. */
  FIN_WAIT_1,
  /** We ended; the guest has not. */
  FIN_WAIT_2,
  /** The guest ended; we have not. */
  CLOSE_WAIT,
  /** Both ended at the same time; our FIN is not acknowledged yet. */
  CLOSING,
  /** Both ended, the guest first; our FIN is not acknowledged yet. */
  LAST_ACK,
  /** Both ended; late segments are waited out. */
  TIME_WAIT,
  /** No connection. */
  CLOSED;

  /** Whether both sides know each other's numbers. */
  boolean isSynchronized() {
    return switch (this) {
      case LISTEN, SYN_SENT, CLOSED -> false;
      default -> true;
    };
  }

  /** Whether the guest may still send text. */
  boolean takesText() {
    return switch (this) {
      case ESTABLISHED, FIN_WAIT_1, FIN_WAIT_2 -> true;
      default -> false;
    };
  }

  /** Whether text or a FIN of ours may have to be sent, or sent again. */
  boolean sendsText() {
    return switch (this) {
      case ESTABLISHED, FIN_WAIT_1, CLOSE_WAIT, CLOSING, LAST_ACK -> true;
      default -> false;
    };
  }

  /** Whether an ABORT call sends a RST (RFC 9293, 3.10.5). */
  boolean isAbortedWithReset() {
    return switch (this) {
      case SYN_RECEIVED, ESTABLISHED, FIN_WAIT_1, FIN_WAIT_2, CLOSE_WAIT -> true;
      default -> false;
    };
  }
}
