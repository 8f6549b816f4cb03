package io.qnet.slirp.tcp;

import io.qnet.wire.packet.TcpOptions;

/**
 * What the two SYNs agree on: segment size (RFC 9293, 3.7.1), window scaling and timestamps (RFC
 * 7323), SACK (RFC 2018). An option counts only if both sides sent it.
 */
final class SynOptions {
  private static final int DEFAULT_MSS = 536;
  private static final int TIMESTAMPS_LENGTH = 12;

  private final TcpSettings settings;
  private boolean scaling;
  private boolean timestamps;
  private boolean sack;
  private int peerScale;
  private int mss = DEFAULT_MSS;

  /** Before anything was heard: whatever the settings offer. */
  SynOptions(TcpSettings settings) {
    this.settings = settings;
    this.scaling = settings.windowScaling();
    this.timestamps = settings.timestamps();
    this.sack = settings.sack();
  }

  /** The guest's SYN or SYN-ACK. */
  void take(TcpOptions guest) {
    scaling = settings.windowScaling() && guest.windowScale() != TcpOptions.ABSENT;
    timestamps = settings.timestamps() && guest.timestamps();
    sack = settings.sack() && guest.sackPermitted();
    peerScale = scaling ? guest.windowScale() : 0;
    int theirs = guest.mss() == TcpOptions.ABSENT ? DEFAULT_MSS : guest.mss();
    mss = Math.max(TcpSettings.MIN_MSS, Math.min(theirs, settings.mss()));
  }

  /** The options of our SYN or SYN-ACK, before timestamps: offered, or agreed to. */
  TcpOptions offer() {
    return TcpOptions.syn(
        settings.mss(), scaling ? settings.windowScale() : TcpOptions.ABSENT, sack);
  }

  /** Shift count of the windows that the guest shows. */
  int peerScale() {
    return peerScale;
  }

  /** Shift count of the windows that we show. */
  int ownScale() {
    return scaling ? settings.windowScale() : 0;
  }

  boolean timestamps() {
    return timestamps;
  }

  boolean sack() {
    return sack;
  }

  /** Octets of data in a full segment: the options of every segment are paid from the MSS. */
  int segmentSize() {
    return mss - (timestamps ? TIMESTAMPS_LENGTH : 0);
  }

  /** The path takes no more than {@code limit}; never raised, and never below what is sensible. */
  void clamp(int limit) {
    mss = Math.max(TcpSettings.MIN_MSS, Math.min(mss, limit));
  }
}
