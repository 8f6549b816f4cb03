package io.qnet.launcher.vm;

import com.fasterxml.jackson.databind.JsonNode;
import io.qnet.launcher.qmp.QmpException;
import io.qnet.launcher.qmp.QmpMonitor;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Where a machine's screen is seen from outside. */
final class VmScreen {
  private VmScreen() {}

  /**
   * Host and port, or path, of its VNC server; web for the socket of {@code sockets} that is for
   * the page; null if it has none. QEMU tells the path of a unix socket as its service.
   */
  static @Nullable String address(QmpMonitor monitor, VmSockets sockets)
      throws IOException, InterruptedException {
    try {
      for (JsonNode screen : monitor.query("query-vnc-servers")) {
        for (JsonNode server : screen.path("server")) {
          String service = server.path("service").asText();
          if (server.path("family").asText().equals("unix")) {
            return service.equals(sockets.screen().toString()) ? "web" : service;
          }
          return server.path("host").asText() + ":" + service;
        }
      }
      return null;
    } catch (QmpException withoutVnc) {
      return null; // built without it
    }
  }
}
