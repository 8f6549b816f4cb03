/**
 * Old QEMU command lines, in today's words.
 *
 * <p>{@link io.qnet.launcher.translate.Translator} splits a line as a shell would ({@code
 * ShellWords}), takes one option after the other and asks three tables in turn: {@code OldRules}
 * for what needs thought (networks, disks, sound, USB, screens), replaced.txt for what has one
 * successor, current.txt for what is still as it was. Each old argument becomes a {@link
 * io.qnet.launcher.translate.Step}: its modern words and why. What nobody knows is kept, and said.
 *
 * <p>Networks are put together last ({@code OldNetwork}), because {@code -net} names a VLAN, and
 * only when all of its members are known it is clear whether one card hangs on one back end
 * (-netdev and -device) or whether it was a hub (hubport).
 *
 * <p>{@link io.qnet.launcher.translate.Rehearsal} starts the QEMU installed here with the new
 * words, stopped before the first instruction and without the user's disks, devices and ports, and
 * quits it: what QEMU accepts then, it knows. {@code RunLine} says the same as {@code qnet run}.
 *
 * <p>Sources: QEMU's docs/about/removed-features.rst and deprecated.rst, and qemu-options.hx of the
 * releases 0.9 to 10.
 *
 * <p>Not done: options of QEMU before 0.9 ({@code -n}, {@code -dummy-net}).
 */
@NullMarked
package io.qnet.launcher.translate;

import org.jspecify.annotations.NullMarked;
