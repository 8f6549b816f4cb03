package io.qnet.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.IllegalReferenceCountException;
import io.netty.util.Recycler;
import org.jspecify.annotations.Nullable;

/**
 * An Ethernet frame on its way: octets, plus what its sender left undone, in the terms of {@code
 * virtio_net_hdr} (Virtio 1.2, section 5.1.6). Most frames are {@linkplain #plain plain}: nothing
 * is left undone.
 *
 * <p>A frame may be in two parts: headers of its own, and a {@linkplain #body body} that is a slice
 * of a send queue. A link that writes vectors sends both in place; everybody else asks for the
 * {@link #octets}, which joins them.
 *
 * <p>Whoever is handed a frame owns it: {@linkplain #release releases} it, or hands it to exactly
 * one other. Once the last owner has released it, the object is used again for the next frame of
 * its thread, so a reference must not be kept. Frames are read-only once they are shared.
 */
public final class Frame {
  /** The octets of a frame that was given up: whoever looks at them gets an exception. */
  private static final ByteBuf GONE = gone();

  private static final Recycler<Frame> FREE =
      new Recycler<>() {
        @Override
        protected Frame newObject(Handle<Frame> handle) {
          return new Frame(handle);
        }
      };

  private final Recycler.Handle<Frame> handle;
  private ByteBuf octets = GONE;
  private @Nullable ByteBuf body;
  private GsoType gsoType = GsoType.NONE;
  private int gsoSize;
  private int headerLength;
  private int checksumStart;
  private int checksumOffset;
  private boolean checksumValid;
  private int owners;

  private Frame(Recycler.Handle<Frame> handle) {
    this.handle = handle;
  }

  /**
   * A finished frame: destination address first, no frame check sequence. Takes over {@code
   * octets}.
   */
  public static Frame plain(ByteBuf octets) {
    return unfinished(octets, GsoType.NONE, 0, 0, 0, 0);
  }

  /**
   * A finished frame whose transport checksum was verified by who brought it (VIRTIO_NET_HDR_F_
   * DATA_VALID): nobody has to look at it again. Takes over {@code octets}.
   */
  public static Frame verified(ByteBuf octets) {
    Frame frame = plain(octets);
    frame.checksumValid = true;
    return frame;
  }

  /**
   * A frame whose sender left work undone, as told by the virtio_net_hdr in front of it. Takes over
   * {@code octets}. Nothing is checked here: whoever does the work does not trust the numbers.
   */
  public static Frame unfinished(
      ByteBuf octets,
      GsoType gsoType,
      int gsoSize,
      int headerLength,
      int checksumStart,
      int checksumOffset) {
    Frame frame = FREE.get();
    frame.octets = octets;
    frame.gsoType = gsoType;
    frame.gsoSize = gsoSize;
    frame.headerLength = headerLength;
    frame.checksumStart = checksumStart;
    frame.checksumOffset = checksumOffset;
    frame.checksumValid = false;
    frame.owners = 1;
    return frame;
  }

  /**
   * This frame with {@code newBody} after its octets, which are its headers. Takes over both; not
   * for a frame that has a body or was shared.
   */
  public Frame with(ByteBuf newBody) {
    body = newBody;
    return this;
  }

  /**
   * The frame, from its destination address on. Borrowed: the frame still owns it. A frame in two
   * parts is joined, which copies it once.
   */
  public ByteBuf octets() {
    ByteBuf tail = body;
    if (tail != null) {
      ByteBuf whole = octets.alloc().directBuffer(length(), length());
      copyTo(whole);
      octets.release();
      tail.release();
      octets = whole;
      body = null;
    }
    return octets;
  }

  /** The headers of a frame in two parts; all of another. Borrowed. */
  public ByteBuf head() {
    return octets;
  }

  /** What follows the {@link #head}; null unless the frame is in two parts. Borrowed. */
  public @Nullable ByteBuf body() {
    return body;
  }

  /** Appends a copy of the whole frame to {@code to}. */
  public void copyTo(ByteBuf to) {
    to.writeBytes(octets, octets.readerIndex(), octets.readableBytes());
    ByteBuf tail = body;
    if (tail != null) {
      to.writeBytes(tail, tail.readerIndex(), tail.readableBytes());
    }
  }

  /** The length in octets. */
  public int length() {
    return octets.readableBytes() + (body == null ? 0 : body.readableBytes());
  }

  /** How this frame still has to be cut. */
  public GsoType gsoType() {
    return gsoType;
  }

  /** Payload octets in each packet after cutting; 0 for {@link GsoType#NONE}. */
  public int gsoSize() {
    return gsoSize;
  }

  /**
   * Octets of Ethernet, IP and transport header to repeat before each piece; 0 for {@link
   * GsoType#NONE}.
   */
  public int headerLength() {
    return headerLength;
  }

  /** Where the transport checksum still to be computed begins; 0 when it is finished. */
  public int checksumStart() {
    return checksumStart;
  }

  /** Where, after {@link #checksumStart}, the checksum goes. */
  public int checksumOffset() {
    return checksumOffset;
  }

  /**
   * Whether the transport checksum needs no verification: its sender left it to be computed, or
   * somebody verified it before.
   */
  public boolean checksumValid() {
    return checksumValid || checksumStart != 0;
  }

  /** Another owner of the same frame: each of the two has to release it once. */
  public Frame share() {
    ByteBuf unused = octets();
    owners++;
    return this;
  }

  /**
   * This frame, fit to outlive its burst: its octets are {@link Kept}, so that a short frame in a
   * queue does not hold the whole read it arrived in. Takes over this one.
   */
  public Frame settled() {
    ByteBuf whole = octets();
    Kept kept = Kept.of(whole, whole.readerIndex(), whole.readableBytes());
    Frame frame =
        unfinished(kept.octets(), gsoType, gsoSize, headerLength, checksumStart, checksumOffset);
    frame.checksumValid = checksumValid;
    release();
    return frame;
  }

  /** Gives the frame up and returns its {@link #octets}, which are the caller's to release. */
  public ByteBuf take() {
    ByteBuf whole = octets();
    dissolve();
    return whole;
  }

  /**
   * Gives the frame up but not its parts: {@link #head} and {@link #body}, asked for before, are
   * the caller's to release.
   */
  public void dissolve() {
    if (owners > 1) {
      octets.retain();
      if (body != null) {
        body.retain();
      }
      owners--;
    } else {
      recycle();
    }
  }

  /**
   * Gives the frame up, and its octets if nobody else owns it.
   *
   * @throws IllegalReferenceCountException if it was given up before
   */
  public void release() {
    if (owners > 1) {
      owners--;
      return;
    }
    ByteBuf head = octets;
    ByteBuf tail = body;
    recycle();
    head.release();
    if (tail != null) {
      tail.release();
    }
  }

  private static ByteBuf gone() {
    ByteBuf none = Unpooled.buffer(0);
    none.release();
    return none;
  }

  private void recycle() {
    if (owners != 1) {
      throw new IllegalReferenceCountException(owners, -1);
    }
    owners = 0;
    octets = GONE;
    body = null;
    handle.recycle(this);
  }

  @Override
  public String toString() {
    return "frame of " + length() + " octets";
  }
}
