package io.qnet.launcher.demo;

/**
 * One frame that passed.
 *
 * @param fromGuest whether the guest sent it
 * @param kind what it is: ARP, DHCP, DNS, UDP, TCP, ICMP, or other
 * @param what what it says, in a few words
 */
record Seen(boolean fromGuest, String kind, String what) {
  @Override
  public String toString() {
    return (fromGuest ? "guest: " : "gateway: ") + kind + " " + what;
  }
}
