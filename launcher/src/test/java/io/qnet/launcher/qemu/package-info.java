/**
 * Command lines word by word, the serial log octet by octet, and real QEMU processes: those tests
 * end in IT and are skipped, visibly, where there is no QEMU.
 */
@NullMarked
package io.qnet.launcher.qemu;

import org.jspecify.annotations.NullMarked;
