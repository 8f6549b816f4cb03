package io.qnet.wire.ip;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.qnet.wire.DropReason;
import io.qnet.wire.Kept;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One datagram in the making: its pieces by offset, none of which overlap. */
final class Assembly {
  /**
   * What a piece is charged beyond its octets, about the size of the objects around them: a
   * datagram in pieces of eight octets costs more than it says.
   */
  static final int PIECE_OVERHEAD = 128;

  private static final int UNKNOWN = -1;

  private final TreeMap<Integer, Piece> pieces = new TreeMap<>();
  private final long start;
  private int end = UNKNOWN;
  private int held;
  private long pinned;
  private @Nullable DropReason verdict;

  /** A datagram whose first fragment to arrive came at {@code start}. */
  Assembly(long start) {
    this.start = start;
  }

  /** A fragment that is kept, with the header it came with. */
  private record Piece(Kept packet, int headerLength, boolean more) {
    int payloadLength() {
      return packet.octets().readableBytes() - headerLength;
    }
  }

  long start() {
    return start;
  }

  /** Octets of memory in use. */
  long pinned() {
    return pinned;
  }

  int pieces() {
    return pieces.size();
  }

  /** Why this datagram was condemned, or null. */
  @Nullable DropReason verdict() {
    return verdict;
  }

  /** Whether the very same piece is here already (RFC 8200, section 4.5). */
  boolean holds(Fragment fragment) {
    Piece piece = pieces.get(fragment.offset());
    return piece != null
        && piece.more == fragment.more()
        && piece.payloadLength() == fragment.payloadLength()
        && ByteBufUtil.equals(
            piece.packet.octets(),
            piece.headerLength,
            fragment.buf(),
            fragment.payload(),
            fragment.payloadLength());
  }

  /**
   * Why this fragment contradicts itself or those before it, or null.
   *
   * @param limit most octets of payload a datagram has
   */
  @Nullable DropReason check(Fragment fragment, int limit) {
    int length = fragment.payloadLength();
    if (length == 0 || fragment.end() > limit || (fragment.more() && length % 8 != 0)) {
      return DropReason.BAD_FRAGMENT;
    }
    if (overlaps(fragment)) {
      return DropReason.FRAGMENT_OVERLAP;
    }
    boolean contradictsEnd =
        fragment.more()
            ? end != UNKNOWN && fragment.end() > end
            : end != UNKNOWN || fragment.end() < reach();
    return contradictsEnd ? DropReason.BAD_FRAGMENT : null;
  }

  private boolean overlaps(Fragment fragment) {
    Map.Entry<Integer, Piece> before = pieces.lowerEntry(fragment.offset());
    if (before != null && before.getKey() + before.getValue().payloadLength() > fragment.offset()) {
      return true;
    }
    Integer next = pieces.ceilingKey(fragment.offset());
    return next != null && next < fragment.end();
  }

  private int reach() {
    Map.Entry<Integer, Piece> last = pieces.lastEntry();
    return last == null ? 0 : last.getKey() + last.getValue().payloadLength();
  }

  /** Keeps a checked fragment. */
  void add(Fragment fragment) {
    Kept packet = Kept.of(fragment.buf(), fragment.packet(), fragment.length());
    pieces.put(fragment.offset(), new Piece(packet, fragment.headerLength(), fragment.more()));
    pinned += packet.pinned() + PIECE_OVERHEAD;
    held += fragment.payloadLength();
    if (!fragment.more()) {
      end = fragment.end();
    }
  }

  /** Whether nothing is missing: without overlaps, counting is enough. */
  boolean complete() {
    return held == end;
  }

  /** Octets of payload of a complete datagram. */
  int length() {
    return end;
  }

  /** The packet that brought the beginning, from its IP header on, or null; borrowed. */
  @Nullable ByteBuf first() {
    Piece piece = pieces.get(0);
    return piece == null ? null : piece.packet.octets();
  }

  /** Appends the payload of a complete datagram. */
  void writePayload(ByteBuf out) {
    for (Piece piece : pieces.values()) {
      out.writeBytes(piece.packet.octets(), piece.headerLength, piece.payloadLength());
    }
  }

  /** Gives up what is here; whatever still comes is dropped for the same reason. */
  void condemn(DropReason reason) {
    verdict = reason;
    release();
  }

  void release() {
    pieces.values().forEach(piece -> piece.packet.release());
    pieces.clear();
    pinned = 0;
  }
}
