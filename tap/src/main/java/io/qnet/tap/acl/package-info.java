/**
 * Who may have a port of which bridge, as {@code /etc/qemu/bridge.conf} says it, and rules of ours
 * for users, groups and addresses. Start at {@link io.qnet.tap.acl.AccessList}.
 */
@NullMarked
package io.qnet.tap.acl;

import org.jspecify.annotations.NullMarked;
