/** What tells one network address translator from another (RFC 4787, RFC 5382). */
@NullMarked
package io.qnet.wire.nat;

import org.jspecify.annotations.NullMarked;
