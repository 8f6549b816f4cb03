package io.qnet.launcher.doctor;

import java.io.IOException;

/** Looks at one thing. */
@FunctionalInterface
interface Check {
  Finding examine(Host host) throws IOException, InterruptedException;
}
