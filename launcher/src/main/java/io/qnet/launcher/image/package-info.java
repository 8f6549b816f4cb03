/**
 * Disks: {@code qnet img} over the qemu-img that is installed.
 *
 * <p>{@link io.qnet.launcher.image.ImageVerb} has qemu-img's own grammar, verb by verb; {@code
 * ImageWords} reads a line with it. {@code QemuImg} runs the program and asks it what it can do and
 * what a file is. {@link io.qnet.launcher.image.Images} does the verbs: what qemu-img would do
 * silently and what hurts (overwriting, shrinking, filling the disk) is refused first, what it asks
 * for needlessly (a base's format) is found out, and its messages are explained.
 *
 * <p>A conversion writes into a hidden file beside its target, which gets the final name when it is
 * whole; an interrupted one is removed. File names never reach qemu-img as options or protocols: a
 * name that begins with a dash or has a colon is given with its folder in front.
 *
 * <p>Not done: amend, bench, bitmap, compare, dd, map and measure, for which there is qemu-img.
 */
@NullMarked
package io.qnet.launcher.image;

import org.jspecify.annotations.NullMarked;
