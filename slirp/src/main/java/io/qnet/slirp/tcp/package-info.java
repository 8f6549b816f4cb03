/**
 * TCP towards the guest: RFC 9293 read aloud.
 *
 * <p>Read first: RFC 9293 sections 3.3 to 3.10; RFC 7323 (window scale, timestamps), 2018 and 6675
 * (SACK), 5681, 6582 and 9438 (congestion control), 6298 (retransmission time-out), 5961 (blind
 * attacks), 6528 (initial sequence numbers).
 *
 * <p>Segments enter through {@link io.qnet.slirp.tcp.TcpConnection#onSegment} and leave through
 * {@link io.qnet.slirp.tcp.TcpContext#send}; octets pass through the connection's {@link
 * io.qnet.wire.ByteStream}. Nothing in here knows sockets, threads, clocks or addresses.
 *
 * <pre>
 *  segment -&gt; SegmentArrival -&gt; Receiver -&gt; GuestStream -&gt; host        timers: SendTimers, AckPolicy,
 *                    |             ^ OutOfOrderQueue                           Keepalive, 2 MSL
 *                    v
 *  segment &lt;- SegmentOutput &lt;- Sender &lt;- OctetQueue &lt;- GuestStream &lt;- host
 *                                ^ LossRecovery (Scoreboard), CongestionControl, RttEstimator, Persist
 * </pre>
 *
 * <p><b>One burst, one answer.</b> {@code onSegment} changes what is known, and asks for {@code
 * finish}. That, once all frames of the burst are handled, tells the reader what came, sends data,
 * and then at most one pure acknowledgment; the reader's callbacks therefore never run inside a
 * call to the stream. Only a guest without SACK, which counts duplicates, gets one for each segment
 * out of order at once. {@code CLOSED} is reported last of all, after the reader was told
 * everything; until then the connection has to be finished when it asks.
 *
 * <p><b>Passive open.</b> LISTEN here means: the SYN is in hand, and the host side is being asked.
 * The guest hears SYN-ACK, RST or (by ICMP) unreachable only when the host side has answered.
 *
 * <p><b>Memory.</b> The window is the free part of the receive buffer; the send queue is the
 * retransmission queue. Octets that outlive their burst are moved to an {@code OctetQueue}, which
 * holds no more than four times of what is in it. Islands out of order and ranges of the scoreboard
 * are limited in number.
 *
 * <p><b>Super-segments.</b> Where the link cuts segments by itself ({@link
 * io.qnet.slirp.tcp.TcpContext#superSegment}), new data leaves in runs of whole segments under one
 * header, up to 64 KiB; what is sent again leaves segment by segment.
 *
 * <p><b>A link that stands still is not a lossy path.</b> While {@link
 * io.qnet.slirp.tcp.TcpContext#writable} says no, no data is sent and no time-out runs down.
 *
 * <p><b>What ends by itself.</b> SYNs after 3 minutes, unacknowledged data after 100 s, a shut
 * window after 10 minutes, FIN-WAIT-2 60 s after the host side is gone, TIME-WAIT after 2 MSL,
 * silence after 2 hours and nine unanswered questions.
 *
 * <p>Not done: urgent data out of line (it is delivered in line, the pointer ignored), ECN, TCP
 * Fast Open (data in a SYN comes again), RACK and tail loss probes, D-SACK.
 */
@NullMarked
package io.qnet.slirp.tcp;

import org.jspecify.annotations.NullMarked;
