/**
 * QEMU's control protocol, QMP (docs/interop/qmp-spec.rst of QEMU): one JSON object a line over a
 * unix socket.
 *
 * <p>The machine greets; we answer with {@code qmp_capabilities}, or it refuses every command. Each
 * command carries an {@code id}, which its answer repeats; events come whenever they like, also
 * between the two. {@link io.qnet.launcher.qmp.QmpClient} is the conversation, {@link
 * io.qnet.launcher.qmp.QmpMonitor} the commands that qnet needs, with types.
 *
 * <p>Threads: one reader for each connection; it completes answers and tells of events. Anybody may
 * send. Everything has a bound: the length of a line, the number of unanswered commands, the time
 * that is waited for an answer. What a QEMU that a guest broke out into may send is taken for
 * hostile: a line that is too long or no JSON ends the connection, no more.
 *
 * <p>Not done: out-of-band execution, and looking at the schema ({@code query-qmp-schema}).
 */
@NullMarked
package io.qnet.launcher.qmp;

import org.jspecify.annotations.NullMarked;
