/** Tests of lab files. */
@NullMarked
package io.qnet.launcher.lab;

import org.jspecify.annotations.NullMarked;
