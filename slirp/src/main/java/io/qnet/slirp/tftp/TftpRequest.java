package io.qnet.slirp.tftp;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request to read a file (RFC 1350, section 5; RFC 2347).
 *
 * @param mode in lower case
 * @param options names in lower case, in the order of the request; of two equal ones the first
 */
record TftpRequest(String name, String mode, Map<String, String> options) {
  static final int READ = 1;
  static final int WRITE = 2;
  static final int DATA = 3;
  static final int ACKNOWLEDGMENT = 4;
  static final int ERROR = 5;
  static final int OPTIONS = 6;

  /** RFC 2347: a request has at most so many octets. */
  private static final int LONGEST = 512;

  /** Octets of the operation. */
  static final int OPERATION = 2;

  /** What follows the operation; null if it is not what the RFCs say. */
  static @Nullable TftpRequest read(ByteBuf message) {
    if (message.readableBytes() > LONGEST) {
      return null;
    }
    ByteBuf rest = message.slice().skipBytes(OPERATION);
    String name = text(rest);
    String mode = text(rest);
    if (name == null || mode == null) {
      return null;
    }
    Map<String, String> options = new LinkedHashMap<>();
    while (rest.isReadable()) {
      String option = text(rest);
      String value = text(rest);
      if (option == null || value == null) {
        break; // padding of old clients
      }
      options.putIfAbsent(option.toLowerCase(Locale.ROOT), value);
    }
    return new TftpRequest(name, mode.toLowerCase(Locale.ROOT), options);
  }

  private static @Nullable String text(ByteBuf from) {
    int length = from.bytesBefore((byte) 0);
    if (length < 0) {
      return null;
    }
    String text = from.toString(from.readerIndex(), length, StandardCharsets.UTF_8);
    from.skipBytes(length + 1);
    return text;
  }

  /** The value of an option that is a number; -1 if it is not there, or no number of that range. */
  int number(String option, int least, int most) {
    String value = options.getOrDefault(option, "");
    int number = value.matches("[0-9]{1,9}") ? Integer.parseInt(value) : -1;
    return number < least || number > most ? -1 : number;
  }

  /** The name as it may be shown to people. */
  String printable() {
    return name.replaceAll("[^\\x20-\\x7e]", "?");
  }
}
