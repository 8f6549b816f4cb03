package io.qnet.slirp.dns;

import io.qnet.wire.address.IpAddress;

/** Which socket of a guest asked. */
public record DnsOrigin(IpAddress address, int port) {}
