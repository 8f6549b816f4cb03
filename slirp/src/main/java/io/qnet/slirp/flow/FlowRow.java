package io.qnet.slirp.flow;

import io.qnet.wire.HostSocket;
import io.qnet.wire.address.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * One flow at one instant, for tables.
 *
 * @param protocol {@code tcp} or {@code udp}
 * @param remote whom the guest calls; null where it is not one alone
 * @param state a TCP state, or how many peers a UDP endpoint has
 * @param secondsLeft until it ends of itself when nothing more happens; -1 where that is open
 * @param octetsFromGuest octets of payload from the guest
 * @param octetsToGuest octets of payload to the guest
 * @param socket the host's; null while there is none
 * @param receiveQueue octets from the guest that the far end has not taken yet
 * @param sendQueue octets for the guest that it has not acknowledged yet
 */
public record FlowRow(
    long id,
    String protocol,
    IpAddress guest,
    int guestPort,
    @Nullable IpAddress remote,
    int remotePort,
    String state,
    long secondsLeft,
    long octetsFromGuest,
    long octetsToGuest,
    @Nullable HostSocket socket,
    long receiveQueue,
    long sendQueue) {}
