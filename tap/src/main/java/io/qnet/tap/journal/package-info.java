/**
 * Changes of the host as transactions: planned, written down, made, taken back.
 *
 * <pre>
 *  plan -> header, fsync -> { begin i, fsync -> step i } ... -> complete, fsync
 *                                 undo, fsync -> { take back i -> undone i, fsync } ... -> delete
 * </pre>
 *
 * <p>A journal holds the whole plan with everything that takes it back, so whoever reads it needs
 * to know nothing else. {@code begin} is on the disk before the step is taken; whether it then was,
 * the {@link io.qnet.tap.host.Undo} finds out. Steps are taken back in reverse order; one that
 * cannot be is told, the others go on, and the journal stays.
 *
 * <p>The kernel forgets all of it when the machine restarts, or when the network namespace goes:
 * then there is nothing to take back but the journal. Forwarding is common to all networks of a
 * namespace: a journal of its own, which goes with the last network.
 */
@NullMarked
package io.qnet.tap.journal;

import org.jspecify.annotations.NullMarked;
