/** Work beside a segment's event loop: what blocks, and waiting for what the loop does. */
@NullMarked
package io.qnet.launcher.work;

import org.jspecify.annotations.NullMarked;
