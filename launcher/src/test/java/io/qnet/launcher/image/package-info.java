/** Tests of disks, with the real qemu-img. */
@NullMarked
package io.qnet.launcher.image;

import org.jspecify.annotations.NullMarked;
