package io.qnet.launcher;

import io.qnet.launcher.vm.VmRequest;
import org.jspecify.annotations.Nullable;

/**
 * What {@code qnet run} was told.
 *
 * @param machine what to run
 * @param name its name; null for one that is made
 * @param grace seconds that its guest may take to power off
 * @param dryRun whether to print the command alone
 * @param detach whether to return once it runs
 * @param background whether this is what {@code --detach} started
 */
record RunWords(
    VmRequest machine,
    @Nullable String name,
    int grace,
    boolean dryRun,
    boolean detach,
    boolean background) {}
