package io.qnet.web;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where the consoles of a machine are: unix sockets that nobody but its owner can reach.
 *
 * @param serial the serial line: octets, both ways
 * @param screen a VNC server (RFC 6143); null for none
 */
public record Consoles(Path serial, @Nullable Path screen) {}
