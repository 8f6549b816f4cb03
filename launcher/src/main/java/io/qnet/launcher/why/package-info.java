/**
 * Answers of {@code qnet why}: what became of a flow, a frame or a packet, in sentences.
 *
 * <p>Made from what the API of a running thing shows, and from what a capture says; nothing here
 * looks into a gateway or a switch itself.
 *
 * <pre>
 *  tcp:10.0.2.15:40000    --&gt; FlowAnswer     --&gt; /nat /redirects (DoorWords) /events (History)
 *  52:54:..-52:54:..@10   --&gt; StationAnswer  --&gt; /switch/hash /switch/ports
 *  FILE.pcapng:17         --&gt; PacketAnswer   --&gt; the file
 * </pre>
 */
@NullMarked
package io.qnet.launcher.why;

import org.jspecify.annotations.NullMarked;
