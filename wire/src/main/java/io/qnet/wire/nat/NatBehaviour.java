package io.qnet.wire.nat;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * How a translator treats the datagrams and connections of those behind it.
 *
 * @param mapping of what a new outside port is made for (RFC 4787, section 4.1)
 * @param filtering who may answer at an outside port (section 5)
 * @param ports which outside port is taken (section 4.2)
 * @param parity whether an even port stays even and an odd one odd (section 4.2.2)
 * @param hairpin whether those behind it reach each other by their outside ports (section 6)
 * @param udpTimeout how long a mapping is kept that is not used (section 4.3)
 * @param tcpTimeout how long a connection is kept on which nothing is said (RFC 5382, section 5);
 *     zero as long as its guest is there
 * @param refresh which direction keeps a mapping (RFC 4787, section 4.3, REQ-6)
 */
public record NatBehaviour(
    Dependence mapping,
    Dependence filtering,
    Ports ports,
    boolean parity,
    boolean hairpin,
    Duration udpTimeout,
    Duration tcpTimeout,
    Refresh refresh) {
  /** On what of the remote end something depends. */
  public enum Dependence {
    /** On nothing: the same for all. */
    ENDPOINT_INDEPENDENT,
    /** On the address. */
    ADDRESS,
    /** On the address and the port. */
    ADDRESS_AND_PORT
  }

  /** Which outside port is taken. */
  public enum Ports {
    /** The inside one, if it is free. */
    PRESERVE,
    /** One that cannot be guessed. */
    RANDOM,
    /** The one after the last. */
    SEQUENTIAL
  }

  /** What keeps a mapping alive. */
  public enum Refresh {
    /** What those behind it send. */
    OUTBOUND,
    /** That, and what they are sent. */
    BOTH
  }

  private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);

  /** User mode's own: one port for all peers, and nobody answers who was not written to. */
  public static final NatBehaviour DEFAULT =
      new NatBehaviour(
          Dependence.ENDPOINT_INDEPENDENT,
          Dependence.ADDRESS_AND_PORT,
          Ports.RANDOM,
          false,
          true,
          FIVE_MINUTES,
          Duration.ZERO,
          Refresh.OUTBOUND);

  private static final Map<String, NatBehaviour> PRESETS =
      new TreeMap<>(
          Map.of(
              // measured: open to everybody, and refreshed by everybody
              "slirp",
              cone(Dependence.ENDPOINT_INDEPENDENT, Duration.ofMinutes(4), Refresh.BOTH),
              // nf_conntrack's own times: 120 s once both ends have spoken, 5 days
              "linux",
              new NatBehaviour(
                  Dependence.ADDRESS_AND_PORT,
                  Dependence.ADDRESS_AND_PORT,
                  Ports.PRESERVE,
                  false,
                  false,
                  Duration.ofMinutes(2),
                  Duration.ofDays(5),
                  Refresh.BOTH),
              // RFC 3489, section 5
              "cone",
              cone(Dependence.ENDPOINT_INDEPENDENT, FIVE_MINUTES, Refresh.OUTBOUND),
              "restricted",
              cone(Dependence.ADDRESS, FIVE_MINUTES, Refresh.OUTBOUND),
              "port-restricted",
              DEFAULT,
              "symmetric",
              new NatBehaviour(
                  Dependence.ADDRESS_AND_PORT,
                  Dependence.ADDRESS_AND_PORT,
                  Ports.RANDOM,
                  false,
                  false,
                  FIVE_MINUTES,
                  Duration.ZERO,
                  Refresh.OUTBOUND),
              // RFC 6888, section 3: as transparent as can be, and no shorter than RFC 5382 asks
              "cgn",
              new NatBehaviour(
                  Dependence.ENDPOINT_INDEPENDENT,
                  Dependence.ENDPOINT_INDEPENDENT,
                  Ports.RANDOM,
                  false,
                  true,
                  FIVE_MINUTES,
                  Duration.ofMinutes(124),
                  Refresh.OUTBOUND),
              // all that RFC 4787 requires or recommends
              "rfc4787",
              new NatBehaviour(
                  Dependence.ENDPOINT_INDEPENDENT,
                  Dependence.ENDPOINT_INDEPENDENT,
                  Ports.PRESERVE,
                  true,
                  true,
                  FIVE_MINUTES,
                  Duration.ofMinutes(124),
                  Refresh.OUTBOUND)));

  private static NatBehaviour cone(Dependence filtering, Duration udpTimeout, Refresh refresh) {
    return new NatBehaviour(
        Dependence.ENDPOINT_INDEPENDENT,
        filtering,
        Ports.RANDOM,
        false,
        true,
        udpTimeout,
        Duration.ZERO,
        refresh);
  }

  /** A behaviour that has a name. */
  public static Optional<NatBehaviour> preset(String name) {
    return Optional.ofNullable(PRESETS.get(name));
  }

  /** The names that {@link #preset} knows. */
  public static Set<String> presets() {
    return Set.copyOf(PRESETS.keySet());
  }
}
