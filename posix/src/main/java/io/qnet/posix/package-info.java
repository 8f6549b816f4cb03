/** Under way. */
@NullMarked
package io.qnet.posix;

import org.jspecify.annotations.NullMarked;
