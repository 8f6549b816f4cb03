/**
 * QEMU as a child process: found, its command line made, started, read, and never left behind.
 *
 * <p>{@link io.qnet.launcher.qemu.Qemu} finds the program and knows its version. A {@link
 * io.qnet.launcher.qemu.QemuCommand} is the command line of one machine without window, disk or
 * surprise (no default devices, no configuration files). {@link io.qnet.launcher.qemu.QemuRun}
 * starts it, reads its serial line, and ends it.
 *
 * <p>The accelerator is TCG unless the caller names another: a {@code /dev/kvm} that can be opened
 * does not have to be one that boots a kernel.
 *
 * <p>No orphans: close() ends the process and waits; when the JVM itself dies, however it dies, the
 * kernel kills QEMU (PR_SET_PDEATHSIG, set by {@code setpriv} of util-linux). That signal follows
 * the <em>thread</em> that started the child, so one thread that lives as long as the JVM starts
 * them all.
 *
 * <p>Threads: a run has two readers, for the serial line and for stderr. Line listeners are called
 * on the first of them.
 */
@NullMarked
package io.qnet.launcher.qemu;

import org.jspecify.annotations.NullMarked;
