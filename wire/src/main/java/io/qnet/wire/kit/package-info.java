/**
 * What tests and simulated labs are made of: time that is advanced by hand, a cable without a
 * kernel, seeded cases, ready made frames, and a guest that says what it is told to.
 *
 * <p>Nothing on the data path uses it, and it needs no test library.
 */
@NullMarked
package io.qnet.wire.kit;

import org.jspecify.annotations.NullMarked;
