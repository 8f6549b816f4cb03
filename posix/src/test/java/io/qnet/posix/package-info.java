/**
 * How native calls are checked: {@code ErrorMessage} with messages laid out by hand, {@code
 * ErrorQueue} on real sockets of the loopback interface, which the tests make by JNA too.
 */
@NullMarked
package io.qnet.posix;

import org.jspecify.annotations.NullMarked;
