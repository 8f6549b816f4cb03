/** The VDE protocol: octet by octet, and with both of our sides over real sockets. */
@NullMarked
package io.qnet.vde.plug;

import org.jspecify.annotations.NullMarked;
