/** Tests of changes of the host. */
@NullMarked
package io.qnet.tap.host;

import org.jspecify.annotations.NullMarked;
