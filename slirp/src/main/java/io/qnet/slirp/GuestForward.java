package io.qnet.slirp;

import io.qnet.slirp.host.Outside;
import io.qnet.wire.address.Ipv4Address;

/** TCP ports of virtual hosts that somebody else answers. On the loop, inside bursts. */
public interface GuestForward {
  /** Nobody answers anywhere. */
  GuestForward NONE =
      new GuestForward() {
        @Override
        public boolean serves(Ipv4Address address, int port) {
          return false;
        }

        @Override
        public Outside.Dial dial(Ipv4Address address, int port, Outside.Dialed dialed) {
          throw new IllegalStateException("nobody answers at " + address + ":" + port);
        }
      };

  /** Whether somebody answers there. */
  boolean serves(Ipv4Address address, int port);

  /** Calls who answers there; {@code dialed} is told once, after this call has returned. */
  Outside.Dial dial(Ipv4Address address, int port, Outside.Dialed dialed);
}
