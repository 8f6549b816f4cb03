/**
 * Conversations with the DHCP server: {@code Message} is what a client says, {@code Conversation}
 * names every answer and every silence.
 */
@NullMarked
package io.qnet.slirp.dhcp;

import org.jspecify.annotations.NullMarked;
