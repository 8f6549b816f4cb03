package io.qnet.launcher.qmp;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Something that happened to a machine.
 *
 * @param name SHUTDOWN, STOP, RESET, NETDEV_STREAM_CONNECTED ...
 * @param data what is known of it; an empty object if nothing is
 */
public record QmpEvent(String name, JsonNode data) {}
