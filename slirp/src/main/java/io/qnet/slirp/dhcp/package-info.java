/**
 * The DHCP server of a gateway: gives each guest an address and tells it where the router and the
 * name server are.
 *
 * <p>Read first: RFC 2131 (section 4.3 and its table 4, section 4.1 for where answers go), RFC 2132
 * (options), RFC 3396 (long options), RFC 3397 (search list), RFC 6842 (client identifier echoed),
 * RFC 1534 (BOOTP clients).
 *
 * <p>{@link io.qnet.slirp.dhcp.DhcpServer#onMessage} takes what arrived at UDP port 67 and returns
 * what to send, or null. It knows no sockets, frames or clocks: the caller puts UDP, IP and
 * Ethernet around the {@link io.qnet.slirp.dhcp.DhcpReply}. Inside, {@code DhcpView} and {@code
 * DhcpOptions} read, {@code LeaseTable} decides who has which address, and {@code ReplyWriter}
 * writes.
 *
 * <p>Who is who: a client is known by its client identifier (option 61), or else by its Ethernet
 * address; the identifier "1, Ethernet address" that many send is the same as none. A client that
 * begins to send an identifier, or stops to, on a card that has a lease keeps its address: that is
 * one machine whose boot ROM, kernel and user space do not agree on what to send.
 *
 * <p>Times: an offer is held for 60 s, a declined address is set aside for ten minutes, leases last
 * {@link io.qnet.slirp.dhcp.DhcpSettings#leaseSeconds} or what a client asks for if that is less
 * (but a minute at least). Whoever comes back gets the address it had, while nobody else does; a
 * newcomer gets the lowest free one.
 *
 * <p>This is the only server on its network. So where RFC 2131 would have it stay silent about an
 * address it has no record of, it acknowledges the address if it is free and refuses it if it is
 * not: a guest that outlives its gateway keeps its address.
 *
 * <p>Not done: the relay agent's option 82, dynamic DNS, authentication (RFC 3118), lease queries,
 * and BOOTP without the magic cookie of RFC 1497. A relay agent is served if it stands in our own
 * subnet.
 */
@NullMarked
package io.qnet.slirp.dhcp;

import org.jspecify.annotations.NullMarked;
