package io.qnet.fuzz;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.qnet.slirp.dns.DnsContext;
import io.qnet.slirp.dns.DnsStreams;
import io.qnet.slirp.dns.GuestNames;
import io.qnet.slirp.dns.HostFiles;
import io.qnet.slirp.dns.HostNames;
import io.qnet.slirp.dns.Resolvers;
import io.qnet.wire.Burst;
import io.qnet.wire.ByteStream;
import io.qnet.wire.Drops;
import io.qnet.wire.clock.Deadlines;
import io.qnet.wire.kit.ManualClock;
import java.time.Duration;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A guest that asks for names over TCP, and resolvers that answer anything: the stream of the guest
 * is played, not carried by frames.
 */
final class NameStream implements ByteStream {
  private static final int SEED = 53;

  private final ManualClock clock = new ManualClock();
  private final Burst burst = new Burst(clock);
  private final PlayedOutside outside = new PlayedOutside();
  private final DnsStreams server;
  private @Nullable Reader reader;
  private boolean full;
  private boolean paused;
  private boolean finished;
  private boolean aborted;

  private NameStream() {
    HostNames.Gateway names = new HostNames.Gateway(Laboratory.ROUTER, null);
    HostFiles files =
        HostFiles.fixed(
            HostNames.parse("192.0.2.80 world.test\n", names),
            Resolvers.parse("nameserver 198.51.100.53\nnameserver 198.51.100.54\n"));
    server =
        new DnsStreams(
            new DnsContext(
                outside,
                files,
                new GuestNames(""),
                true,
                burst,
                new Deadlines(burst),
                new Random(SEED),
                new Drops()));
    burst.run(() -> server.serve(this));
  }

  /**
   * Plays one input. Kind 0: octets of the guest; 1: it ends; 2: it stops reading, or goes on; 3:
   * it resets.
   */
  static void play(byte[] input) {
    long before = directInUse();
    NameStream stream = new NameStream();
    for (Step step : Step.read(input)) {
      stream.burst.run(() -> stream.take(step));
      if ((step.kind() & 0xf) == Target.TIME) {
        stream.clock.advance(Duration.ofMillis(((step.octet(0) << 8) | step.octet(1)) * 10L));
      }
    }
    stream.burst.run(stream.server::close);
    stream.clock.advance(Duration.ofHours(1));
    Laboratory.require(stream.server.connections() == 0, "a guest is served after the end");
    Laboratory.require(stream.outside.streams() == 0, "a resolver is connected after the end");
    Laboratory.require(stream.outside.dialing() == 0, "a resolver is called after the end");
    long kept = directInUse() - before;
    Laboratory.require(kept == 0, kept + " octets of direct buffers were not given back");
  }

  private static long directInUse() {
    return UnpooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
  }

  private void take(Step step) {
    Reader to = reader;
    switch (step.kind() & 0xf) {
      case Target.TIME -> {}
      case 1 -> {
        if (to != null && !aborted && !finished) {
          finished = true;
          to.onEnd();
        }
      }
      case 2 -> {
        full = !full;
        if (to != null && !aborted && !full) {
          to.onWritable();
        }
      }
      case 3 -> {
        if (to != null && !aborted) {
          aborted = true;
          to.onAbort(Reason.RESET);
        }
      }
      case Target.HOST -> outside.act(step.octet(0), step.from(1));
      default -> {
        if (to != null && !aborted && !finished && !paused) {
          ByteBuf read = ByteBufAllocator.DEFAULT.directBuffer(step.octets().length + 1);
          to.onBytes(read.writeBytes(step.octets()));
        }
      }
    }
  }

  @Override
  public void open(Reader newReader) {
    reader = newReader;
  }

  @Override
  public boolean write(ByteBuf octets) {
    int length = octets.readableBytes();
    octets.release();
    Laboratory.require(length > 2, "an answer without a message");
    return !full;
  }

  @Override
  public void pause() {
    paused = true;
  }

  @Override
  public void resume() {
    paused = false;
  }

  @Override
  public void end() {
    aborted |= finished;
  }

  @Override
  public void abort(Reason reason) {
    aborted = true;
  }
}
