package io.qnet.launcher.user;

import io.qnet.launcher.port.OpenPort;
import io.qnet.wire.address.IpAddress;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;

/** Where qnet itself listens on this host: guests never get there, whatever they may reach. */
public final class OwnListeners implements BiPredicate<IpAddress, Integer> {
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
  public boolean test(IpAddress address, Integer number) {
    return (address.isLoopback() && others.contains(number))
        || ports.stream().anyMatch(port -> port.listensAt(address, number));
  }
}
