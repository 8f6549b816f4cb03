/** A switch with cables in virtual time. */
@NullMarked
package io.qnet.vde;

import org.jspecify.annotations.NullMarked;
