/**
 * What this host can do, and what messages mean.
 *
 * <p>{@link io.qnet.launcher.doctor.Doctor} runs the checks of {@code Checks}. Each looks at one
 * thing by trying it, where trying is harmless: it opens /dev/net/tun, makes a ping socket, lists
 * interfaces with dumpcap, boots a kernel under KVM. What it saw, what that means and what to type
 * is a {@link io.qnet.launcher.doctor.Finding}. Nothing on the host is changed.
 *
 * <p>{@link io.qnet.launcher.doctor.Symptoms} knows the messages that QEMU, qemu-img, the bridge
 * helper and VDE print when something is wrong. A {@code Symptom} is a pattern, a cause, a look at
 * this host (who holds the port? is there such a bridge?) and the fix; the first that matches is
 * the {@link io.qnet.launcher.doctor.Diagnosis}.
 *
 * <p>Both see the host through {@code Host}: files below a root folder, programs on the PATH of an
 * environment, and a few attempts, so that tests can make up hosts.
 */
@NullMarked
package io.qnet.launcher.doctor;

import org.jspecify.annotations.NullMarked;
