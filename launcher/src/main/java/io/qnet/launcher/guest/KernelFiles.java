package io.qnet.launcher.guest;

import java.nio.file.Path;

/**
 * A kernel and its modules, as files.
 *
 * @param release what {@code uname -r} will say
 * @param identity package and version, or what else tells it from an earlier one
 * @param vmlinuz the bzImage
 * @param modules the folder lib/modules/RELEASE
 */
record KernelFiles(String release, String identity, Path vmlinuz, Path modules) {}
