package io.qnet.fuzz;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** What clients of DHCPv6 say (RFC 8415). */
final class Dhcp6Seeds {
  private static final String CLIENT = "0001000a" + "00030001" + "525400123456";
  private static final String SERVER = "0002000a" + "00030001" + "525600000002";
  private static final String WANTED = "0003000c" + "00000007" + "0000000000000000";
  private static final String HAD =
      "00030028000000070000000000000000"
          + "00050018fec000000000000000000000001000010000000000000000";
  private static final String ASKED = "00060006" + "00170018003b";

  private Dhcp6Seeds() {}

  static Map<String, byte[]> all() {
    return Map.of(
        "stateful", script("01" + CLIENT + WANTED + ASKED, "03" + CLIENT + SERVER + WANTED),
        "rapid", script("01" + CLIENT + WANTED + "000e0000", "08" + CLIENT + SERVER + HAD),
        "decline", script("03" + CLIENT + SERVER + WANTED, "09" + CLIENT + SERVER + HAD),
        "confirm", script("04" + CLIENT + HAD, "06" + CLIENT + HAD, "05" + CLIENT + SERVER + HAD),
        "stateless", script("0b" + ASKED, "0b" + CLIENT + ASKED),
        "relay", script("0c" + CLIENT + WANTED));
  }

  /** Each message is its type and its options; the transaction is put between them. */
  private static byte[] script(String... messages) {
    return Step.write(
        List.of(messages).stream()
            .map(text -> text.substring(0, 2) + "123456" + text.substring(2))
            .map(text -> new Step(0, HexFormat.of().parseHex(text)))
            .toList());
  }
}
