package io.qnet.redirect;

import io.qnet.redirect.ForwardRule.HostEnd;
import io.qnet.redirect.ForwardRule.Proxy;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which door is meant: the one at a place of the host; or, if a whole rule was written, the one
 * there that leads where the rule says.
 *
 * @param host where its clients come
 * @param rule the whole rule; null if only its host half was written
 */
public record DoorName(HostEnd host, @Nullable ForwardRule rule) {
  private static final Pattern HALF =
      Pattern.compile(
          "unix:(?!.*-(\\[[^]]*]|[^:]*):[0-9]+$).*" + "|[^:]*:(\\[[^]]*]|[^:]*):[0-9]+(-[0-9]+)?");

  /**
   * Reads a rule, or its half before the '-'.
   *
   * @return as many as its range has ports
   * @throws IllegalArgumentException if it is neither; the message is one sentence
   */
  public static List<DoorName> parse(String word) {
    String text = word.replaceFirst("^hostfwd=", "");
    if (!text.contains(ForwardRules.PROXY) && HALF.matcher(text).matches()) {
      return ForwardRules.parseHosts(text).stream().map(host -> new DoorName(host, null)).toList();
    }
    return ForwardRules.parse(text).stream().map(rule -> new DoorName(rule.host(), rule)).toList();
  }

  /** Whether a door that leads where {@code open} says is meant; all but the guest is compared. */
  boolean means(ForwardRule open) {
    return rule == null
        || (rule.host().equals(open.host())
            && rule.guestPort() == open.guestPort()
            && (rule.proxy() == Proxy.NONE || rule.proxy() == open.proxy()));
  }

  /** As it is typed. */
  @Override
  public String toString() {
    return String.valueOf(rule == null ? host : rule);
  }
}
