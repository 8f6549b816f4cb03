package io.qnet.bench.scale;

import io.qnet.bench.host.BenchException;
import io.qnet.bench.host.Children;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What lives on a JVM's heap, class by class: {@code jcmd PID GC.class_histogram}, which collects
 * all garbage first.
 *
 * @param octets of all objects
 * @param classes what there is of each, by its name
 */
record HeapHistogram(long octets, Map<String, Row> classes) {
  private static final Pattern ROW = Pattern.compile("\\s*\\d+:\\s+(\\d+)\\s+(\\d+)\\s+(\\S+).*");
  private static final Pattern TOTAL = Pattern.compile("Total\\s+(\\d+)\\s+(\\d+)\\s*");

  /**
   * The objects of a class.
   *
   * @param instances how many
   * @param octets of all of them
   */
  record Row(long instances, long octets) {
    static final Row NONE = new Row(0, 0);
  }

  /** Of the JVM {@code pid}, now; by the jcmd beside its java. */
  static HeapHistogram of(Children children, long pid)
      throws BenchException, IOException, InterruptedException {
    Path beside = Path.of("/proc/" + pid + "/exe").toRealPath().resolveSibling("jcmd");
    String jcmd = Files.isExecutable(beside) ? beside.toString() : "jcmd";
    return parse(children.require(jcmd, "" + pid, "GC.class_histogram"));
  }

  /** Reads what jcmd printed. */
  static HeapHistogram parse(String printed) throws IOException {
    Map<String, Row> classes = new HashMap<>();
    long total = -1;
    for (String line : printed.lines().toList()) {
      Matcher row = ROW.matcher(line);
      Matcher sum = TOTAL.matcher(line);
      if (row.matches()) {
        long instances = Long.parseLong(row.group(1));
        classes.put(row.group(3), new Row(instances, Long.parseLong(row.group(2))));
      } else if (sum.matches()) {
        total = Long.parseLong(sum.group(2));
      }
    }
    if (total < 0) {
      throw new IOException("jcmd says no total: " + printed.strip());
    }
    return new HeapHistogram(total, classes);
  }

  /**
   * The classes of which there is more than {@code before}, those that take most first.
   *
   * @param flows through how many the growth is divided
   * @param most how many classes at most
   */
  List<String> growth(HeapHistogram before, long flows, int most) {
    return classes.keySet().stream()
        .filter(name -> more(before, name).octets() > 0)
        .sorted(Comparator.comparingLong((String name) -> -more(before, name).octets()))
        .limit(most)
        .map(name -> shown(name, more(before, name), flows))
        .toList();
  }

  private Row more(HeapHistogram before, String name) {
    Row now = classes.getOrDefault(name, Row.NONE);
    Row then = before.classes.getOrDefault(name, Row.NONE);
    return new Row(now.instances() - then.instances(), now.octets() - then.octets());
  }

  private static String shown(String name, Row row, long flows) {
    return String.format(
        Locale.ROOT,
        "%.1f %s %d",
        (double) row.instances() / flows,
        name.substring(name.lastIndexOf('.') + 1),
        row.octets() / flows);
  }
}
