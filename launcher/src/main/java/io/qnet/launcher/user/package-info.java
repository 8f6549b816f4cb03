/**
 * User mode, as it is asked for: {@link io.qnet.launcher.user.UserOptions} is the text after {@code
 * -netdev user,} read completely, {@link io.qnet.launcher.user.UserPlan} adds where the machine
 * plugs in, and {@link io.qnet.launcher.user.UserSession} makes it happen.
 *
 * <p>Spellings, defaults and rules are QEMU's own (net/slirp.c); where QEMU says no, so does this,
 * with the reason and a way out. A key that QEMU knows and this version does not do yet is refused:
 * a guest that silently lacks what its command line says is worse than none.
 */
@NullMarked
package io.qnet.launcher.user;

import org.jspecify.annotations.NullMarked;
