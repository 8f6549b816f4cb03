package io.qnet.wire.packet;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The TCP options that are spoken here: MSS (RFC 9293, 3.2), window scale and timestamps (RFC
 * 7323), SACK (RFC 2018). Absent values are {@link #ABSENT}.
 *
 * <p>Who handles many segments reads and stamps one object again for each of them.
 */
public final class TcpOptions {
  /** Stands for a number that is not there. */
  public static final int ABSENT = -1;

  private static final int[] NO_EDGES = new int[0];

  /** No option at all; for everybody, so neither to be read into nor stamped. */
  public static final TcpOptions NONE = new TcpOptions();

  private static final int END = 0;
  private static final int NOP = 1;
  private static final int MSS = 2;
  private static final int WINDOW_SCALE = 3;
  private static final int SACK_PERMITTED = 4;
  private static final int SACK = 5;
  private static final int TIMESTAMPS = 8;
  private static final int MAX_SCALE = 14;
  private static final int MAX_BLOCKS = 4;

  private int mss;
  private int windowScale;
  private boolean sackPermitted;
  private boolean timestamps;
  private int tsVal;
  private int tsEcr;
  private int[] sack;

  /** No option at all, so far. */
  public TcpOptions() {
    this(ABSENT, ABSENT, false, false, 0, 0, NO_EDGES);
  }

  private TcpOptions(
      int mss,
      int windowScale,
      boolean sackPermitted,
      boolean timestamps,
      int tsVal,
      int tsEcr,
      int[] sack) {
    this.mss = mss;
    this.windowScale = windowScale;
    this.sackPermitted = sackPermitted;
    this.timestamps = timestamps;
    this.tsVal = tsVal;
    this.tsEcr = tsEcr;
    this.sack = sack;
  }

  /** Reads the options of a checked segment; null if a length in them is impossible. */
  public static @Nullable TcpOptions read(TcpView segment) {
    if (segment.payload() == segment.offset() + TcpView.HEADER_LENGTH) {
      return NONE;
    }
    TcpOptions options = new TcpOptions();
    return options.readFrom(segment) ? options : null;
  }

  /** Options of a SYN. */
  public static TcpOptions syn(int mss, int windowScale, boolean sackPermitted) {
    return new TcpOptions(mss, windowScale, sackPermitted, false, 0, 0, NO_EDGES);
  }

  /** The same with timestamps. */
  public TcpOptions withTimestamps(int newTsVal, int newTsEcr) {
    return new TcpOptions(mss, windowScale, sackPermitted, true, newTsVal, newTsEcr, sack);
  }

  /** The same with SACK blocks: edges, left and right in turn. */
  public TcpOptions withSack(int... edges) {
    return new TcpOptions(mss, windowScale, sackPermitted, timestamps, tsVal, tsEcr, edges);
  }

  /** Makes this the options of a segment that has timestamps and no other; returns this. */
  public TcpOptions stamp(int newTsVal, int newTsEcr) {
    clear();
    timestamps = true;
    tsVal = newTsVal;
    tsEcr = newTsEcr;
    return this;
  }

  private void clear() {
    mss = ABSENT;
    windowScale = ABSENT;
    sackPermitted = false;
    timestamps = false;
    tsVal = 0;
    tsEcr = 0;
    sack = NO_EDGES;
  }

  /** Largest segment the sender takes, or {@link #ABSENT}. */
  public int mss() {
    return mss;
  }

  /** Shift count 0 to 14, or {@link #ABSENT}. */
  public int windowScale() {
    return windowScale;
  }

  /** Whether the sender takes SACK blocks. */
  public boolean sackPermitted() {
    return sackPermitted;
  }

  /** Whether {@link #tsVal} and {@link #tsEcr} are there. */
  public boolean timestamps() {
    return timestamps;
  }

  /** The sender's clock. */
  public int tsVal() {
    return tsVal;
  }

  /** The receiver's clock, as the sender saw it last. */
  public int tsEcr() {
    return tsEcr;
  }

  /** Edges of up to four blocks, left and right in turn; empty if none. Not to be changed. */
  public int[] sack() {
    return sack;
  }

  /** Octets they take, padded to a multiple of four. */
  public int length() {
    int length = 0;
    length += mss == ABSENT ? 0 : 4;
    length += windowScale == ABSENT ? 0 : 4;
    length += sackPermitted ? 4 : 0;
    length += timestamps ? 12 : 0;
    length += sack.length == 0 ? 0 : 4 + 4 * sack.length;
    return length;
  }

  /**
   * Writes the {@link #length} octets at {@code offset}, each option padded to a multiple of four.
   */
  public void write(ByteBuf buf, int offset) {
    int at = offset;
    if (mss != ABSENT) {
      buf.setInt(at, MSS << 24 | 4 << 16 | mss);
      at += 4;
    }
    if (windowScale != ABSENT) {
      buf.setInt(at, NOP << 24 | WINDOW_SCALE << 16 | 3 << 8 | windowScale);
      at += 4;
    }
    if (sackPermitted) {
      buf.setInt(at, NOP << 24 | NOP << 16 | SACK_PERMITTED << 8 | 2);
      at += 4;
    }
    if (timestamps) {
      buf.setInt(at, NOP << 24 | NOP << 16 | TIMESTAMPS << 8 | 10);
      buf.setInt(at + 4, tsVal);
      buf.setInt(at + 8, tsEcr);
      at += 12;
    }
    if (sack.length > 0) {
      buf.setInt(at, NOP << 24 | NOP << 16 | SACK << 8 | 2 + 4 * sack.length);
      for (int edge : sack) {
        at += 4;
        buf.setInt(at, edge);
      }
    }
  }

  /**
   * Makes this the options of a checked segment.
   *
   * @return whether all lengths in them are possible
   */
  public boolean readFrom(TcpView segment) {
    clear();
    ByteBuf buf = segment.buf();
    int at = segment.offset() + TcpView.HEADER_LENGTH;
    int end = segment.payload();
    while (at < end) {
      int kind = buf.getUnsignedByte(at);
      if (kind == END) {
        break;
      }
      if (kind == NOP) {
        at++;
        continue;
      }
      int length = at + 1 < end ? buf.getUnsignedByte(at + 1) : 0;
      if (length < 2 || at + length > end || !take(buf, at, kind, length)) {
        return false;
      }
      at += length;
    }
    return true;
  }

  private boolean take(ByteBuf buf, int at, int kind, int length) {
    switch (kind) {
      case MSS -> {
        mss = length == 4 ? buf.getUnsignedShort(at + 2) : mss;
        return length == 4;
      }
      case WINDOW_SCALE -> {
        windowScale = length == 3 ? Math.min(buf.getUnsignedByte(at + 2), MAX_SCALE) : windowScale;
        return length == 3;
      }
      case SACK_PERMITTED -> {
        sackPermitted = true;
        return length == 2;
      }
      case TIMESTAMPS -> {
        if (length != 10) {
          return false;
        }
        timestamps = true;
        tsVal = buf.getInt(at + 2);
        tsEcr = buf.getInt(at + 6);
        return true;
      }
      case SACK -> {
        return takeSack(buf, at, length);
      }
      default -> {
        return true; // RFC 9293, 3.1: an option that is not known is skipped by its length
      }
    }
  }

  private boolean takeSack(ByteBuf buf, int at, int length) {
    int edges = (length - 2) / 4;
    if ((length - 2) % 8 != 0 || edges > 2 * MAX_BLOCKS) {
      return false;
    }
    sack = new int[edges];
    for (int i = 0; i < edges; i++) {
      sack[i] = buf.getInt(at + 2 + 4 * i);
    }
    return true;
  }
}
