package io.qnet.slirp.dhcp;

import io.netty.buffer.ByteBuf;
import io.qnet.wire.address.Ipv4Address;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The options of one message. An option that comes in several pieces is one (RFC 3396), and {@code
 * file} and {@code sname} count where option 52 says that they hold options too (RFC 2131, section
 * 4.1).
 */
final class DhcpOptions {
  /** Stands for a number that is not there. */
  static final long ABSENT = -1;

  private static final int CODES = 256;
  private static final int FILE_OVERLOADED = 1;
  private static final int SERVER_NAME_OVERLOADED = 2;

  private final Map<Integer, byte[]> values;

  private DhcpOptions(Map<Integer, byte[]> values) {
    this.values = values;
  }

  /** Reads the options of a checked message; null if a length in them is impossible. */
  static @Nullable DhcpOptions read(DhcpView view) {
    return new Reader(view.buf()).read(view);
  }

  boolean has(int code) {
    return values.containsKey(code);
  }

  /** The octets of an option, or null. Not to be changed. */
  byte @Nullable [] octets(int code) {
    return values.get(code);
  }

  /** The octets of an option as a number, highest first, or {@link #ABSENT}. */
  long number(int code) {
    byte[] octets = values.get(code);
    if (octets == null) {
      return ABSENT;
    }
    long number = 0;
    for (byte octet : octets) {
      number = number << 8 | (octet & 0xff);
    }
    return number;
  }

  /** An option that holds an address, or null. */
  @Nullable Ipv4Address address(int code) {
    byte[] octets = values.get(code);
    return octets == null ? null : Ipv4Address.of(octets);
  }

  /** What of an option's text is fit to be a host name; empty if there is none. */
  String name(int code) {
    byte[] octets = values.get(code);
    if (octets == null) {
      return "";
    }
    String text = new String(octets, StandardCharsets.ISO_8859_1);
    String fit = text.replaceAll("[^A-Za-z0-9._-]", "");
    return fit.length() > 63 ? fit.substring(0, 63) : fit;
  }

  private boolean wellFormed() {
    return exactly(DhcpOption.MESSAGE_TYPE, 1)
        && exactly(DhcpOption.REQUESTED_ADDRESS, 4)
        && exactly(DhcpOption.LEASE_TIME, 4)
        && exactly(DhcpOption.SERVER_IDENTIFIER, 4)
        && exactly(DhcpOption.MAX_MESSAGE_SIZE, 2)
        && between(DhcpOption.PARAMETER_LIST, 1, CODES)
        && between(DhcpOption.CLIENT_IDENTIFIER, 1, ClientId.MAX_LENGTH);
  }

  private boolean exactly(int code, int length) {
    return between(code, length, length);
  }

  private boolean between(int code, int least, int most) {
    byte[] octets = values.get(code);
    return octets == null || (octets.length >= least && octets.length <= most);
  }

  /** Walks each area twice: to add up the pieces, and to put them together. */
  private static final class Reader {
    private final ByteBuf buf;
    private final Map<Integer, byte[]> values = new HashMap<>();
    private final int[] lengths = new int[CODES];
    private final int[] filled = new int[CODES];

    Reader(ByteBuf buf) {
      this.buf = buf;
    }

    @Nullable DhcpOptions read(DhcpView view) {
      int start = view.offset() + DhcpView.HEADER_LENGTH;
      int end = view.offset() + view.available();
      if (!measure(start, end)) {
        return null;
      }
      int overload = overload(start, end);
      int file = view.offset() + DhcpView.FILE;
      int fileEnd = file + ((overload & FILE_OVERLOADED) != 0 ? DhcpView.FILE_LENGTH : 0);
      int name = view.offset() + DhcpView.SERVER_NAME;
      int nameEnd =
          name + ((overload & SERVER_NAME_OVERLOADED) != 0 ? DhcpView.SERVER_NAME_LENGTH : 0);
      if (overload < 0 || !measure(file, fileEnd) || !measure(name, nameEnd)) {
        return null;
      }
      join(start, end);
      join(file, fileEnd);
      join(name, nameEnd);
      DhcpOptions options = new DhcpOptions(values);
      return options.wellFormed() ? options : null;
    }

    private boolean measure(int start, int end) {
      for (int at = start; at < end; ) {
        int code = buf.getUnsignedByte(at);
        if (code == DhcpOption.END) {
          return true;
        }
        if (code == DhcpOption.PAD) {
          at++;
          continue;
        }
        if (at + 2 > end || at + 2 + buf.getUnsignedByte(at + 1) > end) {
          return false;
        }
        lengths[code] += buf.getUnsignedByte(at + 1);
        at += 2 + buf.getUnsignedByte(at + 1);
      }
      return true; // without END, but whole
    }

    /** Option 52 in the main area: 1 to 3, 0 without it, -1 if it is something else. */
    private int overload(int start, int end) {
      for (int at = start; at < end && buf.getUnsignedByte(at) != DhcpOption.END; ) {
        int code = buf.getUnsignedByte(at);
        if (code == DhcpOption.OVERLOAD) {
          int value = buf.getUnsignedByte(at + 1) == 1 ? buf.getUnsignedByte(at + 2) : 0;
          return value >= 1 && value <= 3 ? value : -1;
        }
        at += code == DhcpOption.PAD ? 1 : 2 + buf.getUnsignedByte(at + 1);
      }
      return 0;
    }

    private void join(int start, int end) {
      for (int at = start; at < end && buf.getUnsignedByte(at) != DhcpOption.END; ) {
        int code = buf.getUnsignedByte(at);
        if (code == DhcpOption.PAD) {
          at++;
          continue;
        }
        int length = buf.getUnsignedByte(at + 1);
        byte[] whole = values.computeIfAbsent(code, absent -> new byte[lengths[absent]]);
        buf.getBytes(at + 2, whole, filled[code], length);
        filled[code] += length;
        at += 2 + length;
      }
    }
  }
}
