/**
 * The archives we write, read by others (cpio, modprobe, the kernel); and the real guest, booted in
 * the tests that end in IT.
 */
@NullMarked
package io.qnet.launcher.guest;

import org.jspecify.annotations.NullMarked;
