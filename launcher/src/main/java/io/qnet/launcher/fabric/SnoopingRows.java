package io.qnet.launcher.fabric;

import io.qnet.vde.Snooping;
import io.qnet.web.SnoopingRow;
import java.time.Duration;

/** What DHCP snooping knows, in the API's terms. */
final class SnoopingRows {
  private SnoopingRows() {}

  static SnoopingRow of(Snooping now) {
    return new SnoopingRow(now.on(), now.leases().stream().map(SnoopingRows::lease).toList());
  }

  private static SnoopingRow.Lease lease(Snooping.Lease lease) {
    return new SnoopingRow.Lease(
        lease.address().toString(),
        lease.mac().toString(),
        lease.vlan(),
        lease.port(),
        Duration.ofNanos(lease.left()).toSeconds());
  }
}
