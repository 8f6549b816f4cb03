/**
 * How captures are checked: {@link io.qnet.captures.PcapngReader} reads them strictly by the
 * specification, tshark and capinfos as any user would. Time is advanced by hand, and the disk is
 * made to hang and to fail.
 */
@NullMarked
package io.qnet.captures;

import org.jspecify.annotations.NullMarked;
