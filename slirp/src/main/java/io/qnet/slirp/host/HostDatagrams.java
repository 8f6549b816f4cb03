package io.qnet.slirp.host;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.qnet.wire.Burst;
import io.qnet.wire.DatagramFlow;
import io.qnet.wire.Drops;
import io.qnet.wire.HostSocket;
import io.qnet.wire.address.IpAddress;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.Ipv6Address;
import io.qnet.wire.channel.AddressException;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A UDP or ping socket of the host, not connected: one endpoint for all the peers of a guest's
 * endpoint.
 */
final class HostDatagrams extends ChannelInboundHandlerAdapter implements DatagramFlow {
  private static final Logger LOG = LoggerFactory.getLogger(HostDatagrams.class);

  private static final InetSocketAddress ANY_PORT = Ipv4Address.ANY.toSocketAddress(0);
  private static final InetSocketAddress ANY_PORT_6 = Ipv6Address.ANY.toSocketAddress(0);

  private final DatagramChannel channel;
  private final Burst burst;
  private final HostErrors errors;
  private final DatagramOutput output;
  private final Runnable flush = this::flush;
  private @Nullable Receiver receiver;
  private boolean reading;
  private boolean flushing;

  private HostDatagrams(
      DatagramChannel channel, boolean six, Burst burst, HostErrors errors, Drops drops) {
    this.channel = channel;
    this.burst = burst;
    this.errors = errors;
    this.output = new DatagramOutput(channel, six, drops, this::readErrors);
  }

  /** As {@link #bind}, or null if the host gives none. */
  static @Nullable HostDatagrams open(
      Bootstrap sockets,
      IpAddress peer,
      @Nullable InetSocketAddress local,
      Burst burst,
      HostErrors errors,
      Drops drops) {
    try {
      return bind(sockets, peer, local, burst, errors, drops);
    } catch (IOException refused) {
      LOG.debug("the host gives no socket", refused);
      return null;
    }
  }

  /**
   * A socket at a port that the host chooses.
   *
   * @param sockets makes it, receiving datagrams of any length
   * @param peer of the family that it is to talk to
   * @param local where it is bound; null for any of the host's addresses
   * @throws IOException if there are no descriptors, or that address cannot be had
   */
  static HostDatagrams bind(
      Bootstrap sockets,
      IpAddress peer,
      @Nullable InetSocketAddress local,
      Burst burst,
      HostErrors errors,
      Drops drops)
      throws IOException {
    ChannelFuture registered = sockets.handler(new ChannelInboundHandlerAdapter()).register();
    if (registered.cause() != null) {
      throw new IOException("the host gives no socket", registered.cause());
    }
    DatagramChannel channel = (DatagramChannel) registered.channel();
    boolean six = peer instanceof Ipv6Address;
    HostDatagrams flow = new HostDatagrams(channel, six, burst, errors, drops);
    channel.pipeline().addLast(flow);
    if (channel instanceof EpollDatagramChannel socket) {
      errors.enable(socket, six);
    }
    InetSocketAddress any = six ? ANY_PORT_6 : ANY_PORT;
    InetSocketAddress wanted = local == null ? any : local;
    ChannelFuture bound = channel.bind(wanted);
    if (bound.cause() != null) {
      channel.close();
      throw AddressException.of(wanted, bound.cause());
    }
    return flow;
  }

  /** The same flow, whose kernel cuts no runs apart: that is UDP's alone. */
  HostDatagrams uncut() {
    output.sendEachAlone();
    return this;
  }

  DatagramChannel channel() {
    return channel;
  }

  @Override
  public void open(Receiver newReceiver) {
    receiver = newReceiver;
  }

  @Override
  public void send(ByteBuf payload, IpAddress to, int port, int hopLimit) {
    output.send(payload, to, port, hopLimit);
    if (!flushing) {
      flushing = true;
      burst.later(flush);
    }
  }

  @Override
  public @Nullable HostSocket socket() {
    boolean epoll = channel instanceof EpollDatagramChannel;
    int descriptor = epoll ? ((EpollDatagramChannel) channel).fd().intValue() : -1;
    return HostSocket.of(channel.localAddress(), descriptor);
  }

  private void flush() {
    flushing = false;
    output.flush();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    DatagramPacket packet = (DatagramPacket) message;
    if (receiver == null) {
      packet.release();
      return;
    }
    if (!reading) {
      reading = true;
      burst.begin();
    }
    InetSocketAddress sender = packet.sender();
    receiver.onDatagram(packet.content(), IpAddress.of(sender.getAddress()), sender.getPort());
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (reading) {
      reading = false;
      burst.end();
    } else {
      readErrors(); // woken by no datagram: a send may have taken the error that would be thrown
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof IOException) {
      readErrors();
    } else {
      LOG.error("a datagram from outside could not be handled", cause);
    }
  }

  private void readErrors() {
    if (receiver != null && channel instanceof EpollDatagramChannel socket && socket.isOpen()) {
      errors.read(socket, receiver);
    }
  }

  @Override
  public void close() {
    receiver = null;
    output.flush();
    channel.close();
  }
}
