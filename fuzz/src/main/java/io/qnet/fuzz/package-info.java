/**
 * Hostile input, found by a machine: Jazzer (libFuzzer for the JVM) changes seeds, follows which
 * branches they take, and keeps what leads somewhere new.
 *
 * <p>A {@link io.qnet.fuzz.Target} is one door through which strangers speak: frames of a guest,
 * messages to one of its services, answers of resolvers, words of a command line. Its input is a
 * script, a row of {@link io.qnet.fuzz.Step}s. Each is played to a whole gateway in virtual time,
 * with a host ({@link io.qnet.fuzz.PlayedOutside}) that does what the script says, and ends the
 * same way ({@link io.qnet.fuzz.Laboratory}):
 *
 * <ul>
 *   <li>no exception, and nothing counted as a fault of our own;
 *   <li>whatever was sent to the guest is whole, its checksums right;
 *   <li>tables are within their bounds;
 *   <li>ARP is still answered, and a new connection works;
 *   <li>after the gateway closed, every socket is closed and every direct buffer given back.
 *       Buffers are counted, which takes {@code -Dio.netty.allocator.type=unpooled}.
 * </ul>
 */
@NullMarked
package io.qnet.fuzz;

import org.jspecify.annotations.NullMarked;
