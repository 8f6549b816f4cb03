/**
 * The VDE protocol, both sides: stock QEMU, vde_plug, wirefilter and slirpvde plug into a {@link
 * io.qnet.vde.VirtualSwitch} through a directory, and a switch of ours plugs into any other.
 *
 * <p>A switch is a directory. A client connects to the stream socket {@code DIR/ctl}, names a
 * datagram socket that it has bound, and is told the path of the switch's end; from then on each
 * frame is one datagram between the two, and the stream connection is the cable: when it closes,
 * the cable is pulled.
 *
 * <pre>
 *  client                                      switch
 *    | connect DIR/ctl                            |
 *    | request: magic, version, port, path, text  |   {@link io.qnet.vde.plug.ControlRequest}
 *    |-------------------------------------------&gt;|
 *    |              connects to the path, binds DIR/NNN.N
 *    |&lt;-------------------------------------------| reply: a sockaddr_un
 *    | connects to that path, unlinks its own     |
 *    |&lt;========= frames, one a datagram =========&gt;|   {@link io.qnet.wire.channel.PlugLink}
 * </pre>
 *
 * <p>The switch connects before it replies, because a client of version 4 removes its path at once.
 * Who a client is, the kernel says (SO_PEERCRED); it may only name a socket of its own user, so
 * that nobody has frames sent to a stranger. There is no reply that says no: the connection is
 * closed, and the log says why.
 *
 * <p>{@link io.qnet.vde.plug.VdeDirectory} is the switch's side, {@link io.qnet.vde.plug.VdeClient}
 * the other. Numbers are in the host's order, which is little-endian on every host that is
 * supported. What touches the file system happens on an executor that may block.
 */
@NullMarked
package io.qnet.vde.plug;

import org.jspecify.annotations.NullMarked;
