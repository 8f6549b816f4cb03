/**
 * Ethernet and Internet addresses as small immutable values, fit to be keys. They read and print
 * the usual spellings.
 */
@NullMarked
package io.qnet.wire.address;

import org.jspecify.annotations.NullMarked;
