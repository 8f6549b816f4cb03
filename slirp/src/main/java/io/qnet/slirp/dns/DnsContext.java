package io.qnet.slirp.dns;

import io.qnet.slirp.host.Outside;
import io.qnet.wire.Burst;
import io.qnet.wire.Drops;
import io.qnet.wire.clock.Deadlines;
import java.util.random.RandomGenerator;

/**
 * What serving names needs from the segment around it.
 *
 * @param deadlines those of {@code burst}'s segment
 * @param guests the names of those that have an address
 * @param recursion whether others are asked for names that are not known here
 * @param random has to be unpredictable: it makes the numbers that answers have to match
 * @param drops where queries and answers that go nowhere are counted
 */
public record DnsContext(
    Outside outside,
    HostFiles hosts,
    GuestNames guests,
    boolean recursion,
    Burst burst,
    Deadlines deadlines,
    RandomGenerator random,
    Drops drops) {}
