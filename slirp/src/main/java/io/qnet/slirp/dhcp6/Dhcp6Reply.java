package io.qnet.slirp.dhcp6;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.qnet.wire.address.Ipv6Address;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An answer that is being written (RFC 8415, section 21). */
final class Dhcp6Reply {
  static final int SUCCESS = 0;
  static final int NO_ADDRESSES = 2;
  static final int NO_BINDING = 3;
  static final int NOT_ON_LINK = 4;

  private static final int PREFERRED = (int) AddressTable.PREFERRED.toSeconds();
  private static final int VALID = (int) AddressTable.VALID.toSeconds();

  private final ByteBuf message = Unpooled.buffer(256);

  Dhcp6Reply(int type, Dhcp6Message request, byte[] server) {
    message.writeByte(type).writeMedium(request.transaction());
    byte[] client = request.client();
    if (client != null) {
      option(Dhcp6Message.CLIENT_ID, client);
    }
    option(Dhcp6Message.SERVER_ID, server);
  }

  Dhcp6Reply option(int code, byte[] octets) {
    message.writeShort(code).writeShort(octets.length).writeBytes(octets);
    return this;
  }

  /** How it went, for the whole message. */
  Dhcp6Reply status(int code, String text) {
    writeStatus(code, text);
    return this;
  }

  /**
   * What becomes of an association: an address with its times, or why there is none.
   *
   * @param others addresses that the client must not use any more
   */
  void association(
      int id, @Nullable Ipv6Address address, List<Ipv6Address> others, int status, String text) {
    message.writeShort(Dhcp6Message.IA_NA);
    int lengthAt = message.writerIndex();
    message.writeShort(0).writeInt(id).writeInt(PREFERRED / 2).writeInt(PREFERRED * 4 / 5);
    if (address != null) {
      writeAddress(address, PREFERRED, VALID);
    }
    others.forEach(other -> writeAddress(other, 0, 0));
    if (status != SUCCESS) {
      writeStatus(status, text);
    }
    message.setShort(lengthAt, message.writerIndex() - lengthAt - Short.BYTES);
  }

  private void writeAddress(Ipv6Address address, int preferred, int valid) {
    message.writeShort(Dhcp6Message.IA_ADDRESS).writeShort(24);
    int at = message.writerIndex();
    message.writeZero(16);
    address.write(message, at);
    message.writeInt(preferred).writeInt(valid);
  }

  private void writeStatus(int code, String text) {
    byte[] octets = text.getBytes(StandardCharsets.US_ASCII);
    message.writeShort(Dhcp6Message.STATUS).writeShort(Short.BYTES + octets.length);
    message.writeShort(code).writeBytes(octets);
  }

  /** The message; the caller's. */
  ByteBuf message() {
    return message;
  }
}
