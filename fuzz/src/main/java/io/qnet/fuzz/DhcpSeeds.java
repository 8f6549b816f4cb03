package io.qnet.fuzz;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.qnet.wire.address.Ipv4Address;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What clients of DHCP say (RFC 2131). */
final class DhcpSeeds {
  private static final int DISCOVER = 1;
  private static final int REQUEST = 3;
  private static final int DECLINE = 4;
  private static final int RELEASE = 7;
  private static final int INFORM = 8;

  private static final byte[] FIRST = {50, 4, 10, 0, 2, 15};
  private static final byte[] ASKED = {55, 6, 1, 3, 6, 15, 26, 119};

  private DhcpSeeds() {}

  static Map<String, byte[]> all() {
    Map<String, byte[]> seeds = new LinkedHashMap<>();
    seeds.put("discover-request", script(message(DISCOVER, ASKED), message(REQUEST, FIRST)));
    seeds.put("release", script(message(REQUEST, FIRST), message(RELEASE)));
    seeds.put("decline", script(message(DISCOVER), message(DECLINE, FIRST)));
    seeds.put("inform", script(message(INFORM, ASKED)));
    seeds.put("bootp", script(header()));
    seeds.put("overload", script(message(DISCOVER, new byte[] {52, 1, 3})));
    seeds.put(
        "foreign", script(message(REQUEST, new byte[] {50, 4, (byte) 192, (byte) 168, 1, 1})));
    byte[] pxe = "PXEClient:Arch:00007:UNDI:003016".getBytes(StandardCharsets.US_ASCII);
    seeds.put("pxe", script(message(DISCOVER, option(60, pxe), new byte[] {93, 2, 0, 7})));
    seeds.put(
        "client-id", script(message(DISCOVER, option(61, new byte[254]), new byte[] {61, 1, 7})));
    return seeds;
  }

  private static byte[] option(int code, byte[] value) {
    byte[] option = new byte[2 + value.length];
    option[0] = (byte) code;
    option[1] = (byte) value.length;
    System.arraycopy(value, 0, option, 2, value.length);
    return option;
  }

  private static byte[] script(byte[]... messages) {
    return Step.write(List.of(messages).stream().map(message -> new Step(0, message)).toList());
  }

  private static byte[] header() {
    return message(0);
  }

  private static byte[] message(int type, byte[]... options) {
    ByteBuf message = Unpooled.buffer(300);
    message.writeByte(1).writeByte(1).writeByte(6).writeByte(0).writeInt(0x1234).writeInt(0);
    boolean named = type == RELEASE || type == INFORM;
    message.writeInt(named ? Laboratory.GUEST.bits() : Ipv4Address.ANY.bits()).writeZero(12);
    Laboratory.GUEST_MAC.write(message, message.writerIndex());
    message.writerIndex(34).writeZero(202).writeInt(0x63825363);
    if (type != 0) {
      message.writeByte(53).writeByte(1).writeByte(type);
    }
    for (byte[] option : options) {
      message.writeBytes(option);
    }
    message.writeByte(255);
    return ByteBufUtil.getBytes(message);
  }
}
