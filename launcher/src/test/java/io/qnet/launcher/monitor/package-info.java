/** Tests of lab files. */
@NullMarked
package io.qnet.launcher.monitor;

import org.jspecify.annotations.NullMarked;
