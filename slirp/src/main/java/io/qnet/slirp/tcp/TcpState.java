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
  CLOSED
}
