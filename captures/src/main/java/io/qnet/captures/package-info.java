/**
 * pcapng, written while the frames pass.
 *
 * <p>Read first: draft-ietf-opsawg-pcapng ("PCAP Now Generic"), sections 3 and 4.
 *
 * <pre>
 *  machine ===[ TappedLink ]=== gateway or switch
 *                   | a copy of every frame, as a finished block
 *             CaptureFile (8 MiB ring) --&gt; one writer thread --&gt; NAME.pcapng
 * </pre>
 *
 * <p>A {@link io.qnet.captures.TappedLink} is an ordinary link around another. It turns each frame
 * that passes into one pcapng block and offers that to the ring of a {@link
 * io.qnet.captures.CaptureFile}; the ring holds nothing but octets of the file to be. A full ring
 * loses the block and counts it: in the comment and drop count of the next packet that is kept, and
 * in the statistics at the end. The guest never waits.
 *
 * <p>What is written: a section header; an interface description per link, nanoseconds, Ethernet,
 * snap length 262144; enhanced packet blocks with their direction (<em>inbound</em> is from the
 * machine into qnet, <em>outbound</em> from qnet to the machine) and a comment where there is
 * something to say; name resolution blocks for the hosts whose names became known; at the end one
 * interface statistics block per link.
 *
 * <p>When: a block reaches the file at most 100 ms after its frame passed, or as soon as a quarter
 * of a megabyte waits. Blocks are appended whole and in order, so that a file whose writer was
 * killed is one whose end is missing: every reader shows all packets before it. Nothing is synced
 * to the disk.
 *
 * <p>Threads: a TappedLink belongs to the event loop of its segment; a file may be shared by
 * several segments and guards itself with one monitor that is held for a copy, never for a write.
 *
 * <p>Not done: reading captures (but for what one says of one packet), filters, compression,
 * rotation.
 */
@NullMarked
package io.qnet.captures;

import org.jspecify.annotations.NullMarked;
