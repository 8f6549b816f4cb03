/**
 * The name server of a gateway (10.0.2.3 in user mode): answers what the host's own files know and
 * what guests call themselves, and hands the rest to the host's resolvers.
 *
 * <p>Read first: RFC 1035 (section 4, messages), RFC 7766 (DNS over TCP), RFC 5452 (why an answer
 * has to match), RFC 6761 (section 6.3, localhost).
 *
 * <p>{@link io.qnet.slirp.dns.DnsRelay} serves UDP, {@link io.qnet.slirp.dns.DnsStreams} a guest's
 * TCP connections. Both look into {@link io.qnet.slirp.dns.HostFiles} first: {@link
 * io.qnet.slirp.dns.HostNames} is {@code /etc/hosts} and what the lab adds, {@link
 * io.qnet.slirp.dns.Resolvers} is {@code /etc/resolv.conf}. A name that stands there is answered
 * here, for every type: A, AAAA and PTR with what is known, anything else with nothing (NOERROR).
 * Every other query leaves as it came, octet for octet, except for its number over UDP: extended
 * DNS, unknown types and truncated answers pass through. What has no readable question is answered
 * FORMERR.
 *
 * <p>{@link io.qnet.slirp.dns.GuestNames} are those of DHCP's option 12, for as long as the lease
 * lasts. They come last, so that no guest takes a name that the host knows; and they are single
 * labels, alone or before the network's own domain, so that none takes a name of the world.
 *
 * <p>Without recursion nobody else is asked: what is not known here is REFUSED, and nothing that a
 * guest writes into a question leaves the segment.
 *
 * <p>A host's loopback addresses mean something else to a guest. A name that {@code /etc/hosts} has
 * at 127.0.0.0/8 or ::1 is therefore answered with the gateway's address, behind which the host is.
 * {@code localhost} and its relatives are not: they are the asker itself, always 127.0.0.1 and ::1,
 * as RFC 6761 wants it.
 *
 * <p>Over UDP each query gets a socket and a random number of its own (RFC 5452, section 9.2); an
 * answer counts if it comes from the resolver that was asked, with that number and that question.
 * After 5 s, or at once when the network reports an error, the next resolver is asked; after the
 * last the guest gets SERVFAIL. A guest that asks again while an answer is on its way makes the
 * same query leave again, not a second one. At most 256 queries are on their way; the oldest gives
 * way.
 *
 * <p>Over TCP a guest's connection gets one connection to a resolver, opened for the first query
 * that needs one. At most 64 queries and 128 KiB of them are on their way, then reading stops. A
 * resolver that closes, fails or is silent for 10 s while a query waits is followed by the next
 * one, which gets all that is unanswered. After 30 s without traffic the connection is closed.
 *
 * <p>Files are read by an executor that is passed in, never by the event loop, at most once a
 * second and only when queries come; a query is answered with what is known when it comes.
 *
 * <p>Not done: caching, validation, search lists, DNS over TLS.
 */
@NullMarked
package io.qnet.slirp.dns;

import org.jspecify.annotations.NullMarked;
