/** What the measurements of module {@code bench} need of ours: micro-guests in QEMU. */
@NullMarked
package io.qnet.launcher.bench;

import org.jspecify.annotations.NullMarked;
