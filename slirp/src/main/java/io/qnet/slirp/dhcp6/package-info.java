/**
 * DHCPv6 (RFC 8415): addresses for those who ask, and what router advertisements leave out.
 *
 * <p>The segment's guests make addresses of their own (RFC 4862); a client that wants one assigned
 * (IA_NA) gets it all the same, the same again for the same DUID and IAID as long as it is free.
 * Prefixes (IA_PD), temporary addresses (IA_TA), relays and reconfiguration are not done.
 */
@NullMarked
package io.qnet.slirp.dhcp6;

import org.jspecify.annotations.NullMarked;
