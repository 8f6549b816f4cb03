package io.qnet.launcher.user;

import io.qnet.slirp.GatewaySettings;

/**
 * A user-mode network, checked: every address is where it may be.
 *
 * @param gateway what the gateway is told
 * @param outbound from where its guests' traffic leaves this host
 */
public record UserOptions(GatewaySettings gateway, OutboundChoice outbound) {

  /** QEMU's: 10.0.2.0/24, gateway .2, name server .3, first guest .15. */
  public static final UserOptions DEFAULT = parse("");

  /**
   * Reads the text after {@code -netdev user,}, or the whole of {@code user,id=n0,...}.
   *
   * @throws io.qnet.launcher.cli.Failure if a key or a value is not valid, or not possible yet
   */
  public static UserOptions parse(String text) {
    return new UserOptionsParser().parse(text);
  }
}
