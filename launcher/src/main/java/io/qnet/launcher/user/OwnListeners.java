package io.qnet.launcher.user;

import io.qnet.launcher.port.OpenPort;
import io.qnet.wire.address.IpAddress;
import java.util.function.BiPredicate;

/** Where qnet itself listens on this host: guests never get there, whatever they may reach. */
final class OwnListeners implements BiPredicate<IpAddress, Integer> {
  private static final int NONE = -1;

  private final OpenPort port;
  private volatile int apiPort = NONE;

  OwnListeners(OpenPort port) {
    this.port = port;
  }

  /** The API listens at this port of 127.0.0.1 from now on; from any thread. */
  void setApiPort(int number) {
    apiPort = number;
  }

  @Override
  public boolean test(IpAddress address, Integer number) {
    return (number == apiPort && address.isLoopback()) || port.listensAt(address, number);
  }
}
