package io.qnet.launcher.user;

import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.Ipv4Subnet;

/** The forms of {@code net=}: an address, an address and a length, an address and a mask. */
final class Network {
  private static final int SHORTEST_PREFIX = 4;
  private static final int LONGEST_PREFIX = 32;

  private Network() {}

  /**
   * Reads {@code 10.0.2.0/24}, {@code 10.0.2.0/255.255.255.0} or {@code 10.0.2.0}, whose length is
   * that of its class.
   *
   * @throws IllegalArgumentException if {@code text} is something else; the message is one sentence
   */
  static Ipv4Subnet parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      Ipv4Address address = Ipv4Address.parse(text);
      return new Ipv4Subnet(address, classLength(address.bits()));
    }
    Ipv4Address address = Ipv4Address.parse(text.substring(0, slash));
    int length = length(text.substring(slash + 1));
    if (length < SHORTEST_PREFIX || length > LONGEST_PREFIX) {
      throw new IllegalArgumentException(
          "a network's length is between 4 and 32 bits, but got '" + text + "'");
    }
    return new Ipv4Subnet(address, length);
  }

  private static int length(String text) {
    if (text.matches("[0-9]{1,3}")) {
      return Integer.parseInt(text);
    }
    int mask = Ipv4Address.parse(text).bits();
    int length = Integer.numberOfLeadingZeros(~mask);
    if (length < Integer.SIZE && mask << length != 0) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a netmask: its one bits have gaps between them");
    }
    return length;
  }

  /** The length QEMU takes where none is written (net/slirp.c, net_slirp_init). */
  private static int classLength(int bits) {
    if (bits >= 0) {
      return 8;
    }
    if (bits >>> 20 == 0xac1) {
      return 12;
    }
    if (bits >>> 30 == 0b10) {
      return 16;
    }
    if (bits >>> 16 == 0xc0a8) {
      return 16;
    }
    if (bits >>> 16 == 0xc612) {
      return 15;
    }
    return bits >>> 29 == 0b110 ? 24 : 28;
  }
}
