/**
 * {@code qnet tap}: the words of its verbs, and this host as {@link io.qnet.tap} sees it.
 *
 * <p>{@link io.qnet.launcher.tap.HostChanges} has requests carried out or printed; {@link
 * io.qnet.launcher.tap.ThisHost} runs ip and nft, each within seconds, and starts and ends the
 * background qnet that serves a network.
 */
@NullMarked
package io.qnet.launcher.tap;

import org.jspecify.annotations.NullMarked;
