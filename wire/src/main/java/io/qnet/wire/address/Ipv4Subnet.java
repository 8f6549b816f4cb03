package io.qnet.wire.address;

/**
 * An IPv4 network, such as 10.0.2.0/24.
 *
 * @param network its first address
 * @param prefixLength how many leading bits its addresses share, 0 to 32
 */
public record Ipv4Subnet(Ipv4Address network, int prefixLength) {
  /** Rejects a prefix length out of range, and clears the host bits. */
  public Ipv4Subnet {
    if (prefixLength < 0 || prefixLength > 32) {
      throw new IllegalArgumentException(
          "a prefix length is between 0 and 32, but got " + prefixLength);
    }
    network = new Ipv4Address(network.bits() & mask(prefixLength));
  }

  private static int mask(int prefixLength) {
    return prefixLength == 0 ? 0 : -1 << (32 - prefixLength);
  }

  /** The netmask, such as 255.255.255.0. */
  public Ipv4Address netmask() {
    return new Ipv4Address(mask(prefixLength));
  }

  /** The last address, to which all stations listen. */
  public Ipv4Address broadcast() {
    return Ipv4Address.of(network.bits() | ~mask(prefixLength));
  }

  /** Whether {@code address} lies in this network. */
  public boolean contains(Ipv4Address address) {
    return (address.bits() & mask(prefixLength)) == network.bits();
  }

  @Override
  public String toString() {
    return network + "/" + prefixLength;
  }
}
