/**
 * The system calls Java lacks, typed: the only place where JNA is.
 *
 * <p>{@link io.qnet.posix.ErrorQueue} calls {@code recvmsg} on the error queue of a socket, where
 * Linux puts the ICMP errors about what the socket has sent (ip(7), ipv6(7), {@code IP_RECVERR});
 * {@link io.qnet.posix.SocketError} is what it brings. {@link io.qnet.posix.TunDevice} opens a TAP
 * device and sets it up (tuntap.rst, netdevice(7), setns(2)); its frames do not pass here. {@link
 * io.qnet.posix.PingSocket} opens sockets for ICMP echo, {@link io.qnet.posix.SocketChild} starts
 * programs, {@link io.qnet.posix.PacketSocket} passes descriptors, {@link io.qnet.posix.BridgeTap}
 * makes a port of a bridge, {@link io.qnet.posix.SnoopSocket} listens to an interface.
 *
 * <p>Linux with 64-bit pointers, little-endian (x86_64 and aarch64 share the layout of {@code
 * msghdr}, {@code cmsghdr} and {@code sock_extended_err}). The structures are laid out by hand in
 * one block of memory per {@link io.qnet.posix.ErrorQueue}, and taken apart in plain Java.
 *
 * <p>A call costs about half a microsecond, and the first one 30 ms, in which JNA loads: so native
 * calls are for set-up and for rare events, never per frame, and nothing here loads JNA before it
 * is called. Every call that fails is a {@link io.qnet.posix.PosixException} that says which, why,
 * and what to do.
 */
@NullMarked
package io.qnet.posix;

import org.jspecify.annotations.NullMarked;
