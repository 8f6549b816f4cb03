package io.qnet.slirp;

import io.qnet.slirp.host.Outside;
import io.qnet.wire.address.Ipv4Address;
import java.util.HashSet;
import java.util.Set;

/** Answers where the test says, from a scripted outside. */
final class ScriptedForward implements GuestForward {
  private final ScriptedOutside outside;
  private final Set<String> places = new HashSet<>();

  ScriptedForward(ScriptedOutside outside) {
    this.outside = outside;
  }

  void answer(Ipv4Address address, int port) {
    places.add(address + ":" + port);
  }

  @Override
  public boolean serves(Ipv4Address address, int port) {
    return places.contains(address + ":" + port);
  }

  @Override
  public Outside.Dial dial(Ipv4Address address, int port, Outside.Dialed dialed) {
    return outside.dial(address, port, dialed);
  }
}
