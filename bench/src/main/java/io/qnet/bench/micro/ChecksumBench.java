package io.qnet.bench.micro;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.qnet.wire.packet.Checksum;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The sum over a payload. */
@State(Scope.Thread)
public class ChecksumBench {
  /** Octets: an acknowledgment, a segment of Ethernet, one of MTU 65520. */
  @Param({"20", "1460", "65480"})
  public int octets;

  private ByteBuf buf = Unpooled.EMPTY_BUFFER;

  /** Random octets, off the heap as all frames are. */
  @Setup
  public void fill() {
    byte[] random = new byte[octets];
    new Random(1).nextBytes(random);
    buf = Unpooled.directBuffer(octets).writeBytes(random);
  }

  /** One sum. */
  @Benchmark
  public long sum() {
    return Checksum.sum(buf, 0, octets);
  }
}
