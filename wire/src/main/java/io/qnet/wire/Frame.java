package io.qnet.wire;

import io.netty.buffer.ByteBuf;

/**
 * An Ethernet frame on its way: octets, plus what its sender left undone, in the terms of {@code
 * virtio_net_hdr} (Virtio 1.2, section 5.1.6). Most frames are {@linkplain #plain plain}: nothing
 * is left undone.
 *
 * <p>Whoever is handed a frame owns its octets: releases them, or hands the frame to exactly one
 * other. Frames are read-only once they are shared.
 */
public final class Frame {
  private final ByteBuf octets;
  private final GsoType gsoType;
  private final int gsoSize;
  private final int headerLength;
  private final int checksumStart;
  private final int checksumOffset;

  private Frame(
      ByteBuf octets,
      GsoType gsoType,
      int gsoSize,
      int headerLength,
      int checksumStart,
      int checksumOffset) {
    this.octets = octets;
    this.gsoType = gsoType;
    this.gsoSize = gsoSize;
    this.headerLength = headerLength;
    this.checksumStart = checksumStart;
    this.checksumOffset = checksumOffset;
  }

  /**
   * A finished frame: destination address first, no frame check sequence. Takes over {@code
   * octets}.
   */
  public static Frame plain(ByteBuf octets) {
    return new Frame(octets, GsoType.NONE, 0, 0, 0, 0);
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
    return new Frame(octets, gsoType, gsoSize, headerLength, checksumStart, checksumOffset);
  }

  /** The frame, from its destination address on. Borrowed: the frame still owns it. */
  public ByteBuf octets() {
    return octets;
  }

  /** The length in octets. */
  public int length() {
    return octets.readableBytes();
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

  /** Another owner of the same octets: each of the two has to release once. */
  public Frame share() {
    octets.retain();
    return this;
  }

  /**
   * This frame, fit to outlive its burst: its octets are {@link Kept}, so that a short frame in a
   * queue does not hold the whole read it arrived in. Takes over this one.
   */
  public Frame settled() {
    Kept kept = Kept.of(octets, octets.readerIndex(), octets.readableBytes());
    octets.release();
    return new Frame(kept.octets(), gsoType, gsoSize, headerLength, checksumStart, checksumOffset);
  }

  /** Gives the octets up. */
  public void release() {
    octets.release();
  }

  @Override
  public String toString() {
    return "frame of " + octets.readableBytes() + " octets";
  }
}
