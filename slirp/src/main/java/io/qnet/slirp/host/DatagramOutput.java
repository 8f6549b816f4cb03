package io.qnet.slirp.host;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.Errors.NativeIoException;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.unix.SegmentedDatagramPacket;
import io.netty.channel.unix.Socket;
import io.qnet.posix.Errno;
import io.qnet.wire.DropReason;
import io.qnet.wire.Drops;
import io.qnet.wire.address.IpAddress;
import io.qnet.wire.address.Ipv4Address;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a UDP socket sends.
 *
 * <p>Successive datagrams of one length to one peer are a run, whose last may be shorter: they are
 * copied one behind the other, and the kernel cuts them apart (udp(7), UDP_SEGMENT). All runs leave
 * together when the burst ends (sendmmsg(2)). A run of which the kernel took nothing leaves again
 * as single datagrams, so that each fails, or not, for itself.
 */
final class DatagramOutput {
  /** ip(7): IPPROTO_IP is 0, IP_TTL 2; -1 is the host's default. */
  private static final ChannelOption<Integer> IP_TTL = new IntegerUnixChannelOption("IP_TTL", 0, 2);

  /** ipv6(7): IPPROTO_IPV6 is 41, IPV6_UNICAST_HOPS 16; -1 is the host's default. */
  private static final ChannelOption<Integer> IPV6_UNICAST_HOPS =
      new IntegerUnixChannelOption("IPV6_UNICAST_HOPS", 41, 16);

  private static final int DEFAULT_TTL = -1;

  /** UDP_MAX_SEGMENTS of Linux before 6.9. */
  private static final int MOST_SEGMENTS = 64;

  /** What an IPv4 packet carries behind its UDP header, in octets. */
  private static final int LONGEST_RUN = 65_507;

  private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(0);

  private final DatagramChannel channel;
  private final ChannelOption<Integer> hopLimitOption;
  private final @Nullable EpollDatagramChannel socket;
  private final Drops drops;
  private final Runnable failed;
  private int hopLimit;

  private IpAddress lastTo = Ipv4Address.ANY;
  private InetSocketAddress peer = Ipv4Address.ANY.toSocketAddress(0);

  /** The run that is being collected: it goes to {@link #peer}. */
  private @Nullable ByteBuf run;

  private int segment;
  private int segments;
  private int lastRun;

  /** Datagrams of this length, or longer, are runs of one: the kernel does not cut them. */
  private int tooLong;

  /** Runs given to the channel that did not leave yet. */
  private int waiting;

  /**
   * Output of {@code channel}.
   *
   * @param six whether it talks to IPv6 peers
   * @param drops counts what the host does not take
   * @param failed told afterwards: there may be something in the error queue
   */
  DatagramOutput(DatagramChannel channel, boolean six, Drops drops, Runnable failed) {
    this.channel = channel;
    this.hopLimitOption = six ? IPV6_UNICAST_HOPS : IP_TTL;
    this.socket = channel instanceof EpollDatagramChannel epoll ? epoll : null;
    this.drops = drops;
    this.failed = failed;
    boolean cuts = socket != null && EpollDatagramChannel.isSegmentedDatagramPacketSupported();
    this.tooLong = cuts ? Integer.MAX_VALUE : 0;
  }

  /** From now on no runs are made. */
  void sendEachAlone() {
    tooLong = 0;
  }

  /** As {@link io.qnet.wire.DatagramFlow#send}; leaves with the next {@link #flush}. */
  void send(ByteBuf payload, IpAddress to, int port, int newHopLimit) {
    try {
      boolean alone = socket != null && (newHopLimit != hopLimit || !payload.isReadable());
      if (alone || !channel.isWritable()) {
        flush(); // a burst may bring more than the channel is to hold
      }
      if (!channel.isWritable() || (alone && waiting > 0)) {
        drops.count(DropReason.HOST_REFUSED); // the host's network does not keep up
        return;
      }
      if (alone) {
        setHopLimit(newHopLimit);
      }
      setPeer(to, port);
      if (socket != null && !payload.isReadable()) {
        sendEmpty(socket);
      } else {
        append(payload);
      }
    } finally {
      payload.release();
    }
  }

  private void setHopLimit(int newHopLimit) {
    channel.config().setOption(hopLimitOption, newHopLimit == 0 ? DEFAULT_TTL : newHopLimit);
    hopLimit = newHopLimit;
  }

  private void setPeer(IpAddress to, int port) {
    if (port != peer.getPort() || !to.equals(lastTo)) {
      endRun();
      lastTo = to;
      peer = to.toSocketAddress(port);
    }
  }

  /** Netty leaves out what has no octets; to the far end it is a datagram like any other. */
  private void sendEmpty(EpollDatagramChannel epoll) {
    if (!sendNow(epoll, NOTHING, peer)) {
      refused(1);
    }
  }

  private void append(ByteBuf payload) {
    int length = payload.readableBytes();
    if (length > segment) {
      endRun();
    }
    ByteBuf octets = run;
    if (octets == null) {
      octets = channel.alloc().directBuffer(Math.max(length, lastRun));
      run = octets;
      segment = length;
      segments = 0;
    }
    octets.writeBytes(payload, payload.readerIndex(), length);
    segments++;
    if (length < segment
        || length >= tooLong
        || segments == MOST_SEGMENTS
        || octets.readableBytes() + segment > LONGEST_RUN) {
      endRun();
    }
  }

  private void endRun() {
    ByteBuf whole = run;
    if (whole == null) {
      return;
    }
    run = null;
    lastRun = whole.readableBytes();
    ByteBuf octets = whole;
    if (whole.capacity() > 4 * lastRun) { // shorter than the last one: do not hold so much for it
      octets = whole.copy();
      whole.release();
    }
    write(octets, peer, segment, segments);
  }

  private void write(ByteBuf octets, InetSocketAddress to, int length, int count) {
    DatagramPacket packet =
        count == 1
            ? new DatagramPacket(octets.retain(), to)
            : new SegmentedDatagramPacket(octets.retain(), length, to);
    waiting++;
    channel
        .write(packet)
        .addListener(
            done -> {
              waiting--;
              if (done.cause() != null) {
                sendAgain(done.cause(), octets, to, length, count);
              }
              octets.release();
            });
  }

  /** Sends what waits. */
  void flush() {
    endRun();
    channel.flush();
  }

  /** Comes before anything later leaves: Netty tells within its write. */
  private void sendAgain(
      Throwable cause, ByteBuf octets, InetSocketAddress to, int length, int count) {
    int errno = errno(cause);
    if (count > 1 && isUncut(errno)) {
      tooLong = Math.min(tooLong, length);
    }
    int lost = count;
    if (socket != null && socket.isOpen() && (isUncut(errno) || isEarlier(errno))) {
      for (int at = octets.readerIndex(); at < octets.writerIndex(); at += length) {
        int size = Math.min(length, octets.writerIndex() - at);
        lost -= sendNow(socket, octets.nioBuffer(at, size), to) ? 1 : 0;
      }
    }
    refused(lost);
  }

  /** Sends one datagram; once more if the kernel only told of an earlier one. */
  private static boolean sendNow(
      EpollDatagramChannel epoll, ByteBuffer datagram, InetSocketAddress to) {
    int from = datagram.position();
    int end = datagram.limit();
    Socket fd = (Socket) epoll.fd();
    for (int attempt = 0; attempt < 2; attempt++) {
      try {
        return fd.sendTo(datagram, from, end, to.getAddress(), to.getPort()) == end - from;
      } catch (IOException e) {
        if (!isEarlier(errno(e))) {
          return false;
        }
      }
    }
    return false;
  }

  private void refused(int datagrams) {
    for (int i = 0; i < datagrams; i++) {
      drops.count(DropReason.HOST_REFUSED);
    }
    failed.run();
  }

  private static int errno(Throwable cause) {
    if (cause instanceof PortUnreachableException) {
      return Errno.ECONNREFUSED;
    }
    return cause instanceof NativeIoException known ? -known.expectedErr() : 0;
  }

  /** Whether the kernel cannot cut such a run: longer than the path's MTU, or no such device. */
  private static boolean isUncut(int errno) {
    return errno == Errno.EINVAL || errno == Errno.EMSGSIZE || errno == Errno.EIO;
  }

  /** Whether ICMP may have brought this for an earlier datagram; then nothing was sent. */
  private static boolean isEarlier(int errno) {
    return switch (errno) {
      case Errno.ECONNREFUSED,
          Errno.EHOSTUNREACH,
          Errno.ENETUNREACH,
          Errno.ENOPROTOOPT,
          Errno.EOPNOTSUPP ->
          true;
      default -> false;
    };
  }
}
