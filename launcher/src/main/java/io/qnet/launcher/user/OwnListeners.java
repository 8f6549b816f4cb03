package io.qnet.launcher.user;

import io.qnet.launcher.port.OpenPort;
import io.qnet.slirp.GatewayEnvironment;
import io.qnet.wire.address.IpAddress;
import java.util.List;
import java.util.Set;

/** Where qnet itself listens on this host: guests never get there, whatever they may reach. */
public final class OwnListeners implements GatewayEnvironment.OwnListener {
  private final List<OpenPort> ports;
  private volatile Set<Integer> others = Set.of();

  /** Those of {@code ports}. */
  public OwnListeners(List<OpenPort> ports) {
    this.ports = List.copyOf(ports);
  }

  /** APIs, and other qnets, listen at these ports of 127.0.0.1 from now on; from any thread. */
  void setOthers(Set<Integer> numbers) {
    others = Set.copyOf(numbers);
  }

  @Override
  public boolean at(IpAddress address, int number) {
    if (address.isLoopback() && others.contains(number)) {
      return true;
    }
    for (int i = 0; i < ports.size(); i++) { // asked for each datagram: no iterator, no stream
      if (ports.get(i).listensAt(address, number)) {
        return true;
      }
    }
    return false;
  }
}
