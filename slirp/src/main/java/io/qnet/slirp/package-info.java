/**
 * User mode: one gateway for one segment, which needs no rights on the host.
 *
 * <p>The guest sees a small network (10.0.2.0/24) with virtual hosts on it: a router and DHCP
 * server at 10.0.2.2, a name server at 10.0.2.3; over IPv6 fec0::2 and fec0::3. What it sends to
 * the world ends here: the gateway is the far end of each of its TCP connections and UDP endpoints,
 * and opens an ordinary host socket for each. Outbound is allowed, inbound is refused, ICMP is not
 * carried.
 *
 * <pre>
 * frame -&gt; FrameInput -&gt; PacketInput -&gt; FlowTable -&gt; TcpFlow, UdpFlow -&gt; host socket
 * frame &lt;- FrameOutput &lt;- PacketOutput &lt;--------------'
 * </pre>
 *
 * <p>{@link io.qnet.slirp.Gateway} is the door. Below it: {@code ip} (frames and packets, ARP,
 * ICMP), {@code flow} (who talks to whom), {@code tcp} (the guest's TCP), {@code dhcp} and {@code
 * dns} (the services), {@code host} (the host's sockets). One event loop owns all of it.
 */
@NullMarked
package io.qnet.slirp;

import org.jspecify.annotations.NullMarked;
