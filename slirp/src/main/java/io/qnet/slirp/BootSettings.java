package io.qnet.slirp;

/**
 * What a guest without a disk is told to start from.
 *
 * @param file the name of a file, or its address (URL); empty for none
 * @param server the name of the server to read it from; empty for the router
 */
public record BootSettings(String file, String server) {
  /** Nothing is told. */
  public static final BootSettings NONE = new BootSettings("", "");
}
