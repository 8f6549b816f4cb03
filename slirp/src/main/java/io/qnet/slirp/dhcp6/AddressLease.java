package io.qnet.slirp.dhcp6;

import io.netty.buffer.ByteBufUtil;
import io.qnet.wire.address.Ipv6Address;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * An address that is not free.
 *
 * @param client who has it: the address of its card if its identifier tells that (RFC 8415, 11.2
 *     and 11.4), else the identifier in hexadecimal digits; empty if it was declined
 * @param expiresAt when it is free again, in nanoseconds of the segment's clock
 */
public record AddressLease(Ipv6Address address, String client, long expiresAt) {
  private static final int MAC = 6;
  private static final int LINK_LAYER_AND_TIME = 1;
  private static final int LINK_LAYER = 3;

  static AddressLease of(Ipv6Address address, byte[] duid, long expiresAt) {
    int head = duid.length - MAC;
    boolean card =
        (head == 8 && startsWith(duid, LINK_LAYER_AND_TIME))
            || (head == 4 && startsWith(duid, LINK_LAYER));
    String client =
        card
            ? IntStream.range(head, duid.length)
                .mapToObj(i -> "%02x".formatted(duid[i]))
                .collect(Collectors.joining(":"))
            : ByteBufUtil.hexDump(duid);
    return new AddressLease(address, client, expiresAt);
  }

  /** Whether it begins with this type, and Ethernet as hardware. */
  private static boolean startsWith(byte[] duid, int type) {
    return Arrays.equals(duid, 0, 4, new byte[] {0, (byte) type, 0, 1}, 0, 4);
  }
}
