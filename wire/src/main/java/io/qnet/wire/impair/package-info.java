/**
 * Bad networks to order: a link that loses, doubles, corrupts, reorders, delays, slows down and
 * cuts off, in either direction.
 *
 * <p>{@link io.qnet.wire.impair.ImpairedLink} is the door: it wraps any link, and does what an
 * {@link io.qnet.wire.impair.ImpairmentPlan} says, which is read from words and may change while
 * frames are under way. A plan has values ({@link io.qnet.wire.impair.Impairment}) for each
 * direction, and a seed; or several such states that follow each other by chance.
 *
 * <pre>
 *  too long? lost? corrupted? held, to be overtaken? doubled?
 *    -&gt; sender's speed -&gt; buffer, rate -&gt; delay -&gt; onward
 * </pre>
 *
 * <p>Time is the segment's clock, and every kind of chance draws from a sequence of its own that
 * hangs on the seed alone: the same frames at the same times meet the same fates, and a value that
 * is changed leaves the fates alone that hang on others. Frames that wait share one timer, which
 * rings every 100 microseconds at most; due times are not rounded. What waits is bounded in octets,
 * and settled, so that it pins no reads. Compare tc-netem(8) and wirefilter(1).
 */
@NullMarked
package io.qnet.wire.impair;

import org.jspecify.annotations.NullMarked;
