package io.qnet.vde.plug;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.unix.PeerCredentials;
import io.qnet.vde.Owner;
import io.qnet.vde.Plug;
import io.qnet.vde.PortGroup;
import io.qnet.vde.VirtualSwitch;
import io.qnet.wire.Link;
import io.qnet.wire.channel.PlugLink;
import io.qnet.wire.clock.Clock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One client of a VDE switch, from its connection to its end. On the loop. */
final class Visitor extends ChannelInboundHandlerAdapter {
  /** libvdeplug's own buffer: longer frames it would cut, so it is sent none. */
  static final int MAX_FRAME = 9216 + 18;

  private static final Logger LOG = LoggerFactory.getLogger(Visitor.class);
  private static final long PATIENCE = Duration.ofSeconds(10).toNanos();

  private final Doorkeeper door;
  private final EpollDomainSocketChannel channel;
  private final @Nullable PortGroup group;
  private @Nullable ByteBuf received;
  private @Nullable PeerCredentials client;
  private Clock.@Nullable Alarm alarm;
  private @Nullable Plug plug;
  private boolean open;
  private boolean gone;

  Visitor(Doorkeeper door, EpollDomainSocketChannel channel, @Nullable PortGroup group) {
    this.door = door;
    this.channel = channel;
    this.group = group;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) throws IOException {
    client = channel.peerCredentials();
    received = ctx.alloc().buffer(ControlRequest.LONGEST);
    Clock clock = door.segment.loop().clock();
    alarm = clock.at(clock.now() + PATIENCE, () -> refuse("it asked for nothing"));
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf octets = (ByteBuf) message;
    ByteBuf all = received;
    try {
      if (gone || all == null) {
        return;
      }
      if (all.readableBytes() + octets.readableBytes() > ControlRequest.LONGEST) {
        refuse("it sent more than a request");
        return;
      }
      all.writeBytes(octets);
      door.segment.loop().burst().run(() -> read(all));
    } finally {
      octets.release();
    }
  }

  private void read(ByteBuf all) {
    ControlRequest request;
    try {
      request = ControlRequest.parse(all);
    } catch (ControlRequest.Malformed malformed) {
      refuse("it is no request: " + malformed.getMessage());
      return;
    }
    PeerCredentials who = client;
    if (request == null || who == null) {
      return;
    }
    if (plug != null) {
      plug.describe(request.description()); // the rest of it
    } else {
      admit(request, who);
    }
  }

  private void admit(ControlRequest request, PeerCredentials who) {
    VirtualSwitch to = door.segment.to();
    Owner owner = new Owner(who.uid(), who.pid(), request.description());
    Plug reserved = to.reserve(request.wish(), owner, group);
    if (reserved == null) {
      refuse(
          request.wish() == VirtualSwitch.ANY_PORT
              ? "every port is taken; start the switch with more --ports"
              : "port "
                  + request.wish()
                  + " is not to be had: it is another user's, has VLANs or cables that are not of"
                  + " the same port group, or is too high");
      return;
    }
    plug = reserved;
    String name = String.format(Locale.ROOT, "%03d.%d", reserved.port(), reserved.id());
    Path path = door.directory.resolve(name);
    try {
      door.segment.background().execute(() -> makeSocket(request, who, reserved, path));
    } catch (RejectedExecutionException busy) {
      refuse("too many plug in at once");
    }
  }

  /** Off the loop. */
  private void makeSocket(ControlRequest request, PeerCredentials who, Plug to, Path path) {
    try {
      DataSocket socket = DataSocket.make(request.path(), who, path, door.access);
      door.segment.loop().execute(() -> plugIn(socket, to));
    } catch (IOException failure) {
      door.segment.loop().execute(() -> refuse(String.valueOf(failure.getMessage())));
    }
  }

  private void plugIn(DataSocket socket, Plug to) {
    if (gone) {
      discard(socket);
      return;
    }
    served();
    String name = "port" + to.port() + "." + to.id();
    PlugLink link = new PlugLink(door.segment.loop(), name, MAX_FRAME, new Cord(socket));
    Link wrapped = door.segment.wrapper().apply(link);
    to.open(wrapped);
    open = true;
    ByteBuf reply = channel.alloc().buffer(SunPath.LENGTH);
    SunPath.write(reply, socket.path().toString());
    channel.writeAndFlush(reply, channel.voidPromise());
  }

  private void discard(DataSocket socket) {
    try {
      socket.socket().close();
    } catch (IOException failure) {
      LOG.debug("{}", failure.toString());
    }
    remove(socket.path());
  }

  private void remove(Path path) {
    try {
      door.segment.background().execute(() -> DataSocket.remove(path));
    } catch (RejectedExecutionException ending) {
      LOG.debug("{} is removed with its directory", path);
    }
  }

  private void refuse(String why) {
    if (!gone) {
      PeerCredentials who = client;
      LOG.warn(
          "{}: pid {} may not plug in: {}", door.directory, who == null ? "?" : who.pid(), why);
      sendAway();
    }
  }

  void sendAway() {
    channel.close();
  }

  private void served() {
    door.served(this);
    if (alarm != null) {
      alarm.cancel();
      alarm = null;
    }
  }

  /** The client has gone, or was sent away: that pulls its cable. */
  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    gone = true;
    served();
    if (received != null) {
      received.release();
      received = null;
    }
    Plug last = plug;
    plug = null;
    if (last != null) {
      door.segment.loop().burst().run(last::close);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable failure) {
    LOG.debug("{}: {}", door.directory, failure.toString());
    ctx.close();
  }

  /** The socket is there already, and goes with the link. */
  private final class Cord implements PlugLink.Cord {
    private final DataSocket socket;

    Cord(DataSocket socket) {
      this.socket = socket;
    }

    @Override
    public void start(PlugLink link) {
      link.attach(socket.socket());
    }

    /** The cable was pulled at the switch: the client learns of it by the end of its connection. */
    @Override
    public void close() {
      remove(socket.path());
      if (open) {
        channel.close();
      }
    }
  }
}
