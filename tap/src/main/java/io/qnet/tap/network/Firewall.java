package io.qnet.tap.network;

import io.qnet.wire.address.Ipv4Subnet;

/**
 * The rules of one network, in a table of its own: every rule counts, nobody else's table is
 * touched, and the table goes as one.
 *
 * <p>The rules are libvirt's: guests leave by their own addresses only; what comes in are replies,
 * except where the network is routed; multicast and broadcast are not translated; TCP and UDP keep
 * away from the ports that only root may use.
 */
final class Firewall {
  static final String FAMILY = "inet";

  private final String bridge;
  private final Ipv4Subnet subnet;
  private final Mode mode;

  Firewall(String bridge, Ipv4Subnet subnet, Mode mode) {
    this.bridge = bridge;
    this.subnet = subnet;
    this.mode = mode;
  }

  /** The table's name: nft(8) takes all that a bridge's may have, but no digit for the first. */
  String table() {
    return "qnet_" + bridge;
  }

  /** What {@code nft -f -} reads. */
  String script() {
    return switch (mode) {
      case NAT -> whole(passing("ct state established,related ") + translation());
      case ROUTED -> whole(passing(""));
      case ISOLATED -> whole(shut());
    };
  }

  private String whole(String chains) {
    return "table " + FAMILY + " " + table() + " {\n" + chains + "}\n";
  }

  private String head() {
    return """
          chain forward {
            type filter hook forward priority filter; policy accept;
            iifname "%1$s" oifname "%1$s" counter accept
        """
        .formatted(bridge);
  }

  private String passing(String replies) {
    return head()
        + """
              iifname "%1$s" ip saddr %2$s counter accept
              iifname "%1$s" counter reject with icmpx admin-prohibited
              oifname "%1$s" ip daddr %2$s %3$scounter accept
              oifname "%1$s" counter reject with icmpx admin-prohibited
            }
          """
            .formatted(bridge, subnet, replies);
  }

  private String shut() {
    return head()
        + """
              iifname "%1$s" counter reject with icmpx admin-prohibited
              oifname "%1$s" counter reject with icmpx admin-prohibited
            }
          """
            .formatted(bridge);
  }

  private String translation() {
    return """
          chain postrouting {
            type nat hook postrouting priority srcnat; policy accept;
            ip saddr %1$s ip daddr { 224.0.0.0/24, 255.255.255.255 } counter return
            ip saddr %1$s ip daddr != %1$s meta l4proto { tcp, udp } counter masquerade to :1024-65535
            ip saddr %1$s ip daddr != %1$s counter masquerade
          }
        """
        .formatted(subnet);
  }
}
