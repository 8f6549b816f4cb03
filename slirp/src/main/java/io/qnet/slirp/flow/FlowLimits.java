package io.qnet.slirp.flow;

/**
 * How many flows one segment may have.
 *
 * @param tcp connections in any state
 * @param halfOpen connections that are still being opened
 * @param udp UDP endpoints; each costs a descriptor
 * @param udpPeers peers of one UDP endpoint, or of one that pings
 * @param pings identifiers of echo requests; each costs a descriptor
 * @param octets octets that wait in all connections together for the guest or the host
 */
public record FlowLimits(int tcp, int halfOpen, int udp, int udpPeers, int pings, long octets) {
  /**
   * Room for a busy guest within 96 MiB of heap and as much of buffers: a connection takes 3 KiB of
   * heap, a UDP endpoint with all its peers 15 KiB.
   */
  public static final FlowLimits DEFAULT = new FlowLimits(16_000, 256, 1_024, 128, 256, 40 << 20);
}
