package io.qnet.vde;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a port allows beside forwarding as such. The forwarding path reads {@link SwitchPort}'s own
 * flags first, so that a port without rules never comes here.
 */
final class PortRules {
  private static final long[] NOBODY = {};
  private static final int[] NOWHERE = {};

  /** Words that were said about the port, as they hold now. */
  final Map<String, String> told = new TreeMap<>();

  /** Words that were taken back, so that nobody says them again by himself. */
  final Set<String> takenBack = new HashSet<>();

  /** Words of {@link #told} that nobody said, and that go with the last cable. */
  final Set<String> suggested = new HashSet<>();

  /** The only stations that may speak here; empty for all. */
  long[] pinned = NOBODY;

  /** Stations that are here, whoever else uses their addresses; others may speak here, too. */
  List<FixedStation> fixed = List.of();

  /** Addresses of IPv4 that the stations here may have without a lease. */
  int[] addresses = NOWHERE;

  /** So many stations at once; 0 for any number. */
  int mostStations;

  /** Whether servers and other switches are here, who are believed. */
  boolean trusted;

  /** Frames that were refused, for events that do not come too often. */
  long refused;

  boolean limitsStations() {
    return mostStations > 0 || pinned.length > 0;
  }

  /** Whether a station of that address may speak here at all. */
  boolean admits(long mac) {
    for (long each : pinned) {
      if (each == mac) {
        return true;
      }
    }
    return pinned.length == 0;
  }

  boolean hasAddress(int address) {
    for (int each : addresses) {
      if (each == address) {
        return true;
      }
    }
    return false;
  }

  String words() {
    StringBuilder words = new StringBuilder();
    told.forEach(
        (name, value) ->
            words
                .append(words.length() == 0 ? "" : " ")
                .append(value.equals("on") ? name : name + "=" + value));
    return words.toString();
  }
}
