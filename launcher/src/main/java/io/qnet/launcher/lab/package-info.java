/**
 * Lab files: machines by name, written down as YAML in the words of {@code qnet run}.
 *
 * <p>{@link io.qnet.launcher.lab.LabReader} takes a file apart in two steps. {@code YamlTree} makes
 * a tree of its events, each piece with its line and column, and refuses what a lab file does
 * without: anchors, aliases, tags, several documents, depth. {@code LabReader} holds the tree
 * against {@link io.qnet.launcher.lab.LabKey}, the one list of keys. Neither stops at the first
 * mistake; both count on a file that somebody else wrote, to do harm. {@link
 * io.qnet.launcher.lab.LabWriter} is the way back, for {@code qnet translate -o lab}.
 *
 * <p>Bounds: 256 KiB, 8 levels, 256 machines, 64 items of a list, 4096 characters of a value, 50
 * mistakes told.
 *
 * <p>Source: YAML 1.2.2. Values are taken as they are written: {@code no} is a keyboard of Norway.
 *
 * <p>Not done: switches, routers and wires between machines; starting a lab.
 */
@NullMarked
package io.qnet.launcher.lab;

import org.jspecify.annotations.NullMarked;
