package io.qnet.launcher.user;

import io.qnet.slirp.IcmpPolicy;
import io.qnet.slirp.PolicySettings;
import io.qnet.wire.address.Ipv4Address;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Whom guests reach. */
final class PolicyGroup implements OptionGroup {
  private IcmpPolicy icmp = PolicySettings.DEFAULT.icmp();
  private boolean loopback = PolicySettings.DEFAULT.loopback();
  private boolean restrict = PolicySettings.DEFAULT.restrict();
  private boolean recursion = PolicySettings.DEFAULT.recursion();

  @Override
  public List<String> keys() {
    return List.of("icmp", "loopback", "recursion", "restrict");
  }

  @Override
  public List<String> switches() {
    return List.of("loopback", "recursion", "restrict");
  }

  @Override
  public void take(String key, String value) {
    switch (key) {
      case "icmp" -> icmp = icmp(value);
      case "loopback" -> loopback = Values.onOrOff(value);
      case "recursion" -> recursion = Values.onOrOff(value);
      default -> restrict = Values.onOrOff(value);
    }
  }

  private static IcmpPolicy icmp(String value) {
    Values.oneOf(value, List.of("off", "gateway", "proxy"));
    return IcmpPolicy.valueOf(value.toUpperCase(Locale.ROOT));
  }

  boolean restrict() {
    return restrict;
  }

  /**
   * All that was written.
   *
   * @param otherRouter the guests' router, if that is not the gateway
   */
  PolicySettings result(@Nullable Ipv4Address otherRouter) {
    return new PolicySettings(icmp, loopback, restrict, recursion, otherRouter);
  }
}
