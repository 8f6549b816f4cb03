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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is done over a path; "up" is from the guest's side to the host. */
public enum Workload {
  /** One TCP connection up, from a file that is sent in place. */
  UP("up", true, "-Z"),
  /** One TCP connection down. */
  DOWN("down", true, "-R"),
  /** The same up, where the server is the guest's. */
  DOOR_UP("up", true, "-R"),
  /** The same down, where the server is the guest's. */
  DOOR_DOWN("down", true, "-Z"),
  /** Four TCP connections up. */
  UP4("up-4", true, "-Z", "-P", "4"),
  /** Four TCP connections down. */
  DOWN4("down-4", true, "-R", "-P", "4"),
  /** One octet there and one back, over one TCP connection. */
  TCP_RR("tcp_rr", false),
  /** The same, over a new connection each time, which is reset afterwards. */
  TCP_CRR("tcp_crr", false),
  /** The same, at a rate; every other connection is closed in order. */
  TCP_PACED("tcp_paced", false),
  /** One octet there and one back, by UDP. */
  UDP_RR("udp_rr", false),
  /** Datagrams of 64 octets, as fast as they go; what arrives counts. */
  UDP_64("udp", false),
  /** Frames of a guest on a socket; what is taken from it counts. */
  FRAMES("frames", false);

  /** What a namespace on a device is loaded with. */
  public static final List<Workload> OF_A_NAMESPACE =
      List.of(UP, DOWN, UP4, TCP_RR, TCP_CRR, UDP_RR, UDP_64);

  /** What a door into a guest is loaded with: the client is the host's. */
  public static final List<Workload> OF_A_DOOR = List.of(DOOR_DOWN, DOOR_UP, TCP_RR, TCP_CRR);

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern RECEIVER = Pattern.compile("([0-9.]+) Kbits/sec.*receiver");

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

  private boolean counts() {
    return this == UDP_64 || this == FRAMES;
  }

  /** Reads iperf3's line about the receiver, with the rate in Kbits/sec. */
  public static Sample kilobits(String line) throws IOException {
    Matcher matcher = RECEIVER.matcher(line);
    if (!matcher.find()) {
      throw new IOException("iperf3 says: " + line);
    }
    return Sample.of(Double.parseDouble(matcher.group(1)) / 1e6);
  }

  /** What its numbers mean. */
  public Measure measure(String suite) {
    if (iperf) {
      return new Measure(suite, word, "Gbit/s", true);
    }
    return counts()
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
    String key = counts() ? "per_second" : "p50";
    Double value = details.get(key);
    if (value == null) {
      throw new IOException(String.format(Locale.ROOT, "qnet-load says no %s: %s", key, printed));
    }
    return new Sample(counts() ? value / 1000 : value, details);
  }
}
