package io.qnet.bench.micro;

import io.netty.buffer.ByteBuf;
import io.qnet.wire.Burst;
import io.qnet.wire.Drops;
import io.qnet.wire.Frame;
import io.qnet.wire.FrameSink;
import io.qnet.wire.Link;
import io.qnet.wire.LinkEvents;
import io.qnet.wire.Offloads;
import io.qnet.wire.packet.EthernetView;
import io.qnet.wire.packet.IpProtocol;
import io.qnet.wire.packet.Ipv4View;
import io.qnet.wire.packet.TcpFlags;
import org.jspecify.annotations.Nullable;

/** A link whose far end remembers only up to where it was sent TCP octets. Allocates nothing. */
final class SilentLink implements Link {
  private static final int IP = EthernetView.HEADER_LENGTH;
  private static final int TCP = IP + Ipv4View.HEADER_LENGTH;
  private static final int IPV4 = 0x0800;

  private final Burst burst;
  private final Drops drops = new Drops();
  private @Nullable FrameSink inbound;
  private boolean touched;
  private int acknowledgment;
  private long sent;

  SilentLink(Burst burst) {
    this.burst = burst;
  }

  void bring(Frame frame) {
    FrameSink sink = inbound;
    if (sink == null) {
      frame.release();
    } else {
      sink.accept(frame);
    }
  }

  /** What a guest would acknowledge next. */
  int acknowledgment() {
    return acknowledgment;
  }

  long sent() {
    return sent;
  }

  @Override
  public void open(FrameSink newInbound, LinkEvents events) {
    inbound = newInbound;
    burst.run(events::onUp);
  }

  @Override
  public void send(Frame frame) {
    ByteBuf head = frame.head();
    int at = head.readerIndex();
    if (head.getUnsignedShort(at + 12) == IPV4 && head.getByte(at + IP + 9) == IpProtocol.TCP) {
      int header = (head.getUnsignedByte(at + TCP + 12) >> 4) << 2;
      int data = head.getUnsignedShort(at + IP + 2) - Ipv4View.HEADER_LENGTH - header;
      boolean syn = (head.getUnsignedByte(at + TCP + 13) & TcpFlags.SYN) != 0;
      acknowledgment = head.getInt(at + TCP + 4) + data + (syn ? 1 : 0);
    }
    sent++;
    frame.release();
    if (!touched) {
      touched = true;
      burst.touch(this);
    }
  }

  @Override
  public void flush() {
    touched = false;
  }

  @Override
  public boolean writable() {
    return true;
  }

  @Override
  public Offloads offloads() {
    return Offloads.PLAIN;
  }

  @Override
  public String name() {
    return "silent";
  }

  @Override
  public Drops drops() {
    return drops;
  }

  @Override
  public void close() {
    inbound = null;
  }
}
