package io.qnet.wire.packet;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The TCP options that are spoken here: MSS (RFC 9293, 3.2), window scale and timestamps (RFC
 * 7323), SACK (RFC 2018). Absent values are {@link #ABSENT}.
 *
 * @param mss largest segment the sender takes, or absent
 * @param windowScale shift count 0 to 14, or absent
 * @param sackPermitted whether the sender takes SACK blocks
 * @param timestamps whether {@code tsVal} and {@code tsEcr} are there
 * @param sack edges of up to four blocks, left and right in turn; empty if none. Not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // read once per segment; a list would box every edge
public record TcpOptions(
    int mss,
    int windowScale,
    boolean sackPermitted,
    boolean timestamps,
    int tsVal,
    int tsEcr,
    int[] sack) {
  /** Stands for a number that is not there. */
  public static final int ABSENT = -1;

  /** No option at all. */
  public static final TcpOptions NONE =
      new TcpOptions(ABSENT, ABSENT, false, false, 0, 0, new int[0]);

  private static final int END = 0;
  private static final int NOP = 1;
  private static final int MSS = 2;
  private static final int WINDOW_SCALE = 3;
  private static final int SACK_PERMITTED = 4;
  private static final int SACK = 5;
  private static final int TIMESTAMPS = 8;
  private static final int MAX_SCALE = 14;
  private static final int MAX_BLOCKS = 4;

  /** Reads the options of a checked segment; null if a length in them is impossible. */
  public static @Nullable TcpOptions read(TcpView segment) {
    int at = segment.offset() + TcpView.HEADER_LENGTH;
    int end = segment.payload();
    if (at == end) {
      return NONE;
    }
    return new TcpOptionReader(segment.buf(), at, end).read();
  }

  /** Options of a SYN. */
  public static TcpOptions syn(int mss, int windowScale, boolean sackPermitted) {
    return new TcpOptions(mss, windowScale, sackPermitted, false, 0, 0, NONE.sack);
  }

  /** The same with timestamps. */
  public TcpOptions withTimestamps(int newTsVal, int newTsEcr) {
    return new TcpOptions(mss, windowScale, sackPermitted, true, newTsVal, newTsEcr, sack);
  }

  /** The same with SACK blocks: edges, left and right in turn. */
  public TcpOptions withSack(int... edges) {
    return new TcpOptions(mss, windowScale, sackPermitted, timestamps, tsVal, tsEcr, edges);
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

  /** Walks the option octets once. */
  private static final class TcpOptionReader {
    private final ByteBuf buf;
    private final int end;
    private int at;
    private int mss = ABSENT;
    private int windowScale = ABSENT;
    private boolean sackPermitted;
    private boolean timestamps;
    private int tsVal;
    private int tsEcr;
    private int[] sack = NONE.sack;

    TcpOptionReader(ByteBuf buf, int at, int end) {
      this.buf = buf;
      this.at = at;
      this.end = end;
    }

    @Nullable TcpOptions read() {
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
        if (length < 2 || at + length > end || !take(kind, length)) {
          return null;
        }
        at += length;
      }
      return new TcpOptions(mss, windowScale, sackPermitted, timestamps, tsVal, tsEcr, sack);
    }

    private boolean take(int kind, int length) {
      switch (kind) {
        case MSS -> {
          mss = length == 4 ? buf.getUnsignedShort(at + 2) : mss;
          return length == 4;
        }
        case WINDOW_SCALE -> {
          windowScale =
              length == 3 ? Math.min(buf.getUnsignedByte(at + 2), MAX_SCALE) : windowScale;
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
          return takeSack(length);
        }
        default -> {
          return true; // RFC 9293, 3.1: an option that is not known is skipped by its length
        }
      }
    }

    private boolean takeSack(int length) {
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
}
