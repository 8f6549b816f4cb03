package io.qnet.launcher.station;

import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.port.OpenPort;
import io.qnet.launcher.port.PortSpec;
import io.qnet.wire.address.MacAddress;
import io.qnet.wire.channel.Loop;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** A station with a loop of its own, asked from outside and waited for. */
public final class StationSession implements AutoCloseable {
  private static final Duration PLUGGED_IN_WITHIN = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Of a device that a station makes: it learns its own by DHCP later. */
  private static final int MTU = 1500;

  private final Loop loop;
  private final Station station;
  private final PortSpec port;

  private StationSession(Loop loop, Station station, PortSpec port) {
    this.loop = loop;
    this.station = station;
    this.port = port;
  }

  /**
   * Plugs a station into {@code port} and waits until somebody is there.
   *
   * @throws Failure if nobody is
   */
  public static StationSession plugIn(PortSpec port, MacAddress mac) {
    SecureRandom random = new SecureRandom();
    Loop loop = Loop.start("qnet-station");
    try {
      OpenPort open = OpenPort.of(port, loop, "station.net0", MTU);
      Station station =
          await(
              loop.submit(() -> new Station(open.link(), loop.burst(), mac, random)),
              PATIENCE,
              silent());
      StationSession session = new StationSession(loop, station, open.spec());
      session.plugIn();
      return session;
    } catch (RuntimeException e) {
      loop.close();
      throw e;
    }
  }

  private void plugIn() {
    await(Station::open, PLUGGED_IN_WITHIN, nobody(port));
  }

  private static Failure silent() {
    return Failure.failed(
        "no answer within " + PATIENCE.toSeconds() + " s",
        "the station gives up",
        "see what is at the other end: qnet ps");
  }

  private static Failure nobody(PortSpec port) {
    String remedy =
        port instanceof PortSpec.StreamConnect connect
            ? "start it first: qnet user --port " + new PortSpec.Stream(connect.remote())
            : "start it first, and have it use this port from its side";
    return Failure.failed(
        "nobody is at " + port + ", " + PLUGGED_IN_WITHIN.toSeconds() + " s long",
        "the station has nobody to talk to",
        remedy);
  }

  /** An Ethernet address for one run: random, unicast, locally administered (IEEE 802c). */
  public static MacAddress randomMac() {
    long bits = new SecureRandom().nextLong() & 0xfcff_ffff_ffffL;
    return new MacAddress(bits | 0x0200_0000_0000L);
  }

  /** Asks the station, on its loop, and waits for the answer. */
  public <T> T ask(Function<Station, CompletableFuture<T>> question) {
    return await(question, PATIENCE, silent());
  }

  /** The port as it came out. */
  public PortSpec port() {
    return port;
  }

  private <T> T await(
      Function<Station, CompletableFuture<T>> question, Duration patience, Failure timeout) {
    CompletableFuture<T> answer =
        loop.submit(() -> question.apply(station)).thenCompose(Function.identity());
    return await(answer, patience, timeout);
  }

  private static <T> T await(CompletableFuture<T> answer, Duration patience, Failure timeout) {
    try {
      return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      throw Failure.of(cause == null ? e : cause, "qnet station");
    } catch (TimeoutException e) {
      throw timeout.because(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failure.failed("interrupted", "the station stops", "start it again");
    }
  }

  /** Unplugs the station; done also if the thread is interrupted meanwhile. */
  @Override
  public void close() {
    try {
      Boolean unused =
          await(
              loop.submit(
                  () -> {
                    station.close();
                    return true;
                  }),
              PATIENCE,
              silent());
    } finally {
      loop.close();
    }
  }
}
