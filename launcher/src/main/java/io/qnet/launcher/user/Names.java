package io.qnet.launcher.user;

/** Names that are handed to the guest by DHCP. */
final class Names {
  private static final int LONGEST = 255;
  private static final int LONGEST_LABEL = 63;

  private Names() {}

  /** A name that fits into one DHCP option (RFC 2132: 1 to 255 octets of text). */
  static String text(String value) {
    if (value.isEmpty() || value.length() > LONGEST) {
      throw new IllegalArgumentException("a name has 1 to 255 letters, this has " + value.length());
    }
    if (!value.matches("[!-~]+")) {
      throw new IllegalArgumentException("a name has no blanks and only ASCII letters");
    }
    return value;
  }

  /** A domain whose labels can be written in DNS form (RFC 1035, section 2.3.4; RFC 3397). */
  static String domain(String value) {
    text(value);
    String bare = value.endsWith(".") ? value.substring(0, value.length() - 1) : value;
    for (String label : bare.split("\\.", -1)) {
      if (label.isEmpty() || label.length() > LONGEST_LABEL) {
        throw new IllegalArgumentException(
            "between its dots a domain has 1 to 63 letters, as in example.org");
      }
    }
    if (bare.length() + 2 > LONGEST) {
      throw new IllegalArgumentException("a domain has at most 253 letters");
    }
    return value;
  }
}
