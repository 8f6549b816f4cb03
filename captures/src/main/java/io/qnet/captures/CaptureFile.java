package io.qnet.captures;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.qnet.wire.address.IpAddress;
import io.qnet.wire.clock.Clock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pcapng file, or stream, that is being written. Several {@link TappedLink}s may share it, also
 * of different segments; each is an interface of its own.
 *
 * <p>Safe for any thread. Only {@link #create}, {@link #to} and {@link #close} may block. When
 * writing fails there is one warning, the capture ends, and the traffic goes on.
 */
public final class CaptureFile implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CaptureFile.class);
  private static final int RING = 8 << 20;
  private static final int CHUNK = 256 << 10;
  private static final int MAX_NAMES = 4096;
  private static final int CLOSE_SECONDS = 5;

  private final String name;
  private final WallTime time;
  private final RecordRing ring;
  private final CompletableFuture<CaptureSummary> done = new CompletableFuture<>();
  private final List<InterfaceTap> taps = new ArrayList<>();
  private final Map<IpAddress, String> names = new HashMap<>();

  /** Blocks that may not be lost, for which there was no room in the ring. */
  private final ArrayDeque<ByteBuf> waiting = new ArrayDeque<>();

  private volatile boolean stopped;
  private ByteBuf trailer = Unpooled.EMPTY_BUFFER;
  private @Nullable String failure;
  private long written;

  private CaptureFile(String name, WallTime time, RecordRing ring) {
    this.name = name;
    this.time = time;
    this.ring = ring;
  }

  /**
   * Opens {@code file} and writes its header. An earlier regular file of that name is replaced;
   * anything else of that name is left alone. Blocks: not for an event loop.
   *
   * @param prelude run first on the thread that writes: it may make itself modest
   * @throws CaptureException with a sentence that says what to do
   */
  public static CaptureFile create(Path file, CaptureOrigin origin, WallTime time, Runnable prelude)
      throws CaptureException {
    return to(
        TargetFile.open(file), file.toString(), origin, time, new RecordRing(RING, CHUNK), prelude);
  }

  /**
   * Writes the same to a blocking channel, such as standard output, and closes it at the end.
   *
   * @param name of the channel, for messages
   */
  public static CaptureFile to(
      WritableByteChannel channel, String name, CaptureOrigin origin, WallTime time)
      throws CaptureException {
    return to(channel, name, origin, time, new RecordRing(RING, CHUNK), () -> {});
  }

  static CaptureFile to(
      WritableByteChannel channel,
      String name,
      CaptureOrigin origin,
      WallTime time,
      RecordRing ring,
      Runnable prelude)
      throws CaptureException {
    long headerLength;
    try {
      headerLength = writeHeader(channel, origin);
    } catch (IOException failure) {
      ring.release();
      closeQuietly(channel, failure);
      throw TargetFile.failed(name, failure.getMessage() + "; choose another file", failure);
    }
    CaptureFile capture = new CaptureFile(name, time, ring);
    Runnable writer = new RingWriter(ring, channel, capture.new WriterOutcome(), headerLength);
    Runnable work =
        () -> {
          prelude.run();
          writer.run();
        };
    Thread thread = new Thread(work, "capture " + name);
    thread.setDaemon(true);
    thread.start();
    return capture;
  }

  private static long writeHeader(WritableByteChannel channel, CaptureOrigin origin)
      throws IOException {
    ByteBuf header = Unpooled.buffer();
    new PcapngWriter(header).sectionHeader(origin);
    ByteBuffer octets = header.nioBuffer();
    while (octets.hasRemaining()) {
      channel.write(octets);
    }
    return header.readableBytes();
  }

  private static void closeQuietly(WritableByteChannel channel, IOException failure) {
    try {
      channel.close();
    } catch (IOException second) {
      failure.addSuppressed(second);
    }
  }

  /** Adds an interface that is fed by the segment of {@code clock}. */
  synchronized InterfaceTap addInterface(String interfaceName, String description, Clock clock) {
    InterfaceTap tap = new InterfaceTap(this, taps.size(), time, clock);
    taps.add(tap);
    ByteBuf block = Unpooled.buffer();
    new PcapngWriter(block).interfaceDescription(interfaceName, description);
    waiting.add(block);
    offerWaiting();
    return tap;
  }

  /**
   * Gives an address a name; readers show it from here on. Telling the same again writes nothing;
   * names beyond the first {@value #MAX_NAMES} addresses are left out.
   */
  public synchronized void tellName(IpAddress address, String host) {
    boolean room = names.size() < MAX_NAMES || names.containsKey(address);
    if (stopped
        || !room
        || waiting.size() > MAX_NAMES
        || host.isEmpty()
        || host.equals(names.put(address, host))) {
      return;
    }
    ByteBuf block = Unpooled.buffer();
    new PcapngWriter(block).nameResolution(address, host);
    waiting.add(block);
    offerWaiting();
  }

  /**
   * Takes finished packet blocks of one interface, or loses and counts them.
   *
   * @return false if they were lost
   */
  synchronized boolean offer(InterfaceTap tap, ByteBuf blocks, int packets) {
    if (stopped) {
      return false;
    }
    tap.received += packets;
    if (offerWaiting() && ring.offer(blocks)) {
      return true;
    }
    tap.lost += packets;
    return false;
  }

  /** Whether it is worth the while to make a block of a packet of {@code length} octets. */
  boolean hasRoom(int length) {
    return ring.hasRoom(length);
  }

  /** Counts packets that passed and were lost on their way here. */
  synchronized void lose(InterfaceTap tap, int packets) {
    if (!stopped) {
      tap.received += packets;
      tap.lost += packets;
    }
  }

  private boolean offerWaiting() {
    while (!waiting.isEmpty() && ring.offer(waiting.element())) {
      waiting.remove();
    }
    return waiting.isEmpty();
  }

  /** What was taken so far is to be written now. */
  void flush() {
    ring.flush();
  }

  /** Whether nothing more is taken: finished, or failed. */
  boolean stopped() {
    return stopped;
  }

  /** How it stands. */
  public synchronized CaptureSummary summary() {
    long received = 0;
    long lost = 0;
    for (InterfaceTap tap : taps) {
      received += tap.received;
      lost += tap.lost;
    }
    return new CaptureSummary(name, received - lost, lost, written, failure);
  }

  /**
   * Ends the capture: what waits is written, then the statistics. Does not block.
   *
   * @return completed on the writer's thread when the file is closed; never exceptionally
   */
  public synchronized CompletableFuture<CaptureSummary> finish() {
    if (!stopped) {
      stopped = true;
      trailer = statistics();
      ring.close();
    }
    return done.copy();
  }

  private ByteBuf statistics() {
    ByteBuf octets = Unpooled.buffer();
    waiting.forEach(octets::writeBytes);
    waiting.clear();
    long end = time.now();
    PcapngWriter writer = new PcapngWriter(octets);
    for (InterfaceTap tap : taps) {
      writer.interfaceStatistics(tap.id(), tap.start(), end, tap.received, tap.lost);
    }
    return octets;
  }

  /** {@link #finish}, and waits for it, at most {@value #CLOSE_SECONDS} seconds. */
  @Override
  public void close() {
    try {
      CaptureSummary unused = finish().get(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException impossible) {
      throw new AssertionError(impossible);
    } catch (TimeoutException stuck) {
      LOG.warn(
          "capture {} took longer than {} s to finish: its end may be missing; "
              + "look at the disk or at whoever reads it",
          name,
          CLOSE_SECONDS);
    }
  }

  private synchronized void fail(IOException cause) {
    stopped = true;
    waiting.clear();
    ring.close();
    failure = "writing ended early: " + cause.getMessage();
    LOG.warn(
        "capture {} ended early: {}; the traffic goes on, and what was written before can be read; "
            + "see to the disk or to whoever reads it, then start the capture again",
        name,
        cause.getMessage());
  }

  /** What the writer's thread reports. */
  private final class WriterOutcome implements RingWriter.Outcome {
    @Override
    public ByteBuf trailer() {
      synchronized (CaptureFile.this) {
        return trailer;
      }
    }

    @Override
    public void failed(IOException cause) {
      fail(cause);
    }

    @Override
    public void ended(long octets) {
      synchronized (CaptureFile.this) {
        written = octets;
      }
      done.complete(summary());
    }
  }
}
