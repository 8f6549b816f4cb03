/** Under way. */
@NullMarked
package io.qnet.launcher;

import org.jspecify.annotations.NullMarked;
