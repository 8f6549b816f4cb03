/**
 * The world outside, as a gateway sees it: the host's own sockets.
 *
 * <p>{@link io.qnet.slirp.host.Outside} is the seam: Netty channels in production, a script in
 * tests.
 */
@NullMarked
package io.qnet.slirp.host;

import org.jspecify.annotations.NullMarked;
