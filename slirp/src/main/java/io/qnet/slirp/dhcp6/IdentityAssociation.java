package io.qnet.slirp.dhcp6;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.qnet.wire.address.Ipv6Address;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * For what a client wants an address: IA_NA (RFC 8415, section 21.4).
 *
 * @param id the client's own number for it
 * @param addresses those it has, or would like
 */
record IdentityAssociation(int id, List<Ipv6Address> addresses) {
  private static final int HEADER = 12;
  private static final int ADDRESS_HEADER = 24;

  /** All of a message; null if one is not well formed. */
  static @Nullable List<IdentityAssociation> of(Dhcp6Message message) {
    List<IdentityAssociation> all = new ArrayList<>();
    for (Dhcp6Message.Option option : message.options()) {
      if (option.code() == Dhcp6Message.IA_NA) {
        IdentityAssociation one = read(option.octets());
        if (one == null) {
          return null;
        }
        all.add(one);
      }
    }
    return all;
  }

  private static @Nullable IdentityAssociation read(byte[] octets) {
    if (octets.length < HEADER) {
      return null;
    }
    ByteBuf from = Unpooled.wrappedBuffer(octets);
    int id = from.readInt();
    List<Dhcp6Message.Option> options = Dhcp6Message.options(from.skipBytes(2 * Integer.BYTES));
    if (options == null) {
      return null;
    }
    List<Ipv6Address> addresses = new ArrayList<>();
    for (Dhcp6Message.Option option : options) {
      if (option.code() == Dhcp6Message.IA_ADDRESS) {
        if (option.octets().length < ADDRESS_HEADER) {
          return null;
        }
        addresses.add(Ipv6Address.read(Unpooled.wrappedBuffer(option.octets()), 0));
      }
    }
    return new IdentityAssociation(id, addresses);
  }
}
