package io.qnet.launcher.user;

import io.qnet.wire.address.IpAddress;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.Ipv6Address;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * From where guests' traffic leaves the host: {@code outbound=}, an address, one of each family, or
 * an interface.
 */
final class OutboundGroup implements OptionGroup {
  private @Nullable Ipv4Address four;
  private @Nullable Ipv6Address six;
  private @Nullable String device;

  @Override
  public List<String> keys() {
    return List.of("outbound");
  }

  @Override
  public void take(String key, String value) {
    if (value.isEmpty()) {
      throw new IllegalArgumentException("an address of this host or an interface is needed");
    }
    if (!value.matches("[0-9.]+|.*:.*")) {
      device = value;
      return;
    }
    IpAddress address = IpAddress.parse(value);
    if (address instanceof Ipv4Address address4) {
      four = address4;
    } else {
      six = (Ipv6Address) address;
    }
  }

  /** What was written, not looked up yet; an interface counts more than addresses. */
  OutboundChoice result() {
    return new OutboundChoice(four, six, device);
  }
}
