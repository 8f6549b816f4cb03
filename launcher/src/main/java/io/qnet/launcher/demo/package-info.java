/**
 * The guided tour: a gateway in this process, a guest plugged into it, and ten steps that show what
 * passes between them.
 *
 * <p>{@link io.qnet.launcher.demo.DemoRun} sets the stage: run directory, gateway, capture, the
 * guest, and what runs on the host (a page and a file, in {@code Outdoors}). {@code UserTour} is
 * the steps. Each asks the guest ({@code Visitor}: a micro-guest in QEMU, or the built-in station)
 * to do something, looks at what passed on the wire ({@code Wiretap}) and at what the gateway says
 * happened, and fails unless all of them agree; {@code Narrator} tells what was seen, and why it is
 * so. Nothing that is told is known beforehand.
 */
@NullMarked
package io.qnet.launcher.demo;

import org.jspecify.annotations.NullMarked;
