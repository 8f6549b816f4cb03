/**
 * The console of a switch, as vde_switch's: {@code unixterm}, {@code vdeterm}, {@code unixcmd} and
 * scripts that speak to that speak to this.
 *
 * <p>One line is one command, and so is a read in which no line ends; the first whose path the line
 * begins with is done. A command that lists answers {@code 0000 DATA END WITH '.'}, lines, and
 * {@code .}; each answers {@code 1000 Success} or {@code 1NNN} with the system's error number and
 * words; {@code 9999 END OF SESSION} is the last. What happens meanwhile comes as lines that begin
 * with {@code 3NNN}, to who asked for it with {@code debug/add}.
 *
 * <p>{@link io.qnet.vde.console.Console} has the commands, and knows no sockets; {@link
 * io.qnet.vde.console.ConsoleDoor} lets people in.
 */
@NullMarked
package io.qnet.vde.console;

import org.jspecify.annotations.NullMarked;
