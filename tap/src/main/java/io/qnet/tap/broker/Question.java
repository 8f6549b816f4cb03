package io.qnet.tap.broker;

/**
 * What a caller asks the broker: {@code port 1 BRIDGE VNET}, words divided by single blanks.
 *
 * @param bridge of which a port is wanted
 * @param vnetHeader whether frames are to have a virtio_net_hdr
 */
record Question(String bridge, boolean vnetHeader) {
  /** Octets that a question has at most. */
  static final int MOST = 128;

  private static final String FORM = "port 1 [!-~]{1,64} (vnet|plain)";

  String text() {
    return "port 1 " + bridge + (vnetHeader ? " vnet" : " plain");
  }

  static Question parse(String text) throws RefusedException {
    if (!text.matches(FORM)) {
      throw new RefusedException(
          "access denied by acl file", "that was no question; use: qnet tap helper");
    }
    String[] words = text.split(" ", -1);
    return new Question(words[2], words[3].equals("vnet"));
  }
}
