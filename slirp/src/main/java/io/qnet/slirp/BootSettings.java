package io.qnet.slirp;

import io.qnet.wire.address.Ipv6Address;

/**
 * What a guest without a disk is told to start from.
 *
 * @param file the name of a file, or its address (URL); empty for none
 * @param server the name of the server to read it from; empty for the router
 */
public record BootSettings(String file, String server) {
  /** Nothing is told. */
  public static final BootSettings NONE = new BootSettings("", "");

  /** The file's address (RFC 3617), by TFTP from {@code router} if nothing else is said. */
  String urlFor(Ipv6Address router) {
    if (file.isEmpty() || file.contains("://")) {
      return file;
    }
    return "tftp://" + (server.isEmpty() ? "[" + router + "]" : server) + "/" + file;
  }
}
