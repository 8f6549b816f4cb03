package io.qnet.slirp;

import io.qnet.slirp.event.GatewayEvent;
import io.qnet.slirp.host.Outside;
import io.qnet.wire.Burst;
import io.qnet.wire.Drops;
import io.qnet.wire.address.IpAddress;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * What a gateway stands in.
 *
 * @param burst of the segment it belongs to
 * @param outside the host's sockets
 * @param services what of the host the virtual hosts serve
 * @param random for what must not be guessed: initial sequence numbers, DNS transaction ids
 * @param drops where everything that goes nowhere is counted
 * @param events told what happens, inside bursts
 * @param hostAddress whether an address is one of the host's own; asked where its loopback is shut
 * @param ownListener whether qnet itself listens at a host address and port: guests never get there
 */
public record GatewayEnvironment(
    Burst burst,
    Outside outside,
    HostServices services,
    RandomGenerator random,
    Drops drops,
    Consumer<GatewayEvent> events,
    Predicate<IpAddress> hostAddress,
    OwnListener ownListener) {
  /** Says where qnet itself listens. */
  @FunctionalInterface
  public interface OwnListener {
    /** Whether it does at {@code port} of {@code address}, which is one of the host's. */
    boolean at(IpAddress address, int port);
  }
}
