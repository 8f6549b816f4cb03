package io.qnet.wire.impair;

import java.time.Duration;

/**
 * What one direction of a link has done to frames since it was impaired.
 *
 * @param frames that came
 * @param octets of them
 * @param lost by chance
 * @param overflowed that found the buffer full
 * @param oversize that were longer than the MTU
 * @param duplicated that went on twice
 * @param corrupted of whose bits some were turned
 * @param reordered that were overtaken
 * @param delivered that went on, copies counted
 * @param waiting octets that are under way now
 * @param leastDelay that a frame took; zero if none was delivered
 * @param meanDelay that frames took
 * @param mostDelay that a frame took
 * @param rate bits per second that were delivered, in the last whole second
 */
public record Measured(
    long frames,
    long octets,
    long lost,
    long overflowed,
    long oversize,
    long duplicated,
    long corrupted,
    long reordered,
    long delivered,
    long waiting,
    Duration leastDelay,
    Duration meanDelay,
    Duration mostDelay,
    long rate) {}
