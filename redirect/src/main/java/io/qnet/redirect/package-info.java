/**
 * Redirect mode: ports of the host that lead into a guest.
 *
 * <pre>
 * client -> door (TCP, UDP or a unix socket) -> GuestDialer -> the guest's port
 * </pre>
 *
 * <p>{@link io.qnet.redirect.Redirector} is the door to this package: it opens what {@link
 * io.qnet.redirect.ForwardRule}s say, all of them or none. Who calls the guest is not known here; a
 * {@link io.qnet.redirect.GuestDialer} is given.
 */
@NullMarked
package io.qnet.redirect;

import org.jspecify.annotations.NullMarked;
