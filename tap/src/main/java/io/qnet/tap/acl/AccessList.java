package io.qnet.tap.acl;

import io.qnet.wire.address.MacAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Who may have a port of which bridge: {@code bridge.conf} of QEMU's bridge helper, and rules for
 * users and groups.
 *
 * <pre>
 *  allow BRIDGE|all                  everybody
 *  deny BRIDGE|all
 *  include FILE                      what is wrong with FILE ends it, and nothing else
 *  user|group NAME allow BRIDGE|all  ours: QEMU's helper takes no such line, and then denies all
 *  user|group NAME deny BRIDGE|all
 *  user|group NAME mac BRIDGE|all ADDRESS   the machine has this address, or one of several
 * </pre>
 *
 * <p>One deny that is about the caller beats every allow; the order is of no importance; what no
 * line allows is denied.
 */
public final class AccessList {
  private final Path file;
  private final List<Rule> rules;
  private final List<String> warnings;

  AccessList(Path file, List<Rule> rules, List<String> warnings) {
    this.file = file;
    this.rules = List.copyOf(rules);
    this.warnings = List.copyOf(warnings);
  }

  /**
   * Reads the list in {@code file}, and those that it includes.
   *
   * @throws AccessException if there is a line in {@code file} that is none: then all is denied
   * @throws IOException if it cannot be read
   */
  public static AccessList read(Path file) throws IOException, AccessException {
    return new AccessListReader(false).read(file);
  }

  /**
   * As {@link #read}, for whoever acts for others: nobody but root may have written the files.
   *
   * @throws AccessException if somebody else may have, or there is a line that is none
   * @throws IOException if it cannot be read
   */
  public static AccessList readTrusted(Path file) throws IOException, AccessException {
    return new AccessListReader(true).read(file);
  }

  /** What is wrong with included files, which does not matter for the rest. */
  public List<String> warnings() {
    return warnings;
  }

  /** Whether {@code caller} gets a port of {@code bridge}. */
  public Decision decide(String bridge, Caller caller, Groups groups) {
    String allowed = "";
    Set<MacAddress> macs = new LinkedHashSet<>();
    for (Rule rule : rules) {
      if (rule.isAbout(bridge, caller, groups)) {
        if (rule.verb() == Rule.Verb.DENY) {
          return new Decision(false, "denied by " + rule.place(), Set.of());
        }
        if (rule.mac() != null) {
          macs.add(rule.mac());
        } else if (allowed.isEmpty()) {
          allowed = "allowed by " + rule.place();
        }
      }
    }
    return allowed.isEmpty()
        ? new Decision(false, "no line of " + file + " allows it", Set.of())
        : new Decision(true, allowed, macs);
  }
}
