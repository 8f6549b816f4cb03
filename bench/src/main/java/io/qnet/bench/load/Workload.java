package io.qnet.bench.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.qnet.bench.result.Measure;
import io.qnet.bench.result.Sample;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What is done over a path; "up" is from the guest's side to the host. */
public enum Workload {
  /** One TCP connection up, from a file that is sent in place. */
  UP("up", true, "-Z"),
  /** One TCP connection down. */
  DOWN("down", true, "-R"),
  /** Four TCP connections up. */
  UP4("up-4", true, "-Z", "-P", "4"),
  /** One octet there and one back, over one TCP connection. */
  TCP_RR("tcp_rr", false),
  /** The same, over a new connection each time, which is reset afterwards. */
  TCP_CRR("tcp_crr", false),
  /** One octet there and one back, by UDP. */
  UDP_RR("udp_rr", false),
  /** Datagrams of 64 octets, as fast as they go; what arrives counts. */
  UDP_64("udp", false);

  private static final ObjectMapper JSON = new ObjectMapper();

  private final String word;
  private final boolean iperf;
  private final String options;

  Workload(String word, boolean iperf, String... options) {
    this.word = word;
    this.iperf = iperf;
    this.options = String.join(" ", options);
  }

  /** Its name, and that of qnet-load's mode. */
  public String word() {
    return word;
  }

  /** Whether iperf3 does it, else qnet-load. */
  public boolean iperf() {
    return iperf;
  }

  /** Options of iperf3. */
  public List<String> options() {
    return options.isEmpty() ? List.of() : List.of(options.split(" "));
  }

  /** What its numbers mean. */
  public Measure measure(String suite) {
    if (iperf) {
      return new Measure(suite, word, "Gbit/s", true);
    }
    return this == UDP_64
        ? new Measure(suite, word, "kpps", true)
        : new Measure(suite, word, "us p50", false);
  }

  /** Reads what the client printed: a document of iperf3, or a line of qnet-load. */
  public Sample sample(String printed) throws IOException {
    JsonNode json = JSON.readTree(printed);
    if (iperf) {
      JsonNode rate = json.at("/end/sum_received/bits_per_second");
      if (!rate.isNumber()) {
        throw new IOException("iperf3 says: " + json.path("error").asText("nothing"));
      }
      return Sample.of(rate.asDouble() / 1e9);
    }
    Map<String, Double> details = new TreeMap<>();
    for (Map.Entry<String, JsonNode> field : json.properties()) {
      if (field.getValue().isNumber()) {
        details.put(field.getKey(), field.getValue().asDouble());
      }
    }
    String key = this == UDP_64 ? "per_second" : "p50";
    Double value = details.get(key);
    if (value == null) {
      throw new IOException(String.format(Locale.ROOT, "qnet-load says no %s: %s", key, printed));
    }
    return new Sample(this == UDP_64 ? value / 1000 : value, details);
  }
}
