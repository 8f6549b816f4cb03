package io.qnet.bench.redirect;

import io.qnet.bench.host.Child;
import io.qnet.bench.load.Servers.Door;
import org.jspecify.annotations.Nullable;

/**
 * A door that is open.
 *
 * @param name in tables
 * @param door where clients call
 * @param ours our process, whose descriptors are counted; null if it is not ours
 */
record Doorway(String name, Door door, @Nullable Child ours) {}
