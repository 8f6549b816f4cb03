package io.qnet.launcher.user;

import io.qnet.redirect.ForwardRule;
import io.qnet.slirp.GatewaySettings;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A user-mode network, checked: every address is where it may be.
 *
 * @param gateway what the gateway is told
 * @param outbound from where its guests' traffic leaves this host
 * @param forwards the ports of this host that lead into guests; each rule names its guest
 * @param services who answers for virtual hosts
 * @param tftp the folder whose files the router serves; null for none
 * @param notices what whoever wrote it should know, line by line
 */
public record UserOptions(
    GatewaySettings gateway,
    OutboundChoice outbound,
    List<ForwardRule> forwards,
    ServiceGroup.Wanted services,
    @Nullable Path tftp,
    List<String> notices) {
  /** Keeps copies of its own. */
  public UserOptions {
    notices = List.copyOf(notices);
    forwards = List.copyOf(forwards);
  }

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

  /** The same with other notices. */
  UserOptions withNotices(List<String> others) {
    return new UserOptions(gateway, outbound, forwards, services, tftp, others);
  }
}
