/**
 * Running things: each has a name, a directory, and ends cleanly.
 *
 * <p>A {@link io.qnet.launcher.run.RunDirectory} is {@code $XDG_RUNTIME_DIR/qnet/NAME/}, else
 * {@code /tmp/qnet-UID/NAME/}: ours, mode 0700, no symbolic link. Since nobody else can write there
 * nor rename what is above, a path in it stays what it was when it was checked. Its file {@code
 * run.json} says which process it belongs to; a process number is only believed together with that
 * process's start time. A directory whose process is gone is stale: {@code qnet ps} and the next
 * start under its name remove it.
 *
 * <p>{@link io.qnet.launcher.run.Foreground} is how a long-running verb stops: SIGINT, SIGTERM and
 * SIGHUP make the JVM run its shutdown hooks; ours closes the session, waits until the verb has put
 * everything away, and then halts the JVM with 0, because by itself it would exit with 130 or 143.
 * {@link io.qnet.launcher.run.Background} is {@code --detach}: the same command once more in a
 * session of its own, watched until it is ready.
 */
@NullMarked
package io.qnet.launcher.run;

import org.jspecify.annotations.NullMarked;
