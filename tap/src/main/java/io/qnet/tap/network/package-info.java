/**
 * What can be asked for on the host, and the plan for each: a {@linkplain
 * io.qnet.tap.network.DeviceRequest device}, a {@linkplain io.qnet.tap.network.BridgeRequest
 * bridge}, a {@linkplain io.qnet.tap.network.NetworkRequest network} with rules, DHCP and DNS.
 *
 * <pre>
 *  guests -- tap -- bridge NAME (first address) -- forward, NAT -- wherever this host reaches
 *                     |
 *                   NAME.svc -- qnet: DHCP and DNS (second address)
 * </pre>
 *
 * <p>Planning reads, and changes nothing. What cannot work here is refused then, with the reason:
 * names and subnets that are taken, interfaces that carry the host's own connection. What may stand
 * in the way (Docker, firewalld, iptables, br_netfilter) is told, and left alone.
 *
 * <p>The services are a machine on the bridge, not a listener on the host: no port of the host is
 * taken, and no rule for what comes in is needed.
 */
@NullMarked
package io.qnet.tap.network;

import org.jspecify.annotations.NullMarked;
