package io.qnet.vde.plug;

import io.netty.buffer.ByteBuf;
import io.qnet.vde.SwitchSettings;
import io.qnet.vde.VirtualSwitch;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks for.
 *
 * <pre>
 *  version 3:  0       4         8             12                    122
 *              | magic | 3       | type, port  | sockaddr_un         | description ...
 *  version 1:  0       4         8             14                    124
 *              | magic | type    | MAC address | sockaddr_un         | description ...
 * </pre>
 *
 * <p>The low octet of the type is 0 for a port, 1 for port 0; the number of the port that is wanted
 * stands above it, 0 for any.
 *
 * @param wish the port, or {@link VirtualSwitch#ANY_PORT}
 * @param path the client's datagram socket
 * @param description what the client says of itself, in characters that can be printed
 */
record ControlRequest(int wish, String path, String description) {
  static final int MAGIC = 0xfeedface;

  /** The most that a request has: what the original reads of one. */
  static final int LONGEST = 256;

  private static final int VERSION = 4;
  private static final int TYPE_1 = 4;
  private static final int TYPE_3 = 8;
  private static final int SOCKET_3 = 12;
  private static final int SOCKET_1 = 14;
  private static final int NEW_CONTROL = 0;
  private static final int NEW_PORT_0 = 1;
  private static final int PORT_SHIFT = 8;
  private static final String UNPRINTABLE = "[\\p{Cc}\\p{Cf}\\p{Co}\\p{Cn}\\p{Cs}\\p{Zl}\\p{Zp}]";

  /** Not a request: the message says why, for the log. */
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    Malformed(String why) {
      super(why);
    }
  }

  /**
   * Reads what came so far; it may go on with more of the description.
   *
   * @return null if there has to be more
   */
  static @Nullable ControlRequest parse(ByteBuf buf) throws Malformed {
    int length = buf.readableBytes();
    if (length > LONGEST) {
      throw new Malformed("more than " + LONGEST + " octets");
    }
    if (length < Integer.BYTES) {
      return null;
    }
    int begin = buf.readerIndex();
    if (buf.getIntLE(begin) != MAGIC) {
      throw new Malformed("it does not begin with the magic number of VDE");
    }
    if (length < VERSION + Integer.BYTES) {
      return null;
    }
    int version = buf.getIntLE(begin + VERSION);
    if (version == 3) {
      return body(buf, TYPE_3, SOCKET_3);
    }
    if ((version & 0xff) <= NEW_PORT_0 && version >>> PORT_SHIFT <= SwitchSettings.MOST_PORTS) {
      return body(buf, TYPE_1, SOCKET_1); // the field is version 1's type
    }
    throw new Malformed("version " + Integer.toUnsignedString(version) + " is not known");
  }

  private static @Nullable ControlRequest body(ByteBuf buf, int typeAt, int socketAt)
      throws Malformed {
    int begin = buf.readerIndex();
    int rest = buf.readableBytes() - socketAt - SunPath.LENGTH;
    if (rest < 0) {
      return null;
    }
    int type = buf.getIntLE(begin + typeAt);
    int kind = type & 0xff;
    if (kind != NEW_CONTROL && kind != NEW_PORT_0) {
      throw new Malformed("type " + kind + " is not known");
    }
    int port = type >>> PORT_SHIFT;
    int wish = kind == NEW_PORT_0 ? 0 : port == 0 ? VirtualSwitch.ANY_PORT : port;
    String text = buf.toString(begin + socketAt + SunPath.LENGTH, rest, StandardCharsets.UTF_8);
    return new ControlRequest(wish, SunPath.read(buf, begin + socketAt), printable(text));
  }

  /**
   * Nothing that a terminal would do instead of showing it: controls, what turns the direction of
   * writing, new lines. Octets that are no UTF-8 were replaced already, by U+FFFD.
   */
  private static String printable(String text) {
    return text.replaceFirst("[\\p{Cc}\\x{fffd}]+$", "").replaceAll(UNPRINTABLE, "?").strip();
  }

  /** Appends this request in version 3. */
  void write(ByteBuf buf) {
    int type = wish == 0 ? NEW_PORT_0 : Math.max(0, wish) << PORT_SHIFT;
    buf.writeIntLE(MAGIC).writeIntLE(3).writeIntLE(type);
    SunPath.write(buf, path);
    buf.writeCharSequence(description, StandardCharsets.UTF_8);
  }
}
