package io.qnet.bench.result;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A run as table, document and page. */
class ReportTest {
  private final Results results = Runs.sample();

  @Test
  @DisplayName("ours is compared with everybody who did the same, and nobody else")
  void comparisons() {
    List<Comparison> all = results.comparisons();

    assertThat(all)
        .extracting(Comparison::ours, Comparison::peer, Comparison::ratio, Comparison::met)
        .containsExactly(
            tuple("qnet-1500", "slirp4netns-1500", 9.0, true),
            tuple("qnet-1500", "pasta-65520", 0.9, null),
            tuple("qnet-1500", "pasta-65520", 1.25, false),
            tuple("qnet", "", 150.0, true));
  }

  private static org.assertj.core.groups.Tuple tuple(
      String ours, String peer, double ratio, @org.jspecify.annotations.Nullable Boolean met) {
    return org.assertj.core.groups.Tuple.tuple(
        ours, peer, ratio, java.util.Optional.ofNullable(met));
  }

  @Test
  @DisplayName("the document has every sample, the medians, and the ratios with their targets")
  void json() throws IOException {
    JsonNode json = new ObjectMapper().readTree(JsonReport.of(results));

    List<String> names = new ArrayList<>();
    json.fieldNames().forEachRemaining(names::add);
    assertThat(names)
        .containsExactly("when", "machine", "versions", "settings", "figures", "ratios", "notes");
    JsonNode first = json.at("/figures/0");
    assertThat(first.path("suite").asText()).isEqualTo("tap");
    assertThat(first.path("workload").asText()).isEqualTo("up");
    assertThat(first.path("contender").asText()).isEqualTo("qnet-1500");
    assertThat(first.path("unit").asText()).isEqualTo("Gbit/s");
    assertThat(first.path("better").asText()).isEqualTo("more");
    assertThat(first.path("median").asDouble()).isEqualTo(9);
    assertThat(first.path("samples")).hasSize(3);
    assertThat(json.at("/figures/3/samples/0/p99").asDouble()).isEqualTo(60);
    assertThat(json.at("/ratios/0/must").asText()).isEqualTo(">= 8.00");
    assertThat(json.at("/ratios/0/met").asBoolean()).isTrue();
    assertThat(json.at("/ratios/1").has("must")).isFalse();
    assertThat(json.at("/notes/0").asText()).startsWith("pasta-1500");
  }

  @Test
  @DisplayName("the table has the medians, and pass or MISS beside each target")
  void table() {
    assertThat(TableReport.of(results))
        .containsPattern("tap +up +qnet-1500 +9.00 +Gbit/s +22% +3 ")
        .containsPattern("tap +tcp_rr +qnet-1500 +25.00 +us p50 +40% +2 +50.00")
        .containsPattern("tap +up +qnet-1500 +slirp4netns-1500 +9.00 +>= 8.00 +pass\n")
        .containsPattern("tap +tcp_rr +qnet-1500 +pasta-65520 +1.25 +<= 1.00 +MISS\n")
        .containsPattern("start +ready +qnet +\\(itself\\) +150.0 +<= 160.00 +pass\n")
        .contains("note: pasta-1500");
  }

  @Test
  @DisplayName("the page loads nothing from elsewhere, and what was measured cannot break it")
  void page() throws IOException {
    String page = HtmlReport.of(results);

    assertThat(page)
        .contains("&lt;made up> &amp; &quot;fast&quot;")
        .contains("pasta-1500 &lt;/script>")
        .contains("pasta-1500 \\u003c/script>")
        .contains("<rect class=ours ", "<rect class=pass ", "<rect class=miss ")
        .contains("var uPlot=")
        .doesNotContainPattern("@[A-Z]+@")
        .doesNotContainPattern("(?i)(src|href) *= *[\"']?http");
    assertThat(page.split("</script>", -1)).hasSize(4);
  }
}
