/** A virtual Ethernet switch that machines plug into. */
@NullMarked
package io.qnet.vde;

import org.jspecify.annotations.NullMarked;
