/** Tests of changes of the host. */
@NullMarked
package io.qnet.tap.journal;

import org.jspecify.annotations.NullMarked;
