package io.qnet.vde.plug;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.qnet.wire.channel.Backoff;
import io.qnet.wire.channel.Loop;
import io.qnet.wire.channel.PlugLink;
import io.qnet.wire.clock.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A cable into somebody else's VDE switch, whatever its implementation. When that goes, it is
 * plugged in again as soon as there is a switch: after 100 ms at first, up to 5 s.
 */
public final class VdeClient implements PlugLink.Cord {
  private static final Logger LOG = LoggerFactory.getLogger(VdeClient.class);

  private final Loop loop;
  private final VdeAddress address;
  private final Executor background;
  private final Backoff backoff;
  private final Consumer<String> refusals;
  private @Nullable PlugLink link;
  private @Nullable Channel control;
  private Clock.@Nullable Alarm alarm;
  private boolean complained;
  private boolean warned;
  private boolean closed;

  private VdeClient(
      Loop loop,
      VdeAddress address,
      Executor background,
      Backoff backoff,
      Consumer<String> refusals) {
    this.loop = loop;
    this.address = address;
    this.background = background;
    this.backoff = backoff;
    this.refusals = refusals;
  }

  /**
   * A link that plugs into the switch at {@code address} when it is opened.
   *
   * @param background runs what touches the file system
   * @param jitter spreads the attempts of many
   * @param refusals told on the loop why there is no way in, each time, though something is there;
   *     an attempt follows as ever
   */
  public static PlugLink link(
      Loop loop,
      String name,
      VdeAddress address,
      Executor background,
      RandomGenerator jitter,
      Consumer<String> refusals) {
    VdeClient cord = new VdeClient(loop, address, background, new Backoff(jitter), refusals);
    return new PlugLink(loop, name, Visitor.MAX_FRAME, cord);
  }

  @Override
  public void start(PlugLink newLink) {
    link = newLink;
    dial();
  }

  private void dial() {
    alarm = null;
    try {
      background.execute(this::lookUp);
    } catch (RejectedExecutionException busy) {
      failed("too much is going on");
    }
  }

  /** Off the loop. */
  private void lookUp() {
    Path directory = address.directory();
    if (Files.exists(directory) && !Files.isDirectory(directory)) {
      loop.execute(() -> refused(directory + " is no directory, and so no VDE switch"));
      return;
    }
    DomainSocketAddress door = address.door();
    loop.execute(() -> connect(door));
  }

  private void connect(DomainSocketAddress door) {
    if (closed) {
      return;
    }
    ChannelFuture attempt =
        new Bootstrap()
            .group(loop.eventLoop())
            .channel(EpollDomainSocketChannel.class)
            .handler(new Conversation())
            .connect(door);
    control = attempt.channel();
    attempt.addListener(
        done -> {
          if (!done.isSuccess()) {
            String why = String.valueOf(done.cause().getMessage());
            if (why.contains("Permission denied")) {
              refused(why);
            } else {
              failed(why);
            }
          }
        });
  }

  /** Something is there, and will not have us: said once until it does. */
  private void refused(String why) {
    if (!closed) {
      if (!warned) {
        warned = true;
        LOG.warn("cannot plug into {}: {}; trying on", address, why);
      }
      complained = true;
      refusals.accept(why);
    }
    failed(why);
  }

  private void failed(String why) {
    control = null;
    if (closed) {
      return;
    }
    if (!complained) {
      complained = true;
      LOG.info("cannot plug into {} yet ({}), trying on", address, why);
    }
    Clock clock = loop.clock();
    alarm = clock.at(clock.now() + backoff.next(), this::dial);
  }

  @Override
  public void close() {
    closed = true;
    if (alarm != null) {
      alarm.cancel();
    }
    if (control != null) {
      control.close();
    }
  }

  /** One connection to the switch: the request, the reply, and then nothing until it ends. */
  private final class Conversation extends ChannelInboundHandlerAdapter {
    private @Nullable OwnSocket own;
    private @Nullable ByteBuf reply;
    private @Nullable String whyNot;
    private boolean attached;
    private boolean joined;
    private boolean ended;

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      reply = ctx.alloc().buffer(SunPath.LENGTH);
      submit(ctx, () -> makeSocket(ctx));
    }

    private void submit(ChannelHandlerContext ctx, Runnable work) {
      try {
        background.execute(work);
      } catch (RejectedExecutionException busy) {
        ctx.close();
      }
    }

    /** Off the loop. */
    private void makeSocket(ChannelHandlerContext ctx) {
      try {
        OwnSocket made = OwnSocket.bind(address);
        loop.execute(() -> request(ctx, made));
      } catch (IOException failure) {
        loop.execute(() -> giveUp(ctx, failure));
      }
    }

    private void giveUp(ChannelHandlerContext ctx, IOException failure) {
      whyNot = String.valueOf(failure.getMessage());
      ctx.close();
    }

    private void request(ChannelHandlerContext ctx, OwnSocket made) {
      if (ended) {
        discard(made);
        return;
      }
      own = made;
      ByteBuf octets = ctx.alloc().buffer(ControlRequest.LONGEST);
      new ControlRequest(address.port(), made.path().toString(), address.description())
          .write(octets);
      ctx.writeAndFlush(octets, ctx.voidPromise());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ByteBuf octets = (ByteBuf) message;
      ByteBuf all = reply;
      OwnSocket made = own;
      try {
        if (attached || all == null || made == null) {
          return;
        }
        all.writeBytes(octets, Math.min(octets.readableBytes(), all.writableBytes()));
        if (all.readableBytes() == SunPath.LENGTH) {
          attached = true;
          own = null;
          String path = SunPath.read(all, all.readerIndex());
          submit(ctx, () -> join(ctx, made, path));
        }
      } finally {
        octets.release();
      }
    }

    /** Off the loop. */
    private void join(ChannelHandlerContext ctx, OwnSocket made, String path) {
      try {
        made.connect(path);
        loop.execute(() -> attach(made));
      } catch (IOException failure) {
        made.close();
        loop.execute(() -> giveUp(ctx, failure));
      }
    }

    private void attach(OwnSocket made) {
      PlugLink to = link;
      if (ended || to == null) {
        discard(made);
        return;
      }
      joined = true;
      complained = false;
      warned = false;
      backoff.reset();
      to.attach(made.socket());
    }

    private void discard(OwnSocket made) {
      try {
        background.execute(made::close);
      } catch (RejectedExecutionException ending) {
        made.close();
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      ended = true;
      if (reply != null) {
        reply.release();
        reply = null;
      }
      if (own != null) {
        discard(own);
        own = null;
      }
      PlugLink to = link;
      if (to != null && !closed) {
        to.detach("the switch " + address + " closed the connection");
      }
      if (joined) {
        failed("it closed the connection");
      } else {
        refused(whyNot == null ? address.refusal() : whyNot);
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable failure) {
      LOG.debug("{}: {}", address, failure.toString());
      ctx.close();
    }
  }
}
