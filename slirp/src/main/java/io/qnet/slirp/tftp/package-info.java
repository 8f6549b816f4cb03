/**
 * TFTP, to read and not to write (RFC 1350, 2347, 2348, 2349, 7440): what a machine without a disk
 * boots from.
 *
 * <pre>
 *   RRQ to port 69 -> TftpServer -> TftpFolder opens the file, elsewhere
 *                         |                 |
 *                         +-- TftpTransfer &lt;+  OACK and DATA from a port of its own, ACK back
 * </pre>
 *
 * <p>No file is touched on the event loop: {@link io.qnet.slirp.tftp.TftpFolder} opens and reads on
 * an executor and comes back. Only octet mode is spoken: text would have to be counted before its
 * first block is sent.
 */
@NullMarked
package io.qnet.slirp.tftp;

import org.jspecify.annotations.NullMarked;
