package io.qnet.slirp.dhcp6;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message of a client (RFC 8415, section 8), with its options in their order.
 *
 * @param transaction 24 bits
 */
record Dhcp6Message(int type, int transaction, List<Option> options) {
  static final int SOLICIT = 1;
  static final int ADVERTISE = 2;
  static final int REQUEST = 3;
  static final int CONFIRM = 4;
  static final int RENEW = 5;
  static final int REBIND = 6;
  static final int REPLY = 7;
  static final int RELEASE = 8;
  static final int DECLINE = 9;
  static final int INFORMATION_REQUEST = 11;

  static final int CLIENT_ID = 1;
  static final int SERVER_ID = 2;
  static final int IA_NA = 3;
  static final int IA_ADDRESS = 5;
  static final int OPTION_REQUEST = 6;
  static final int STATUS = 13;
  static final int RAPID_COMMIT = 14;
  static final int NAME_SERVERS = 23;
  static final int SEARCH_LIST = 24;
  static final int BOOT_FILE_URL = 59;

  /** Octets of the type and the transaction. */
  static final int HEADER = 4;

  private static final int OPTION_HEADER = 4;
  private static final int MOST_OPTIONS = 64;

  /** RFC 8415, section 11.1. */
  private static final int LONGEST_DUID = 130;

  private static final int SHORTEST_DUID = 3;

  /** One option; its octets are a copy. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Option(int code, byte[] octets) {}

  /** Reads a message; null if a length in it is wrong, or it has too many options. */
  static @Nullable Dhcp6Message read(ByteBuf from) {
    if (from.readableBytes() < HEADER) {
      return null;
    }
    int begin = from.readerIndex();
    List<Option> options = options(from.slice(begin + HEADER, from.readableBytes() - HEADER));
    return options == null
        ? null
        : new Dhcp6Message(from.getUnsignedByte(begin), from.getUnsignedMedium(begin + 1), options);
  }

  /** The options in a message, or in an option; null if they are not well formed. */
  static @Nullable List<Option> options(ByteBuf from) {
    List<Option> options = new ArrayList<>();
    while (from.isReadable()) {
      if (from.readableBytes() < OPTION_HEADER || options.size() == MOST_OPTIONS) {
        return null;
      }
      int code = from.readUnsignedShort();
      int length = from.readUnsignedShort();
      if (length > from.readableBytes()) {
        return null;
      }
      options.add(new Option(code, ByteBufUtil.getBytes(from.readSlice(length))));
    }
    return options;
  }

  /** The octets of the first option of this code; null if there is none. */
  byte @Nullable [] first(int code) {
    for (Option option : options) {
      if (option.code == code) {
        return option.octets;
      }
    }
    return null;
  }

  boolean has(int code) {
    return first(code) != null;
  }

  /** Who asks; null if it does not say so, or in an impossible way. */
  byte @Nullable [] client() {
    byte[] duid = first(CLIENT_ID);
    return duid == null || duid.length < SHORTEST_DUID || duid.length > LONGEST_DUID ? null : duid;
  }

  /** Whether an option is asked for. */
  boolean asksFor(int code) {
    byte[] codes = first(OPTION_REQUEST);
    for (int i = 0; codes != null && i + 1 < codes.length; i += 2) {
      if (((codes[i] & 0xff) << 8 | (codes[i + 1] & 0xff)) == code) {
        return true;
      }
    }
    return false;
  }
}
