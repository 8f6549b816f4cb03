/** Rules, read. */
@NullMarked
package io.qnet.redirect;

import org.jspecify.annotations.NullMarked;
