/**
 * {@code qnet switch} once it runs: one event loop with a virtual switch, the ports that were asked
 * for, the directory that VDE clients plug into, and a gateway on it if there is to be one.
 */
@NullMarked
package io.qnet.launcher.fabric;

import org.jspecify.annotations.NullMarked;
