package io.qnet.bench.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qnet.bench.host.Children;
import io.qnet.bench.host.Footprint;
import java.io.IOException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What jcmd prints. */
class HeapHistogramTest {
  private static final String EMPTY =
      """
      4711:
       num     #instances         #bytes  class name (module)
      -------------------------------------------------------
         1:         10000         500000  [B (java.base@17.0.15)
         2:             3             96  java.lang.Object
      Total         10003         500096
      """;
  private static final String FULL =
      """
      4711:
       num     #instances         #bytes  class name (module)
      -------------------------------------------------------
         1:         10000         400000  [B (java.base@17.0.15)
         2:          3000         120000  [I (java.base@17.0.15)
         3:          1000          80000  io.qnet.slirp.flow.TcpFlow
         4:             3             96  java.lang.Object
      Total         14003         600096
      """;

  @Test
  @DisplayName("the total is the heap; growth is told for each connection, most first")
  void growth() throws IOException {
    HeapHistogram empty = HeapHistogram.parse(EMPTY);
    HeapHistogram full = HeapHistogram.parse(FULL);

    assertThat(full.octets() - empty.octets()).isEqualTo(100_000);
    assertThat(full.growth(empty, 1000, 5)).containsExactly("3.0 [I 120", "1.0 TcpFlow 80");
    assertThat(full.growth(empty, 1000, 1)).containsExactly("3.0 [I 120");
  }

  @Test
  @DisplayName("without a total there is nothing to compare")
  void noTotal() {
    assertThatThrownBy(() -> HeapHistogram.parse("4711:\njava.io.IOException: no such process\n"))
        .hasMessageContaining("no such process");
  }

  @Test
  @DisplayName("jcmd beside our own java looks into our own JVM, and /proc at what it takes")
  void ourselves() throws Exception {
    long pid = ProcessHandle.current().pid();
    try (Children children = new Children()) {
      HeapHistogram heap = HeapHistogram.of(children, pid);
      Footprint footprint = Footprint.of(pid);

      assertThat(heap.classes()).containsKey(HeapHistogramTest.class.getName());
      assertThat(footprint.resident()).isGreaterThan(heap.octets());
      assertThat(footprint.descriptors()).isBetween(3, 10_000);
    }
  }
}
