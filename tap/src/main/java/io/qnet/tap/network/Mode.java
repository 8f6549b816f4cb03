package io.qnet.tap.network;

/** Whom the guests of a network reach. */
public enum Mode {
  /** Whatever the host reaches, by the host's address. */
  NAT("nat"),
  /** Whatever the host reaches, by their own addresses: others need a route to them. */
  ROUTED("routed"),
  /** Each other, and the host. */
  ISOLATED("isolated");

  private final String word;

  Mode(String word) {
    this.word = word;
  }

  /** As the command line has it. */
  @Override
  public String toString() {
    return word;
  }
}
