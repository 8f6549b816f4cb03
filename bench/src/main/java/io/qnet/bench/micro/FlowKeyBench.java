package io.qnet.bench.micro;

import io.qnet.slirp.flow.FlowKey;
import io.qnet.wire.address.Ipv4Address;
import java.util.HashMap;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Finding a flow by its key, in the map that the flow tables are made of. */
@State(Scope.Thread)
public class FlowKeyBench {
  private static final Ipv4Address REMOTE = new Ipv4Address(0xc0000250);

  /** How many flows there are. */
  @Param({"1", "1000", "8000"})
  public int flows;

  private final Map<FlowKey, Integer> table = new HashMap<>();
  private int next;

  /** A full table. */
  @Setup
  public void fill() {
    for (int i = 0; i < flows; i++) {
      table.put(key(i), i);
    }
  }

  /** One look-up, of the flows in turn, with a key made for it as for each packet. */
  @Benchmark
  public Integer find() {
    next = next + 1 < flows ? next + 1 : 0;
    return table.getOrDefault(key(next), -1);
  }

  private static FlowKey key(int flow) {
    return new FlowKey(new Ipv4Address(0x0a00020f), 10_000 + flow, REMOTE, 443);
  }
}
