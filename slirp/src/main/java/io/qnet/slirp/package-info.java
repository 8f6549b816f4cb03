/** The user-mode gateway. */
@NullMarked
package io.qnet.slirp;

import org.jspecify.annotations.NullMarked;
