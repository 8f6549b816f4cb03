/** What happens in a gateway, as immutable facts in the order in which they happen. */
@NullMarked
package io.qnet.slirp.event;

import org.jspecify.annotations.NullMarked;
