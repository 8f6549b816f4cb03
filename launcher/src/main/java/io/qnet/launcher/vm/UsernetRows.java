package io.qnet.launcher.vm;

import io.qnet.web.LabApi.End;
import io.qnet.web.LabApi.Mapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What QEMU's monitor answers to {@code info usernet}, as mappings: the table of its own user mode.
 *
 * <pre>
 *   Protocol[State]    FD  Source Address  Port   Dest. Address  Port RecvQ SendQ
 *   TCP[ESTABLISHED]   12       10.0.2.15 40112      192.0.2.80    80     0     0
 *   UDP[236 sec]       14       10.0.2.15 52001       10.0.2.3     53     0     0
 *   TCP[HOST_FORWARD]  11       127.0.0.1 10022       10.0.2.15    22     0     0
 * </pre>
 */
final class UsernetRows {
  private static final Pattern ROW =
      Pattern.compile(
          "\\s*([A-Z0-9]+)\\[([^\\]]*)\\]\\s+(-?\\d+)\\s+(\\S+)\\s+(\\d+|-)\\s+(\\S+)\\s+(\\d+|-)"
              + "\\s+(\\d+)\\s+(\\d+)\\s*");
  private static final String SECONDS = " sec";
  private static final String FORWARD = "HOST_FORWARD";

  private UsernetRows() {}

  /** The rows of {@code text}, numbered from {@code firstId}; lines that are none are left out. */
  static List<Mapping> parse(String text, long firstId) {
    List<Mapping> rows = new ArrayList<>();
    for (String line : text.lines().toList()) {
      Matcher matcher = ROW.matcher(line);
      if (matcher.matches()) {
        rows.add(row(firstId + rows.size(), matcher));
      }
    }
    return rows;
  }

  private static Mapping row(long id, Matcher row) {
    String state = row.group(2);
    boolean forward = state.equals(FORWARD);
    boolean timed = state.endsWith(SECONDS);
    End source = end(row.group(4), row.group(5));
    End destination = end(row.group(6), row.group(7));
    return new Mapping(
        id,
        row.group(1).toLowerCase(Locale.ROOT),
        forward ? destination : source,
        forward ? source : null,
        forward ? null : destination,
        timed ? "native" : state,
        timed ? Long.valueOf(state.substring(0, state.length() - SECONDS.length()).strip()) : null,
        0,
        0,
        Long.parseLong(row.group(8)),
        Long.parseLong(row.group(9)),
        Integer.parseInt(row.group(3)));
  }

  private static End end(String address, String port) {
    return new End(
        address.equals("*") ? "0.0.0.0" : address, port.equals("-") ? 0 : Integer.parseInt(port));
  }
}
