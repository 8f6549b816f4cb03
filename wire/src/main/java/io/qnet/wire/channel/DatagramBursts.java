package io.qnet.wire.channel;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import io.qnet.wire.Frame;
import java.io.IOException;
import java.net.InetSocketAddress;

/**
 * What a link's UDP socket receives: all that one wake-up of the loop brings is one burst, and a
 * datagram without octets is no frame.
 */
abstract class DatagramBursts extends ChannelInboundHandlerAdapter {
  private final ChannelLink link;
  private boolean reading;

  DatagramBursts(ChannelLink link) {
    this.link = link;
  }

  /** Whether a datagram of {@code sender} is for us. */
  boolean isWanted(InetSocketAddress sender) {
    return true;
  }

  /** A datagram could not be sent, or the network answered an earlier one with an error. */
  abstract void failed(IOException failure);

  @Override
  public final void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!reading) {
      reading = true;
      link.burst.begin();
    }
    DatagramPacket datagram = (DatagramPacket) message;
    if (datagram.content().isReadable() && isWanted(datagram.sender())) {
      link.deliver(Frame.plain(datagram.content()));
    } else {
      datagram.release();
    }
  }

  @Override
  public final void channelReadComplete(ChannelHandlerContext ctx) {
    if (reading) {
      reading = false;
      link.burst.end();
    }
  }

  @Override
  public final void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (ctx.channel().isWritable()) {
      link.writableAgain();
    }
  }

  @Override
  public final void exceptionCaught(ChannelHandlerContext ctx, Throwable failure) {
    if (failure instanceof IOException refused) {
      failed(refused);
    } else {
      link.fault(failure);
    }
  }
}
