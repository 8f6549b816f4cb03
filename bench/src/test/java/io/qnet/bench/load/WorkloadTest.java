package io.qnet.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qnet.bench.result.Sample;
import java.io.IOException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What clients print. */
class WorkloadTest {
  @Test
  @DisplayName("iperf3: what the receiver got, in Gbit/s")
  void iperf() throws IOException {
    assertThat(
            Workload.DOWN
                .sample("{\"end\":{\"sum_received\":{\"bits_per_second\":2.5e9}}}")
                .value())
        .isEqualTo(2.5);
    assertThatThrownBy(() -> Workload.UP.sample("{\"error\":\"unable to connect\"}"))
        .hasMessageContaining("unable to connect");
  }

  @Test
  @DisplayName("iperf3 in a guest, whose serial line is spared the document")
  void iperfLine() throws IOException {
    String line =
        "[  5]   0.00-2.00   sec   112 MBytes  470120 Kbits/sec                  receiver";

    assertThat(Workload.kilobits(line).value()).isEqualTo(0.47012);
    assertThatThrownBy(() -> Workload.kilobits("iperf3: error - unable to connect"))
        .hasMessageContaining("unable to connect");
  }

  @Test
  @DisplayName("qnet-load: the median, with all percentiles beside it; datagrams in thousands")
  void load() throws IOException {
    Sample rr =
        Workload.TCP_RR.sample(
            "{\"mode\":\"tcp_rr\",\"count\":7,\"p50\":24.6,\"p90\":27,\"p99\":58,\"p999\":95}");
    Sample udp = Workload.UDP_64.sample("{\"mode\":\"udp\",\"per_second\":73026.4,\"sent\":9}");

    assertThat(rr.value()).isEqualTo(24.6);
    assertThat(rr.details()).containsEntry("p99", 58.0).containsEntry("p999", 95.0);
    assertThat(udp.value()).isEqualTo(73.0264);
    assertThat(Workload.UDP_64.measure("tap").moreIsBetter()).isTrue();
    assertThat(Workload.TCP_CRR.measure("tap").moreIsBetter()).isFalse();
    assertThatThrownBy(() -> Workload.TCP_RR.sample("{}")).hasMessageContaining("p50");
  }
}
