package io.qnet.slirp.tcp;

/**
 * What a connection may use and offer.
 *
 * @param mss largest segment we take and send, in octets of data: the MTU without the IP and TCP
 *     headers (40 octets for IPv4, 60 for IPv6)
 * @param sendBuffer octets that may wait for the guest's acknowledgment; at this mark a stream is
 *     full
 * @param receiveBuffer octets that may wait for the reader, and so the largest window
 * @param windowScaling offer window scaling (RFC 7323)
 * @param timestamps offer timestamps (RFC 7323)
 * @param sack offer selective acknowledgment (RFC 2018)
 * @param times how long it waits for what
 */
public record TcpSettings(
    int mss,
    int sendBuffer,
    int receiveBuffer,
    boolean windowScaling,
    boolean timestamps,
    boolean sack,
    TcpTimes times) {
  /** Below this no segment size is believed: RFC 791's 68 octets, less the smallest headers. */
  static final int MIN_MSS = 48;

  private static final int SEND_BUFFER = 1 << 20;

  /**
   * Two reads of 256 KiB, so that a guest can fill the next while we handle this one. More would
   * only queue: a guest is a hop of 0.1 ms away, and what lies beyond has its own window.
   */
  private static final int RECEIVE_BUFFER = 1 << 19;

  /** Checks the sizes. */
  public TcpSettings {
    if (mss < MIN_MSS || mss > 0xffff) {
      throw new IllegalArgumentException(
          "mss is a segment's octets of data, 48 to 65535, but got " + mss + "; try 1460");
    }
    if (sendBuffer < 1 || receiveBuffer < 1 || receiveBuffer > 1 << 29) {
      throw new IllegalArgumentException(
          "buffers hold 1 octet to 512 MiB, but got " + sendBuffer + " and " + receiveBuffer);
    }
  }

  /**
   * Everything on, for segments of {@code mss} octets: 1460 for IPv4 over an MTU of 1500, 65480
   * over one of 65520.
   */
  public static TcpSettings ofMss(int mss) {
    return new TcpSettings(mss, SEND_BUFFER, RECEIVE_BUFFER, true, true, true, TcpTimes.DEFAULT);
  }

  /** The same with other buffers. */
  public TcpSettings withBuffers(int send, int receive) {
    return new TcpSettings(mss, send, receive, windowScaling, timestamps, sack, times);
  }

  /** The same with these options offered, or not. */
  public TcpSettings withOptions(boolean scale, boolean stamps, boolean selective) {
    return new TcpSettings(mss, sendBuffer, receiveBuffer, scale, stamps, selective, times);
  }

  /** The same with other times. */
  public TcpSettings withTimes(TcpTimes newTimes) {
    return new TcpSettings(
        mss, sendBuffer, receiveBuffer, windowScaling, timestamps, sack, newTimes);
  }

  /** The shift count that lets 16 bits show the whole receive buffer. */
  int windowScale() {
    int scale = 0;
    while (receiveBuffer >>> scale > 0xffff) {
      scale++;
    }
    return scale;
  }
}
