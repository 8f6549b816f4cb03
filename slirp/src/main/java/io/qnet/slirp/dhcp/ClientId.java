package io.qnet.slirp.dhcp;

import io.netty.buffer.ByteBufUtil;
import io.qnet.wire.address.MacAddress;
import java.util.Locale;

/**
 * By what a client is known: its client identifier (RFC 2132, section 9.14), or "1, Ethernet
 * address" where it sends none.
 *
 * @param hex the octets in hexadecimal digits
 */
public record ClientId(String hex) {
  /** Longest identifier that is taken, in octets: it is echoed in a message of ordinary size. */
  static final int MAX_LENGTH = 512;

  /** The identifier of a client that sends none. */
  public static ClientId of(MacAddress mac) {
    return new ClientId("01" + String.format(Locale.ROOT, "%012x", mac.bits()));
  }

  static ClientId of(byte[] octets) {
    return new ClientId(ByteBufUtil.hexDump(octets));
  }

  @Override
  public String toString() {
    return hex;
  }
}
