package io.qnet.launcher.monitor;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What is wrong with a rule of {@code hostfwd_add}, in the words of QEMU's net/slirp.c. */
final class RuleFault {
  private static final Pattern PROTOCOL = Pattern.compile("|tcp|udp");
  private static final Pattern ADDRESS = Pattern.compile("|[0-9.]+|\\[[^]]*]");
  private static final Pattern SHAPE =
      Pattern.compile("([^:]*):(\\[[^]]*]|[^:]*)(:([^-]*)(-(\\[[^]]*]|[^:]*)(:(.*))?)?)?");
  private static final int LAST_PORT = 0xffff;

  private RuleFault() {}

  /** The first fault, from left to right; null if QEMU would find none. */
  static @Nullable String of(String rule) {
    Matcher parts = SHAPE.matcher(rule);
    if (!parts.matches()) {
      return "No : separators";
    }
    if (!PROTOCOL.matcher(parts.group(1)).matches()) {
      return "Bad protocol name";
    }
    if (parts.group(3) == null) {
      return "Missing : separator";
    }
    if (!ADDRESS.matcher(parts.group(2)).matches()) {
      return "Bad host address";
    }
    if (parts.group(5) == null) {
      return "Bad host port separator";
    }
    if (!isPort(parts.group(4), 0)) {
      return "Bad host port";
    }
    if (parts.group(7) == null) {
      return "Missing guest address";
    }
    if (!ADDRESS.matcher(parts.group(6)).matches()) {
      return "Bad guest address";
    }
    return isPort(parts.group(8), 1) ? null : "Bad guest port";
  }

  private static boolean isPort(String text, int least) {
    return text.matches("[0-9]{1,5}")
        && Integer.parseInt(text) >= least
        && Integer.parseInt(text) <= LAST_PORT;
  }
}
