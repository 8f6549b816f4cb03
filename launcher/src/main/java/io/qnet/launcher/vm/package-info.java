/**
 * Machines: from words to a QEMU that runs, and what it is plugged into.
 *
 * <p>A {@link io.qnet.launcher.vm.VmRequest} is what was asked for, word for word. {@link
 * io.qnet.launcher.vm.VmPlanner} makes a {@link io.qnet.launcher.vm.VmPlan} of it, with what the
 * QEMU of this host says it can do: each word is refused by name here or never. From the plan come
 * two commands. {@link io.qnet.launcher.vm.DryRun} prints the one for people. {@link
 * io.qnet.launcher.vm.VmSession} starts the other, which has besides: a serial line that leads to
 * us, two monitors, and a {@linkplain io.qnet.launcher.vm.Cable hub} in front of each network.
 *
 * <p>A session's order: gateways for the cards that want one, and cables into VDE switches for a
 * QEMU that has no client (in this process, each with an event loop of its own), the serial line,
 * QEMU, its monitor, the API; and back. It ends when QEMU does, or when it is closed: power button,
 * {@code quit} after the grace, SIGKILL three seconds later; the API stays open meanwhile, for
 * whoever wants that at once. QEMU is in a session of its own, so that Ctrl-C reaches us alone, and
 * dies with this process, however that dies.
 *
 * <p>Threads: one waits for the end, one reads QEMU's messages, one its monitor, one the serial
 * line; one for each console that is attached.
 *
 * <p>Not done: hot-plug of cards that were not there at the start, migration, more than one screen.
 */
@NullMarked
package io.qnet.launcher.vm;

import org.jspecify.annotations.NullMarked;
