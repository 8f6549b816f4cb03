package io.qnet.slirp.dns;

import io.qnet.wire.address.IpAddress;
import io.qnet.wire.address.Ipv4Address;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The name servers to ask, in order: at least one.
 *
 * @param addresses each is asked at port {@value #PORT}
 */
public record Resolvers(List<IpAddress> addresses) {
  /** Where name servers listen, over UDP and TCP. */
  public static final int PORT = 53;

  /** As many as the host itself would ask: MAXNS of resolv.conf(5). */
  private static final int MOST = 3;

  /** Rejects an empty list. */
  public Resolvers {
    addresses = List.copyOf(addresses);
    if (addresses.isEmpty()) {
      throw new IllegalArgumentException(
          "there has to be a name server to ask; write its address, such as 127.0.0.1");
    }
  }

  /**
   * Reads the {@code nameserver} lines of resolv.conf(5). Addresses with a scope are passed over;
   * without any name server it is 127.0.0.1, as there.
   */
  public static Resolvers parse(String text) {
    List<IpAddress> addresses = new ArrayList<>();
    for (String line : (Iterable<String>) text.lines()::iterator) {
      String[] words = line.trim().split("\\s+", -1);
      IpAddress address =
          words.length >= 2 && words[0].equals("nameserver") ? address(words[1]) : null;
      if (address != null && addresses.size() < MOST) {
        addresses.add(address);
      }
    }
    return new Resolvers(addresses.isEmpty() ? List.of(Ipv4Address.LOOPBACK) : addresses);
  }

  private static @Nullable IpAddress address(String text) {
    try {
      return IpAddress.parse(text);
    } catch (IllegalArgumentException notAnAddress) {
      return null;
    }
  }
}
