/** Machines. */
@NullMarked
package io.qnet.launcher.vm;

import org.jspecify.annotations.NullMarked;
