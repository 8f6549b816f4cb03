/**
 * Conversations between a guest, the name server and its resolvers: {@code Lab} plugs them together
 * around a {@code ScriptedOutside}, {@code Query} and {@code Answer} are what they say.
 */
@NullMarked
package io.qnet.slirp.dns;

import org.jspecify.annotations.NullMarked;
