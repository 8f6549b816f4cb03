package io.qnet.slirp;

import io.qnet.slirp.dns.HostFiles;
import io.qnet.slirp.tftp.TftpFolder;
import org.jspecify.annotations.Nullable;

/**
 * What of the host the virtual hosts serve.
 *
 * @param names the host's names and resolvers
 * @param forwards who answers at TCP ports of virtual hosts
 * @param folder the files that the router serves by TFTP; null if it does not
 */
public record HostServices(HostFiles names, GuestForward forwards, @Nullable TftpFolder folder) {
  /** Names alone. */
  public static HostServices of(HostFiles names) {
    return new HostServices(names, GuestForward.NONE, null);
  }
}
