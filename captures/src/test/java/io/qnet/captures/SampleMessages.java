package io.qnet.captures;

import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.MacAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The DHCP and DNS messages of the samples, laid out by hand. */
final class SampleMessages {
  private static final int TRANSACTION = 0x2b1d_0001;
  private static final int DNS_ID = 0x1035;
  private static final int DAY = 86_400;

  private SampleMessages() {}

  static byte[] discover() {
    return dhcp(1, Ipv4Address.ANY, options(1).put(new byte[] {55, 3, 1, 3, 6}));
  }

  static byte[] offer() {
    return dhcp(2, SampleScript.GUEST, terms(options(2)));
  }

  static byte[] request() {
    ByteBuffer options = options(3);
    address(options, 50, SampleScript.GUEST);
    address(options, 54, SampleScript.GATEWAY);
    return dhcp(1, Ipv4Address.ANY, options.put(new byte[] {55, 3, 1, 3, 6}));
  }

  static byte[] ack() {
    return dhcp(2, SampleScript.GUEST, terms(options(5)));
  }

  /** The cookie and the message type (RFC 2132, 9.6). */
  private static ByteBuffer options(int messageType) {
    return ByteBuffer.allocate(64).putInt(0x6382_5363).put(new byte[] {53, 1, (byte) messageType});
  }

  private static ByteBuffer terms(ByteBuffer options) {
    address(options, 54, SampleScript.GATEWAY);
    options.put(new byte[] {51, 4}).putInt(DAY);
    address(options, 1, Ipv4Address.parse("255.255.255.0"));
    address(options, 3, SampleScript.GATEWAY);
    address(options, 6, SampleScript.DNS);
    return options;
  }

  private static void address(ByteBuffer options, int code, Ipv4Address address) {
    options.put((byte) code).put((byte) 4).putInt(address.bits());
  }

  /** RFC 2131, figure 1: 236 octets, then the options; padded to BOOTP's 300. */
  private static byte[] dhcp(int operation, Ipv4Address yours, ByteBuffer options) {
    ByteBuffer message = ByteBuffer.allocate(300);
    message.put(new byte[] {(byte) operation, 1, MacAddress.LENGTH, 0}).putInt(TRANSACTION);
    message.putInt(16, yours.bits());
    message.putInt(20, operation == 2 ? SampleScript.GATEWAY.bits() : 0);
    message.putLong(28, SampleScript.GUEST_MAC.bits() << 16);
    message.position(236);
    message.put(options.flip()).put((byte) 255);
    return message.array();
  }

  /** RFC 1035, 4.1: a question for the address of www.example.org. */
  static byte[] question() {
    return dns(0x0100, 0, ByteBuffer.allocate(0));
  }

  /** Its answer; the name is a pointer to the question's. */
  static byte[] answer(Ipv4Address address) {
    ByteBuffer record = ByteBuffer.allocate(16);
    record.putShort((short) 0xc00c).putShort((short) 1).putShort((short) 1);
    record.putInt(300).putShort((short) 4).putInt(address.bits());
    return dns(0x8180, 1, record.flip());
  }

  private static byte[] dns(int flags, int answers, ByteBuffer records) {
    ByteBuffer message = ByteBuffer.allocate(128);
    message.putShort((short) DNS_ID).putShort((short) flags);
    message.putShort((short) 1).putShort((short) answers).putInt(0);
    for (String label : new String[] {"www", "example", "org"}) {
      message.put((byte) label.length()).put(label.getBytes(StandardCharsets.US_ASCII));
    }
    message.put((byte) 0).putShort((short) 1).putShort((short) 1);
    message.put(records);
    return Arrays.copyOf(message.array(), message.position());
  }
}
