package io.qnet.slirp.tcp;

/**
 * A connection at one instant, for tables.
 *
 * @param state where it stands
 * @param octetsIn octets of data taken from the guest
 * @param octetsOut octets of data sent to the guest, each counted once
 * @param segmentsIn segments that arrived
 * @param segmentsOut segments that were sent
 * @param retransmits segments that were sent again
 * @param smoothedRtt SRTT in nanoseconds, 0 if not measured yet
 * @param congestionWindow cwnd, in octets
 * @param mss octets of data in a full segment
 * @param sendQueue octets that wait to be sent or acknowledged
 * @param receiveQueue octets that wait for the reader
 * @param outOfOrder octets that wait for earlier ones
 * @param pinned octets of memory that these queues hold
 */
public record TcpSnapshot(
    TcpState state,
    long octetsIn,
    long octetsOut,
    long segmentsIn,
    long segmentsOut,
    long retransmits,
    long smoothedRtt,
    int congestionWindow,
    int mss,
    int sendQueue,
    int receiveQueue,
    int outOfOrder,
    long pinned) {}
