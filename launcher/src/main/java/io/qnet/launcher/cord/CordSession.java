package io.qnet.launcher.cord;

import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.port.OpenPort;
import io.qnet.launcher.port.PortSpec;
import io.qnet.launcher.run.Session;
import io.qnet.launcher.work.Awaited;
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
      OpenPort opened = OpenPort.of(port, loop, "plug", MTU, this::refused);
      Link link = opened.link();
      Inflow inflow = new Inflow(loop, link);
      try (Outflow outflow = new Outflow(out, link.drops(), this::close)) {
        open(loop, link, outflow, inflow);
        start("qnet-plug-in", () -> read(inflow));
        start("qnet-plug-up", () -> tell(inflow, () -> ready.accept(opened.spec())));
        if (!stopped.await(SOON_MILLIS, TimeUnit.MILLISECONDS) && !inflow.isUp()) {
          waiting.run();
        }
        stopped.await();
      } finally {
        Awaited.of(
            loop.submit(
                () -> {
                  inflow.close();
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

  private static void start(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  private static void tell(Inflow inflow, Runnable plugged) {
    try {
      inflow.awaitUp();
      plugged.run();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void open(Loop loop, Link link, Outflow outflow, Inflow inflow) {
    LinkEvents events =
        new LinkEvents() {
          @Override
          public void onUp() {
            boolean unused = complain(inflow.up());
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

  /** A switch is there and does not want us: as vde_plug, unless it is to be tried on and on. */
  private void refused(String why) {
    if (!reconnect && stopped.getCount() > 0) {
      failure =
          Failure.failed(
              "cannot plug into " + port + ": " + why,
              "nothing is plugged in",
              "plug in elsewhere, or let it try on and on: qnet plug --reconnect");
      close();
    }
  }

  private static Failure switchGone(String why) {
    return Failure.failed(
        "the switch went away: " + why,
        "the cable is unplugged",
        "plug it in again when there is a switch, or let it wait for one: qnet plug --reconnect");
  }

  /** Ends it if there is a frame that is too long; says whether. */
  private boolean complain(int tooLong) {
    if (tooLong != 0) {
      failure =
          Failure.failed(
              "standard input is no vdestream: a frame of " + tooLong + " octets begins there",
              "the cable is unplugged",
              "connect another vde_plug or qnet plug to it: dpipe qnet plug DIR = vde_plug DIR");
      close();
    }
    return tooLong != 0;
  }

  /** Reads from the beginning, to notice the end; what comes before the cable waits for it. */
  private void read(Inflow inflow) {
    byte[] octets = new byte[READ_AT_ONCE];
    try {
      for (int n = in.read(octets); n >= 0; n = in.read(octets)) {
        if (complain(inflow.take(octets, n))) {
          return;
        }
      }
      inflow.awaitSent();
    } catch (IOException | IllegalStateException gone) {
      // the pipe or the loop has ended, and so does the cable
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } finally {
      close();
    }
  }

  @Override
  public void close() {
    stopped.countDown();
  }
}
