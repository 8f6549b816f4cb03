/**
 * How the command line talks: where words come from, where answers go, and how a failure is told.
 *
 * <p>Data goes to {@link io.qnet.launcher.cli.Terminal#out}, everything else to {@link
 * io.qnet.launcher.cli.Terminal#err}. A {@link io.qnet.launcher.cli.Failure} has three parts (what
 * failed, what it means, what to type) and the exit code; nothing else is thrown on purpose.
 * Depends on nothing of ours, so that every other package of the launcher may use it.
 */
@NullMarked
package io.qnet.launcher.cli;

import org.jspecify.annotations.NullMarked;
