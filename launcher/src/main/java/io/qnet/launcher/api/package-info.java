/**
 * The API of what runs, from both ends: {@link io.qnet.launcher.api.ApiDoor} opens it for a session
 * once frames can flow, {@link io.qnet.launcher.api.ApiClient} asks it on behalf of a verb.
 *
 * <p>Between them is the file {@code api.json} of the run directory: the address and the token, for
 * the eyes of the user alone.
 */
@NullMarked
package io.qnet.launcher.api;

import org.jspecify.annotations.NullMarked;
