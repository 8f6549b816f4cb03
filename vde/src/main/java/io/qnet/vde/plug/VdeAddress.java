package io.qnet.vde.plug;

import io.netty.channel.unix.DomainSocketAddress;
import io.qnet.vde.VirtualSwitch;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where to plug in: {@code DIR}, {@code DIR[7]}, or {@code DIR[students]}, a port group.
 *
 * @param directory the switch
 * @param place a port's number, a port group's name, or empty
 * @param description what the switch is told about us
 */
public record VdeAddress(Path directory, String place, String description) {
  /** The number of the port, or {@link VirtualSwitch#ANY_PORT}. */
  int port() {
    return place.matches("[0-9]{1,3}") ? Integer.parseInt(place) : VirtualSwitch.ANY_PORT;
  }

  /** Why a switch that is there probably did not let us in: it never says. */
  String refusal() {
    String why = "the switch closed the door; why, it says where it logs: ";
    if (port() == VirtualSwitch.ANY_PORT) {
      return why + "probably every port is taken";
    }
    return why
        + "probably port "
        + place
        + " is beyond its highest, another user's, or of a port group";
  }

  /** The socket to connect to: a port group's own, where there is one. Touches the file system. */
  DomainSocketAddress door() {
    Path named = place.isEmpty() ? directory : directory.resolve(place);
    boolean group = !place.isEmpty() && Files.exists(named);
    return new DomainSocketAddress((group ? named : directory.resolve("ctl")).toString());
  }

  @Override
  public String toString() {
    return place.isEmpty() ? directory.toString() : directory + "[" + place + "]";
  }
}
