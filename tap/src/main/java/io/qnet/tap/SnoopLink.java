package io.qnet.tap;

import io.netty.buffer.ByteBuf;
import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.qnet.posix.PosixException;
import io.qnet.posix.SnoopSocket;
import io.qnet.wire.Burst;
import io.qnet.wire.DropReason;
import io.qnet.wire.Drops;
import io.qnet.wire.Frame;
import io.qnet.wire.FrameSink;
import io.qnet.wire.Link;
import io.qnet.wire.LinkEvents;
import io.qnet.wire.Offloads;
import io.qnet.wire.channel.Loop;
import io.qnet.wire.channel.ReadBuffers;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears what an interface of the host receives and sends, as a mirror port does; takes nothing.
 * Frames of either direction come as the kernel has them: super-frames whole, their checksums
 * perhaps not computed yet.
 */
public final class SnoopLink implements Link {
  private static final Logger log = LoggerFactory.getLogger(SnoopLink.class);
  private static final int LONGEST = 65535 + 18;
  private static final int MOST_READS = 32;

  private final Loop loop;
  private final Burst burst;
  private final String name;
  private final FileDescriptor fd;
  private final Drops drops = new Drops();
  private final ReadBuffers buffers = new ReadBuffers(LONGEST, MOST_READS);
  private @Nullable FrameSink inbound;
  private @Nullable IoRegistration registration;
  private boolean closed;

  private SnoopLink(Loop loop, String name, FileDescriptor fd) {
    this.loop = loop;
    this.burst = loop.burst();
    this.name = name;
    this.fd = fd;
  }

  /**
   * Listens to {@code device}, of this process's network namespace. Blocks for milliseconds: not to
   * be called on the loop.
   *
   * @param name the link's name
   */
  public static SnoopLink open(Loop loop, String name, String device) throws PosixException {
    if (!loop.hasUnixSockets()) {
      throw PosixException.noEpoll("mirror of " + device);
    }
    return new SnoopLink(loop, name, new FileDescriptor(SnoopSocket.open(device)));
  }

  @Override
  public void open(FrameSink newInbound, LinkEvents events) {
    if (inbound != null || closed) {
      throw new IllegalStateException(name + " was opened or closed before");
    }
    inbound = newInbound;
    loop.eventLoop()
        .register(new Handle())
        .addListener(
            result -> {
              if (result.isSuccess() && !closed) {
                registration = (IoRegistration) result.getNow();
                registration.submit(EpollIoOps.EPOLLIN);
                burst.run(events::onUp);
              }
            });
  }

  private void readBurst() {
    for (int i = 0; i < MOST_READS && !closed; i++) {
      ByteBuf into = buffers.next();
      int length;
      try {
        length = fd.readAddress(into.memoryAddress(), 0, into.capacity());
      } catch (IOException gone) { // ENETDOWN, once, when the interface goes
        log.info("{}: {}", name, gone.getMessage());
        return;
      }
      if (length <= 0) {
        return;
      }
      into.writerIndex(length);
      FrameSink receiver = inbound;
      if (receiver != null) {
        receiver.accept(Frame.verified(into.retain()));
      }
    }
  }

  @Override
  public void send(Frame frame) {
    drops.count(DropReason.NO_PEER, frame);
  }

  @Override
  public boolean writable() {
    return true;
  }

  @Override
  public void flush() {
    // nothing is ever sent
  }

  @Override
  public Offloads offloads() {
    return new Offloads(LONGEST, true, true, true, false);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Drops drops() {
    return drops;
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (registration != null) {
      registration.cancel();
    }
    buffers.release();
    try {
      fd.close();
    } catch (IOException failure) {
      log.warn("{}: closing failed", name, failure);
    }
  }

  /** The socket on its event loop. */
  private final class Handle implements EpollIoHandle {
    @Override
    public FileDescriptor fd() {
      return fd;
    }

    @Override
    public void handle(IoRegistration ready, IoEvent event) {
      burst.run(SnoopLink.this::readBurst);
    }

    @Override
    public void close() {
      SnoopLink.this.close();
    }
  }
}
