/**
 * What runs a guest's instructions: KVM where it is proven to work, else TCG.
 *
 * <p>A {@code /dev/kvm} that can be opened proves nothing: in a virtual machine whose host passes
 * nesting on badly, guests stop before their first instruction, and QEMU waits for ever. So {@link
 * io.qnet.launcher.accel.KvmProof} boots a kernel of 190 octets, which enters long mode, prints one
 * line and ends QEMU; it takes a few tenths of a second where KVM works, and is given five. How
 * that went is remembered until the host boots again or has another QEMU.
 *
 * <p>Cheap questions come first, and are asked each time: is the processor the guest's, is there a
 * device, may this user open it, was QEMU built with KVM. Each answer is a {@link
 * io.qnet.launcher.accel.KvmReport}: verdict, evidence, meaning, remedy. {@link
 * io.qnet.launcher.accel.Accelerator} turns {@code auto}, {@code kvm} and {@code tcg} into QEMU's
 * words with it; {@link io.qnet.launcher.accel.Accelerators} is that for this host, and can also
 * foresee what would be chosen where nothing may be started.
 *
 * <p>Not done: a proof for processors other than x86-64; there KVM is used only if asked for.
 */
@NullMarked
package io.qnet.launcher.accel;

import org.jspecify.annotations.NullMarked;
