/** Under way. */
@NullMarked
package io.qnet.captures;

import org.jspecify.annotations.NullMarked;
