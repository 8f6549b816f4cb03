/**
 * Logs: one line each to standard error, warnings and worse; with {@code --verbose} more of it.
 *
 * <p>SLF4J finds {@link io.qnet.launcher.log.LineLogging} as a service. Logback does the same after
 * 70 ms of starting up, with its classes already in the shared archive; this takes a few.
 */
@NullMarked
package io.qnet.launcher.log;

import org.jspecify.annotations.NullMarked;
