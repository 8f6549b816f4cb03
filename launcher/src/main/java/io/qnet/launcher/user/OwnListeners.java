package io.qnet.launcher.user;

import io.qnet.launcher.port.OpenPort;
import io.qnet.wire.address.IpAddress;
import java.util.List;
import java.util.function.BiPredicate;

/** Where qnet itself listens on this host: guests never get there, whatever they may reach. */
public final class OwnListeners implements BiPredicate<IpAddress, Integer> {
  private static final int NONE = -1;

  private final List<OpenPort> ports;
  private volatile int apiPort = NONE;

  /** Those of {@code ports}. */
  public OwnListeners(List<OpenPort> ports) {
    this.ports = List.copyOf(ports);
  }

  /** The API listens at this port of 127.0.0.1 from now on; from any thread. */
  void setApiPort(int number) {
    apiPort = number;
  }

  @Override
  public boolean test(IpAddress address, Integer number) {
    return (number == apiPort && address.isLoopback())
        || ports.stream().anyMatch(port -> port.listensAt(address, number));
  }
}
