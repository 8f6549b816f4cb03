package io.qnet.slirp;

import io.qnet.slirp.dns.HostFiles;
import io.qnet.slirp.dns.HostNames;
import io.qnet.slirp.dns.Resolvers;
import io.qnet.wire.address.Ipv4Address;

/** Names that do not depend on the machine that runs the tests. */
final class TestNames {
  private TestNames() {}

  static HostFiles files() {
    HostNames.Gateway gateway = new HostNames.Gateway(Ipv4Address.parse("10.0.2.2"), null);
    return HostFiles.fixed(
        HostNames.parse("192.0.2.80 world.test\n127.0.1.1 me.test\n", gateway),
        Resolvers.parse("nameserver 198.51.100.53\n"));
  }
}
