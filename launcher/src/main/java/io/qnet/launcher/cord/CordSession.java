package io.qnet.launcher.cord;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.port.OpenPort;
import io.qnet.launcher.port.PortSpec;
import io.qnet.launcher.run.Session;
import io.qnet.launcher.work.Awaited;
import io.qnet.vde.plug.StreamCutter;
import io.qnet.wire.Link;
import io.qnet.wire.LinkEvents;
import io.qnet.wire.channel.Loop;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A cable from a port to standard input and output, until one of the ends goes. */
public final class CordSession implements Session {
  private static final int READ_AT_ONCE = 64 << 10;
  private static final int SOON_MILLIS = 1000;
  private static final int MTU = 1500;

  private final PortSpec port;
  private final boolean reconnect;
  private final Runnable waiting;
  private final InputStream in;
  private final OutputStream out;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private volatile @Nullable Failure failure;

  /**
   * A cable from {@code port}; nothing is opened before it is run.
   *
   * @param reconnect whether it waits for a VDE switch that went away
   * @param waiting told if it is not plugged in within a second
   */
  public CordSession(
      PortSpec port, boolean reconnect, Runnable waiting, InputStream in, OutputStream out) {
    this.port = port;
    this.reconnect = reconnect;
    this.waiting = waiting;
    this.in = in;
    this.out = out;
  }

  @Override
  public void run(Consumer<PortSpec> ready) {
    try (Loop loop = Loop.start("qnet-plug")) {
      OpenPort opened = OpenPort.of(port, loop, "plug", MTU);
      Link link = opened.link();
      try (Outflow outflow = new Outflow(out, link.drops(), this::close)) {
        CountDownLatch up = new CountDownLatch(1);
        open(loop, link, outflow, up);
        Runnable plugged = () -> ready.accept(opened.spec());
        Thread reader = new Thread(() -> read(loop, link, up, plugged), "qnet-plug-in");
        reader.setDaemon(true);
        reader.start();
        if (!stopped.await(SOON_MILLIS, TimeUnit.MILLISECONDS) && up.getCount() > 0) {
          waiting.run();
        }
        stopped.await();
      } finally {
        Awaited.of(
            loop.submit(
                () -> {
                  link.close();
                  return true;
                }));
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    Failure why = failure;
    if (why != null) {
      throw why;
    }
  }

  private void open(Loop loop, Link link, Outflow outflow, CountDownLatch up) {
    LinkEvents events =
        new LinkEvents() {
          @Override
          public void onUp() {
            up.countDown();
          }

          @Override
          public void onDown(String why) {
            if (port instanceof PortSpec.Vde && !reconnect && stopped.getCount() > 0) {
              failure = switchGone(why);
              close();
            }
          }
        };
    Awaited.of(
        loop.submit(
            () -> {
              link.open(outflow::accept, events);
              return true;
            }));
  }

  private static Failure switchGone(String why) {
    return Failure.failed(
        "the switch went away: " + why,
        "the cable is unplugged",
        "plug it in again when there is a switch, or let it wait for one: qnet plug --reconnect");
  }

  /** What comes before the cable is plugged in waits in the pipe. */
  private void read(Loop loop, Link link, CountDownLatch up, Runnable plugged) {
    StreamCutter cutter = new StreamCutter(ByteBufAllocator.DEFAULT);
    byte[] octets = new byte[READ_AT_ONCE];
    try {
      up.await();
      plugged.run();
      for (int n = in.read(octets); n >= 0; n = in.read(octets)) {
        ByteBuf chunk = Unpooled.wrappedBuffer(octets, 0, n);
        int tooLong = Awaited.of(loop.submit(() -> send(loop, link, cutter, chunk)));
        if (tooLong != 0) {
          failure =
              Failure.failed(
                  "standard input is no vdestream: a frame of " + tooLong + " octets begins there",
                  "the cable is unplugged",
                  "connect another vde_plug or qnet plug to it: dpipe qnet plug DIR = vde_plug DIR");
          break;
        }
      }
    } catch (IOException | IllegalStateException gone) {
      // the pipe or the loop has ended, and so does the cable
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } finally {
      cutter.close();
      close();
    }
  }

  private static int send(Loop loop, Link link, StreamCutter cutter, ByteBuf chunk) {
    loop.burst().begin();
    try {
      return cutter.cut(chunk, link::send);
    } finally {
      loop.burst().end();
    }
  }

  @Override
  public void close() {
    stopped.countDown();
  }
}
