package io.qnet.slirp.tcp;

import io.qnet.wire.packet.TcpView;

/** What the guest is ready to take: SND.WND, SND.WL1 and SND.WL2 (RFC 9293, 3.3.1). */
final class SendWindow {
  private int sndWnd;
  private int sndWl1;
  private int sndWl2;
  private int largest;

  /** Octets from SND.UNA on. */
  int size() {
    return sndWnd;
  }

  boolean isShut() {
    return sndWnd == 0;
  }

  /** The largest it ever was. */
  int largest() {
    return largest;
  }

  /** Whether a segment is younger than the one the window is from. */
  boolean isOlderThan(TcpView segment) {
    int sequence = segment.sequence();
    return Seq.before(sndWl1, sequence)
        || (sndWl1 == sequence && Seq.notAfter(sndWl2, segment.acknowledgment()));
  }

  /** The window is {@code size} octets now, as {@code segment} says. */
  void set(TcpView segment, int size) {
    sndWnd = size;
    largest = Math.max(largest, size);
    sndWl1 = segment.sequence();
    sndWl2 = segment.acknowledgment();
  }
}
