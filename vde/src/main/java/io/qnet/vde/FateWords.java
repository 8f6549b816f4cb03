package io.qnet.vde;

import io.qnet.wire.DropReason;
import io.qnet.wire.address.MacAddress;

/**
 * The sentences about what a switch does with a frame: for comments in captures, where it was done,
 * and for who asks what would be done.
 */
public final class FateWords {
  private final String vlan;
  private final String from;

  /**
   * About a frame of a VLAN.
   *
   * @param vlan 0 for the one that is not mentioned
   * @param from the port that it came from; 0 if nobody knows
   */
  public FateWords(int vlan, int from) {
    this.vlan = vlan == 0 ? "" : "VLAN " + vlan + ", ";
    this.from = from == 0 ? "any port" : "port " + from;
  }

  /** It leaves by one port, for {@code destination} is there. */
  public String forwarded(int to, MacAddress destination) {
    return "forwarded: " + vlan + from + " -> port " + to + ", where " + destination + " was heard";
  }

  /** It leaves by all {@code ports} that may have it. */
  public String flooded(int ports, boolean group) {
    String why = group ? "a group address" : "an unknown destination";
    return "flooded: " + vlan + from + " -> " + many(ports) + ", " + why;
  }

  /** It leaves by all other ports of a hub. */
  public String repeated(int ports) {
    return "repeated: " + from + " -> " + many(ports) + ", as hubs do";
  }

  /** It was for the switch itself. */
  public String consumed() {
    return "consumed: " + from + ", for the spanning tree of this switch";
  }

  private static String many(int ports) {
    return ports == 1 ? "1 port" : ports + " ports";
  }

  /** It went nowhere. */
  public String dropped(DropReason reason) {
    if (reason == DropReason.NO_RECEIVER) {
      return "dropped: " + vlan + from + ", " + reason + ", no other port that is up carries it";
    }
    return "dropped: " + vlan + from + ", " + reason + ", " + reason.sentence();
  }
}
