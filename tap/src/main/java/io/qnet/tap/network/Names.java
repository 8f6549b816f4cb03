package io.qnet.tap.network;

import io.qnet.tap.host.Facts;
import io.qnet.tap.host.HostException;
import io.qnet.tap.host.LinkFact;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Names of interfaces. */
final class Names {
  /** Octets, without the end (IFNAMSIZ, netdevice(7)). */
  static final int LONGEST = 15;

  private Names() {}

  /** A name that is good for an interface, for a journal, and for what runs. */
  static void requireInterface(String name) throws HostException {
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*") || name.length() > LONGEST) {
      throw HostException.usage(
          "'" + name + "' cannot be the name of an interface here",
          "it begins with a letter or digit, then come up to 14 of those or . _ -",
          "write one such as lab0");
    }
  }

  static void requireFree(Facts facts, String name) throws HostException {
    requireFree(facts, null, name);
  }

  static void requireFree(Facts facts, @Nullable String netns, String name) throws HostException {
    Optional<LinkFact> link = facts.link(netns, name);
    if (link.isPresent()) {
      String kind = link.get().kind();
      throw HostException.failed(
          "there is an interface called "
              + name
              + " already"
              + (kind.isEmpty() ? "" : ", a " + (link.get().isTap() ? "tap" : kind)),
          "it is not ours, and is left alone",
          "choose another name; ip link shows those that are taken");
    }
  }
}
