/**
 * The micro-guest: a real Linux machine of a few megabytes that boots in two seconds without KVM.
 *
 * <p>Made from what the distribution ships, without root: {@link
 * io.qnet.launcher.guest.GuestBuilder} downloads the kernel package ({@code apt-get download}, with
 * package lists of its own if the host has none), takes the kernel and the drivers of QEMU's
 * network cards out of it, and puts the drivers with the static busybox and three scripts of ours
 * into an initramfs. The result is a {@link io.qnet.launcher.guest.MicroGuest} in the user's cache
 * folder; it is built once, and again only when the recipe changes or the user asks.
 *
 * <p>The kernel is unpacked here and not by the guest: an ELF with a PVH note, which QEMU starts
 * directly. Under TCG that saves 2.5 of 4.5 seconds. xz and zstd are unpacked by {@code dpkg-deb},
 * which is there where packages are and knows both, so that neither tool has to be installed.
 *
 * <p>An {@link io.qnet.launcher.guest.Overlay} is what one run adds: a script, files, programs of
 * the host with their libraries. It is a second cpio archive behind the first
 * (Documentation/driver-api/early-userspace/buffer-format.rst of Linux). {@link
 * io.qnet.launcher.guest.GuestRun} boots the two and hands back what the script wrote and its exit
 * status.
 *
 * <p>In the guest: {@code dhcp}, and of busybox ip, arping, ping, traceroute, nslookup, wget, nc,
 * httpd, telnet, tftp, udhcpc, udhcpd, md5sum, sha256sum, dd, awk and about 250 more; {@code
 * modprobe} loads 8021q, bridge, veth, vxlan and the other modules of {@link
 * io.qnet.launcher.guest.ModuleTree}.
 *
 * <p>Known: {@code wget -T} crashes in the static busybox of Debian 12 (on the host too); {@code
 * timeout 5 wget} does the same. QEMU's e1000 takes no frame for a second after its link came up,
 * so that its first lease comes a second later than that of a virtio card.
 *
 * <p>Not done: other processors than x86-64 and aarch64; kernels in lz4 stay packed and boot the
 * slow way.
 */
@NullMarked
package io.qnet.launcher.guest;

import org.jspecify.annotations.NullMarked;
