/**
 * The user's end of a serial line: a terminal in raw mode, or two pipes.
 *
 * <p>In raw mode every key goes to the guest, Ctrl-C too; Ctrl-] ends the console. What the guest
 * writes is shown as it is: the terminal understands its escape sequences, and ours are none of its
 * business. Without a terminal, what the guest writes goes to stdout and stdin is typed; an end of
 * stdin types nothing more, and ends nothing.
 */
@NullMarked
package io.qnet.launcher.console;

import org.jspecify.annotations.NullMarked;
