/**
 * Processes and network namespaces that a measurement makes, and takes away again.
 *
 * <p>{@link Children} owns all of them: whatever happens (an error, Ctrl-C, the end), each process
 * gets SIGTERM by its own id and each namespace is deleted, the last made first. {@link Outdoors}
 * is the namespace in which the servers and the programs under test live; no packet of a
 * measurement leaves the namespaces made here.
 */
@NullMarked
package io.qnet.bench.host;

import org.jspecify.annotations.NullMarked;
