/**
 * The HTTP API of something that runs: JSON for programs and for the other verbs of {@code qnet}.
 *
 * <p>{@link io.qnet.web.ApiServer} is the door. It knows nothing of networks: what it shows it asks
 * a {@link io.qnet.web.LabApi}, which whoever starts it implements. It listens on the loopback
 * address; every request needs the token, whatever its path, and the {@code Host} it names has to
 * be this server, so that no web page in a browser of this machine can have another name point here
 * (DNS rebinding).
 *
 * <p>A browser, which cannot be given the token, is sent to an address with a code that is good
 * once ({@link io.qnet.web.Visits}), and has a cookie from then on. What it is shown there are the
 * consoles of a machine ({@link io.qnet.web.ConsoleRoutes}).
 *
 * <p>It runs on an event loop of its own, away from the frames.
 */
@NullMarked
package io.qnet.web;

import org.jspecify.annotations.NullMarked;
