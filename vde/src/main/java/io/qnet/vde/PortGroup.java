package io.qnet.vde;

/**
 * A socket of a VDE directory beside {@code ctl}: the port of who plugs in there, as {@code
 * vde://DIR[NAME]}, is in a VLAN for as long as cables of the group are in it, and takes no others.
 *
 * @param name of the socket
 * @param vlan the VLAN of its frames, which bear no tag
 */
public record PortGroup(String name, int vlan) {
  /** Checks the name: it must not be taken for the switch's own sockets. */
  public PortGroup {
    if (!name.matches("[A-Za-z][A-Za-z0-9_-]{0,31}") || name.equals("ctl")) {
      throw new IllegalArgumentException(
          "'" + name + "' cannot be a port group; write a letter, then letters and digits");
    }
    if (vlan < 0 || vlan > 4094) {
      throw new IllegalArgumentException("a VLAN is a number from 0 to 4094, but got " + vlan);
    }
  }
}
