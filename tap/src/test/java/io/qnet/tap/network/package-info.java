/** Tests of changes of the host. */
@NullMarked
package io.qnet.tap.network;

import org.jspecify.annotations.NullMarked;
