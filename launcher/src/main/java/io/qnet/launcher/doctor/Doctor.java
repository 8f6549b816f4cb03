package io.qnet.launcher.doctor;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Examines this host. Blocks: a few seconds if all is well, ten if KVM hangs. */
public final class Doctor {
  private static final List<Check> CHECKS =
      List.of(
          QemuChecks::qemu,
          QemuChecks::qemuImg,
          QemuChecks::netdevs,
          QemuChecks::kvm,
          NetworkChecks::tun,
          NetworkChecks::bridgeHelper,
          NetworkChecks::vde,
          NetworkChecks::ping,
          NetworkChecks::capture,
          NetworkChecks::ports,
          NetworkChecks::nativeTransport);

  private final Host host;

  Doctor(Host host) {
    this.host = host;
  }

  /** The doctor of this machine. */
  public static Doctor ofThisMachine(Map<String, String> environment) {
    return new Doctor(Host.ofThisMachine(environment));
  }

  /** Everything that was found, in the order of the manual. */
  public List<Finding> examine() throws IOException, InterruptedException {
    List<Finding> findings = new ArrayList<>();
    for (Check check : CHECKS) {
      findings.add(check.examine(host));
    }
    return findings;
  }
}
