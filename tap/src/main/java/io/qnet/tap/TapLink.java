package io.qnet.tap;

import io.netty.buffer.ByteBuf;
import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.Errors.NativeIoException;
import io.netty.channel.unix.FileDescriptor;
import io.qnet.posix.Errno;
import io.qnet.posix.PosixException;
import io.qnet.posix.TunDevice;
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
 * A TAP device: the network stack of this host, or of a network namespace, is the peer. A device
 * that was made here goes when the link is closed.
 */
public final class TapLink implements Link {
  private static final Logger log = LoggerFactory.getLogger(TapLink.class);

  private static final int ETHERNET = 14;
  private static final int VLAN_TAG = 4;

  /** An IP datagram of 65535 octets in a frame: what a super-frame may have. */
  private static final int LONGEST = ETHERNET + VLAN_TAG + 65535;

  private static final int MOST_READS = 32;

  /** Those of one burst: what outlives it is kept elsewhere, if it fills little of its buffer. */
  private static final int MOST_BUFFERS = MOST_READS;

  private final Loop loop;
  private final Burst burst;
  private final String name;
  private final TunDevice device;
  private final FileDescriptor fd;
  private final FrameWriter writer;
  private final Offloads offloads;
  private final ReadBuffers buffers = new ReadBuffers(VnetHeader.LENGTH + LONGEST, MOST_BUFFERS);
  private final Drops drops = new Drops();
  private @Nullable FrameSink inbound;
  private LinkEvents events = LinkEvents.IGNORED;
  private @Nullable IoRegistration registration;
  private boolean touched;
  private boolean blocked;
  private boolean gone;
  private boolean closed;
  private long faults;

  private TapLink(Loop loop, String name, TunDevice device) {
    this.loop = loop;
    this.burst = loop.burst();
    this.name = name;
    this.device = device;
    fd = new FileDescriptor(device.fd());
    writer = new FrameWriter(fd);
    int longest = device.tso4() || device.tso6() ? LONGEST : device.mtu() + ETHERNET + VLAN_TAG;
    offloads = new Offloads(longest, device.checksum(), device.tso4(), device.tso6(), false);
  }

  /**
   * Opens a device, which is made if there is none, and brings it up; the kernel's frames wait
   * until the link is opened. Blocks for milliseconds: not to be called on the loop.
   *
   * @param name the link's name
   * @throws PosixException if that is not possible; nothing is left behind then
   */
  public static TapLink open(Loop loop, String name, TunDevice.Wish wish) throws PosixException {
    if (!loop.hasUnixSockets()) {
      throw PosixException.noEpoll("TAP device " + wish.device());
    }
    return new TapLink(loop, name, TunDevice.open(wish));
  }

  /** Whether the device was there before, and stays when the link is closed. */
  public boolean existed() {
    return device.existed();
  }

  @Override
  public void open(FrameSink newInbound, LinkEvents newEvents) {
    if (inbound != null || closed) {
      throw new IllegalStateException(name + " was opened or closed before");
    }
    inbound = newInbound;
    events = newEvents;
    loop.eventLoop()
        .register(new Handle())
        .addListener(
            result -> {
              if (result.isSuccess()) {
                registered((IoRegistration) result.getNow());
              } else {
                down("the event loop does not take it: " + result.cause());
              }
            });
  }

  private void registered(IoRegistration made) {
    if (closed) {
      made.cancel();
      return;
    }
    registration = made;
    made.submit(EpollIoOps.EPOLLIN);
    guarded(events::onUp);
  }

  @Override
  public void send(Frame frame) {
    if (!touched) {
      touched = true;
      burst.touch(this); // nothing is put off; but a send outside a burst is an error on any link
    }
    DropReason reason = refusal(frame);
    if (reason != null) {
      drops.count(reason, frame);
      return;
    }
    int result;
    try {
      result = writer.write(frame);
    } catch (NativeIoException failure) {
      drops.count(writeFailed(-failure.expectedErr()));
      return;
    } catch (IOException failure) {
      drops.count(DropReason.NO_PEER); // closed behind our back
      return;
    } finally {
      frame.release();
    }
    if (result == 0) { // EAGAIN
      drops.count(DropReason.LINK_FULL);
      block();
    }
  }

  private @Nullable DropReason refusal(Frame frame) {
    if (closed || gone || registration == null) {
      return DropReason.NO_PEER;
    }
    if (blocked) {
      return DropReason.LINK_FULL;
    }
    int length = frame.length();
    if (length > offloads.maxFrame()) {
      return DropReason.OVERSIZE;
    }
    return length < ETHERNET ? DropReason.TRUNCATED : null;
  }

  private static DropReason writeFailed(int errno) {
    return switch (errno) {
      case Errno.EINVAL -> DropReason.BAD_LENGTH; // what is left undone contradicts the frame
      case Errno.EIO, Errno.EBADFD -> DropReason.NO_PEER; // the interface is down, or deleted
      default -> DropReason.LINK_FULL; // ENOBUFS, ENOMEM
    };
  }

  private void block() {
    IoRegistration known = registration;
    if (!blocked && known != null) {
      blocked = true;
      known.submit(EpollIoOps.EPOLLIN.with(EpollIoOps.EPOLLOUT));
    }
  }

  private void unblock() {
    IoRegistration known = registration;
    if (blocked && known != null) {
      blocked = false;
      known.submit(EpollIoOps.EPOLLIN);
      guarded(events::onWritable);
    }
  }

  @Override
  public boolean writable() {
    return !blocked;
  }

  @Override
  public void flush() {
    touched = false;
  }

  @Override
  public Offloads offloads() {
    return offloads;
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
    if (!closed) {
      closed = true;
      leave();
      writer.release();
    }
  }

  /** Gives up the loop and the descriptor. */
  private void leave() {
    IoRegistration known = registration;
    registration = null;
    if (known != null) {
      known.cancel();
    }
    buffers.release();
    try {
      fd.close();
    } catch (IOException failure) {
      log.warn("{}: closing {} failed", name, device.name(), failure);
    }
  }

  private void down(String why) {
    if (!gone && !closed) {
      gone = true;
      leave();
      log.warn("{}: {}", name, why);
      guarded(() -> events.onDown(why));
    }
  }

  private void readBurst() {
    guarded(
        () -> {
          int left = MOST_READS;
          while (left > 0 && registration != null && readOne()) {
            left--;
          }
        });
  }

  /** Returns false if there is nothing more. */
  private boolean readOne() {
    ByteBuf into = buffers.next();
    int length;
    try {
      length = fd.readAddress(into.memoryAddress(), 0, into.capacity());
    } catch (IOException failure) { // EBADFD: somebody deleted the device
      down(device.name() + " is gone: " + failure.getMessage());
      return false;
    }
    if (length <= 0) { // EAGAIN; a device has no end
      return false;
    }
    into.writerIndex(length);
    deliver(into);
    return true;
  }

  private void deliver(ByteBuf octets) {
    Frame frame = octets.readableBytes() < VnetHeader.LENGTH ? null : VnetHeader.read(octets);
    FrameSink receiver = inbound;
    if (frame == null || receiver == null) {
      drops.count(DropReason.BAD_LENGTH);
      return;
    }
    octets.retain();
    try {
      receiver.accept(frame);
    } catch (Throwable failure) {
      drops.count(DropReason.FAULT);
      fault(failure);
    }
  }

  private void guarded(Runnable work) {
    try {
      burst.run(work);
    } catch (Throwable failure) {
      fault(failure);
    }
  }

  /** Logs an error of ours: the first, the second, the fourth, ... so that no peer fills a disk. */
  private void fault(Throwable failure) {
    if (Long.bitCount(++faults) == 1) {
      log.error("{}: fault number {}, the port goes on", name, faults, failure);
    }
  }

  @Override
  public String toString() {
    return name + " at " + device.name();
  }

  /** The device on its event loop. */
  private final class Handle implements EpollIoHandle {
    @Override
    public FileDescriptor fd() {
      return fd;
    }

    @Override
    public void handle(IoRegistration ready, IoEvent event) {
      EpollIoOps ops = ((EpollIoEvent) event).ops();
      if (ops.contains(EpollIoOps.EPOLLOUT)) {
        unblock();
      }
      if (ops.contains(EpollIoOps.EPOLLIN) || ops.contains(EpollIoOps.EPOLLERR)) {
        readBurst();
      }
    }

    @Override
    public void close() {
      TapLink.this.close();
    }
  }
}
