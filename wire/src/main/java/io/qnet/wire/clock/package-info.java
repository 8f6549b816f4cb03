/**
 * Time as an argument. Protocol types take {@code long now} and offer {@code long deadline()}; only
 * the shells around them hold a {@link io.qnet.wire.clock.Clock}.
 *
 * <p>Instants are nanoseconds from an arbitrary origin, as those of {@link
 * java.lang.System#nanoTime}: compare them by difference ({@code a - b < 0}), never directly.
 */
@NullMarked
package io.qnet.wire.clock;

import org.jspecify.annotations.NullMarked;
