/**
 * Changes of the host, as data: a {@link io.qnet.tap.host.Plan} has {@link io.qnet.tap.host.Step}s,
 * a step has a {@link io.qnet.tap.host.Command} and what takes it back, its {@link
 * io.qnet.tap.host.Undo}s.
 *
 * <p>Commands are those of ip(8), nft(8) and writes to /proc, so that what is planned can be
 * printed, read, and typed. What is there already, {@link io.qnet.tap.host.Facts} reads from the
 * JSON of the same programs; nothing is made of what they print for people. All of it goes through
 * a {@link io.qnet.tap.host.Host}, which the launcher is, and which tests play.
 *
 * <p>A step is one command, because one command is what the kernel does whole or not at all. An
 * undo looks whether there is something to take back, and at marks by which a thing is known as
 * ours: the address that a bridge was given, the name of a table. So it may be tried for a step
 * that was never taken, and twice.
 *
 * <p>Who makes plans: {@link io.qnet.tap.network}. Who carries them out: {@link
 * io.qnet.tap.journal}.
 */
@NullMarked
package io.qnet.tap.host;

import org.jspecify.annotations.NullMarked;
