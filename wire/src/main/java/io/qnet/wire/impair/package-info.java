/**
 * Bad networks to order: links that lose, duplicate, reorder, delay or throttle what is sent
 * through them.
 *
 * <p>Each wraps another link and is one itself, so they stack; the order is that of the wire, and
 * the outermost acts first:
 *
 * <pre>
 *  new LossyLink(new RateLimitedLink(new DelayedLink(link, ...), ...), ...)
 *  frame -&gt; lost? -&gt; waits for its turn -&gt; travels -&gt; link
 * </pre>
 *
 * <p>Only what is sent is impaired; what arrives passes. For both directions, wrap the links at
 * both ends. A frame that is lost is counted with the drops of the wrapped link, as {@link
 * io.qnet.wire.DropReason#IMPAIRED} where chance took it and {@link
 * io.qnet.wire.DropReason#LINK_FULL} where a queue was full. Impairments act on packets: wrapped
 * links do not offer to take super-frames whole.
 *
 * <p>Time is the segment's clock and chance is a generator that is passed in, so a run can be had
 * again. Queues are bounded in octets. Compare tc-netem(8) and wirefilter(1).
 */
@NullMarked
package io.qnet.wire.impair;

import org.jspecify.annotations.NullMarked;
