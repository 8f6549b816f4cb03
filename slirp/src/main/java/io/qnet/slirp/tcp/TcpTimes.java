package io.qnet.slirp.tcp;

import java.util.concurrent.TimeUnit;

/**
 * How long a connection waits for what; all in nanoseconds.
 *
 * @param minRto shortest retransmission time-out. RFC 6298 says 1 s; 200 ms is what every system
 *     uses, and more than a guest's delayed acknowledgment
 * @param maxRto longest retransmission time-out and probe interval
 * @param synLife how long a SYN or SYN-ACK is repeated: 3 minutes at least (RFC 9293, 3.8.3, R2)
 * @param dataLife how long data is repeated without any progress: 100 s at least (same place)
 * @param windowLife how long a window may stay shut before the connection is given up
 * @param keepaliveIdle silence after which a guest is asked whether it still lives: 2 hours at
 *     least by default (RFC 9293, 3.8.4); 0 never asks
 * @param maximumSegmentLife MSL: TIME-WAIT lasts two of them. RFC 9293 says 2 minutes; nothing
 *     lingers that long on the way to a guest
 * @param orphanLife how long FIN-WAIT-2 lasts once nobody reads any more
 */
public record TcpTimes(
    long minRto,
    long maxRto,
    long synLife,
    long dataLife,
    long windowLife,
    long keepaliveIdle,
    long maximumSegmentLife,
    long orphanLife) {
  /** What suits a guest one hop away. */
  public static final TcpTimes DEFAULT =
      new TcpTimes(
          TimeUnit.MILLISECONDS.toNanos(200),
          TimeUnit.SECONDS.toNanos(60),
          TimeUnit.SECONDS.toNanos(180),
          TimeUnit.SECONDS.toNanos(100),
          TimeUnit.MINUTES.toNanos(10),
          TimeUnit.HOURS.toNanos(2),
          TimeUnit.SECONDS.toNanos(5),
          TimeUnit.SECONDS.toNanos(60));
}
