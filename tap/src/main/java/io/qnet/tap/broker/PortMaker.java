package io.qnet.tap.broker;

import io.qnet.posix.Accounts;
import io.qnet.posix.BridgeTap;
import io.qnet.posix.PosixException;
import io.qnet.tap.acl.AccessException;
import io.qnet.tap.acl.AccessList;
import io.qnet.tap.acl.Caller;
import io.qnet.tap.acl.Decision;
import io.qnet.tap.host.Host;
import io.qnet.tap.host.HostException;
import io.qnet.wire.address.MacAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Makes ports of bridges for whoever the list allows them, with the right to do so. The list is
 * read for each request, so that a change counts at once.
 */
public final class PortMaker {
  private final Path list;
  private final boolean trusted;
  private final Host host;
  private final AuditLog audit;

  /**
   * A maker.
   *
   * @param list who may
   * @param trusted whether nobody but root may have written it: for whoever acts for others
   * @param host where addresses are pinned
   */
  public PortMaker(Path list, boolean trusted, Host host, AuditLog audit) {
    this.list = list;
    this.trusted = trusted;
    this.host = host;
    this.audit = audit;
  }

  /**
   * A device in {@code bridge} for {@code caller}, who owns it.
   *
   * @param vnetHeader see {@link BridgeTap#open}
   * @throws RefusedException if it is not allowed, or does not work; written down either way
   */
  public BridgeTap make(String bridge, boolean vnetHeader, Caller caller) throws RefusedException {
    Decision decision = decide(bridge, caller);
    if (!decision.allowed()) {
      audit.add(caller, bridge, AuditLog.Outcome.DENIED, decision.reason(), "", "");
      throw new RefusedException("access denied by acl file", hint(bridge, caller, decision));
    }
    try {
      BridgeTap tap = open(bridge, vnetHeader, decision.macs());
      audit.add(caller, bridge, AuditLog.Outcome.ALLOWED, decision.reason(), tap.name(), tap.mac());
      return tap;
    } catch (RefusedException failed) {
      audit.add(caller, bridge, AuditLog.Outcome.FAILED, failed.line(), "", "");
      throw failed;
    }
  }

  private Decision decide(String bridge, Caller caller) throws RefusedException {
    String line = "failed to parse default acl file `" + list + "'";
    try {
      AccessList rules = trusted ? AccessList.readTrusted(list) : AccessList.read(list);
      return rules.decide(bridge, caller, Accounts::group);
    } catch (AccessException wrong) {
      throw refused(caller, bridge, line, wrong.getMessage() + "; " + wrong.remedy(), wrong);
    } catch (IOException unreadable) {
      String why =
          Files.exists(list)
              ? "it cannot be read: " + unreadable.getMessage()
              : "there is no such file, so nobody may have a port of " + bridge;
      throw refused(
          caller,
          bridge,
          line,
          why
              + "; to allow everybody that bridge: echo 'allow "
              + bridge
              + "' | sudo tee -a "
              + list,
          unreadable);
    }
  }

  private RefusedException refused(
      Caller caller, String bridge, String line, String hint, Exception cause) {
    audit.add(caller, bridge, AuditLog.Outcome.DENIED, hint, "", "");
    return new RefusedException(line, hint, cause);
  }

  private String hint(String bridge, Caller caller, Decision decision) {
    return decision.reason().startsWith("denied")
        ? decision.reason()
            + ", and a deny beats every allow; take that line out, or name another"
            + " bridge"
        : decision.reason()
            + " for "
            + caller.user()
            + "; to allow it, add the line: allow "
            + bridge
            + " (for everybody), or: user "
            + caller.user()
            + " allow "
            + bridge;
  }

  private BridgeTap open(String bridge, boolean vnetHeader, Set<MacAddress> macs)
      throws RefusedException {
    BridgeTap tap;
    try {
      tap = BridgeTap.open(bridge, vnetHeader);
    } catch (PosixException failed) {
      throw new RefusedException(
          failed.call() + ": " + failed.reason(),
          failed.meaning() + "; " + failed.remedy(),
          failed);
    } catch (IllegalArgumentException tooLong) {
      throw new RefusedException(
          "failed to get mtu of bridge `" + bridge + "': No such device",
          "the name of an interface has at most 15 octets; qnet tap list shows bridges",
          tooLong);
    }
    boolean pinned = false;
    try {
      pin(tap.name(), macs);
      pinned = true;
      return tap;
    } catch (HostException failed) {
      throw new RefusedException(
          "failed to pin the MAC address of device `" + tap.name() + "': " + failed.what(),
          "a locked port takes Linux 5.18 and iproute2 5.18; take the mac lines out of the list",
          failed);
    } finally {
      if (!pinned) {
        tap.close();
      }
    }
  }

  /** A locked port takes frames only from addresses that the bridge was told are there. */
  private void pin(String device, Set<MacAddress> macs) throws HostException {
    if (macs.isEmpty()) {
      return;
    }
    host.require(
        List.of("bridge", "link", "set", "dev", device, "learning", "off", "locked", "on"), null);
    for (MacAddress mac : macs) {
      host.require(
          List.of("bridge", "fdb", "add", mac.toString(), "dev", device, "master", "static"), null);
    }
  }
}
