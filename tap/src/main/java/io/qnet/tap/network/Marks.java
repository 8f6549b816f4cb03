package io.qnet.tap.network;

import io.qnet.tap.host.Host;
import io.qnet.tap.host.HostException;
import io.qnet.tap.host.LinkFact;
import io.qnet.wire.address.MacAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Link-layer addresses of what qnet makes on a host: of the interface's name and the machine's, so
 * that we know it again, guests know their router again, and no two hosts on a wire have the same.
 */
public final class Marks {
  /** Locally administered, and easy to tell: 02, then "qn". */
  private static final long BRIDGE = 0x02_71_6e_00_00_00L;

  /**
   * As high as can be: a bridge that was given no address of its own takes the lowest of its
   * ports', and must not take that of a machine which comes and goes.
   */
  private static final long PORT = 0xfe_71_6e_00_00_00L;

  private static final String MACHINE = "/etc/machine-id";

  private Marks() {}

  static MacAddress bridge(String name, Host host) throws HostException {
    return new MacAddress(BRIDGE | hash(name, host));
  }

  static MacAddress port(String name, Host host) throws HostException {
    return new MacAddress(PORT | hash(name, host));
  }

  /** Whether {@code link} was made by qnet, for whomever. */
  public static boolean isOurs(LinkFact link, Host host) throws HostException {
    return link.address().equals(bridge(link.name(), host).toString())
        || link.address().equals(port(link.name(), host).toString());
  }

  private static long hash(String name, Host host) throws HostException {
    String machine = host.read(MACHINE);
    String all = machine == null ? name : name + machine;
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(all.getBytes(StandardCharsets.UTF_8));
      return (hash[0] & 0xffL) << 16 | (hash[1] & 0xffL) << 8 | (hash[2] & 0xffL);
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
  }
}
