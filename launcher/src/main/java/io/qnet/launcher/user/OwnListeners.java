package io.qnet.launcher.user;

import io.qnet.launcher.port.OpenPort;
import io.qnet.slirp.GatewayEnvironment;
import io.qnet.wire.address.IpAddress;
import java.util.List;

/** Where qnet itself listens on this host: guests never get there, whatever they may reach. */
public final class OwnListeners implements GatewayEnvironment.OwnListener {
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
  public boolean at(IpAddress address, int number) {
    if (number == apiPort && address.isLoopback()) {
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
