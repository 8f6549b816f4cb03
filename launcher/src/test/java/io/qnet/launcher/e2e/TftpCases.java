package io.qnet.launcher.e2e;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.qnet.wire.Frame;
import io.qnet.wire.kit.Frames;
import io.qnet.wire.packet.UdpView;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What both gateways are asked for by TFTP, and what their answers say. */
final class TftpCases {
  /** The file that both serve. */
  static final String FILE = "boot.txt";

  static final int CLIENT_PORT = 5100;
  private static final int PORT = 69;
  private static final int READ = 1;
  private static final int WRITE = 2;
  private static final int DATA = 3;
  private static final int ERROR = 5;
  private static final int OPTIONS = 6;

  private TftpCases() {}

  static void addTo(Map<String, List<Frame>> cases, Frames toRouter) {
    put(cases, toRouter, "TFTP read", READ, FILE, "octet");
    put(cases, toRouter, "TFTP read, absolute", READ, "/" + FILE, "OCTET");
    put(cases, toRouter, "TFTP read, size asked", READ, FILE, "octet", "tsize", "0");
    put(cases, toRouter, "TFTP read, blocks of 1024", READ, FILE, "octet", "blksize", "1024");
    put(cases, toRouter, "TFTP read, window of 4", READ, FILE, "octet", "windowsize", "4");
    put(cases, toRouter, "TFTP read, what is not there", READ, "missing", "octet");
    put(cases, toRouter, "TFTP read, out of the folder", READ, "../" + FILE, "octet");
    put(cases, toRouter, "TFTP read as text", READ, FILE, "netascii");
    put(cases, toRouter, "TFTP write", WRITE, FILE, "octet");
  }

  private static void put(
      Map<String, List<Frame>> cases,
      Frames toRouter,
      String name,
      int operation,
      String... words) {
    ByteBuf message = Unpooled.buffer().writeShort(operation);
    for (String word : words) {
      message.writeCharSequence(word, StandardCharsets.US_ASCII);
      message.writeByte(0);
    }
    cases.put(name, List.of(toRouter.udp(CLIENT_PORT, PORT, ByteBufUtil.getBytes(message))));
  }

  static String summary(UdpView datagram) {
    ByteBuf message = datagram.buf().slice(datagram.payload(), datagram.payloadLength());
    String from = datagram.sourcePort() == PORT ? " from port 69" : "";
    int operation = message.readUnsignedShort();
    return switch (operation) {
      case DATA ->
          "TFTP DATA " + message.readUnsignedShort() + ", " + message.readableBytes() + from;
      case ERROR -> "TFTP ERROR " + message.readUnsignedShort() + from;
      case OPTIONS -> "TFTP OACK " + words(message) + from;
      default -> "TFTP " + operation + from;
    };
  }

  private static String words(ByteBuf message) {
    List<String> words = new ArrayList<>();
    while (message.isReadable()) {
      int length = message.bytesBefore((byte) 0);
      words.add(message.readCharSequence(length, StandardCharsets.US_ASCII).toString());
      message.skipBytes(1);
    }
    return String.join(" ", words);
  }

  /** What ends a transfer that {@code answer} belongs to; null if it is none. */
  static @Nullable Frame end(byte[] answer, Frames toRouter) {
    UdpView datagram = Summary.udpOf(answer);
    if (datagram == null
        || datagram.destinationPort() != CLIENT_PORT
        || datagram.buf().getUnsignedShort(datagram.payload()) == ERROR) {
      return null;
    }
    byte[] error = {0, ERROR, 0, 0, 0};
    return toRouter.udp(CLIENT_PORT, datagram.sourcePort(), error);
  }
}
