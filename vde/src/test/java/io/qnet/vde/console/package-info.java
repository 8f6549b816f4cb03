/** The console's answers, next to those of vde_switch 2.3.2 as they were written down. */
@NullMarked
package io.qnet.vde.console;

import org.jspecify.annotations.NullMarked;
