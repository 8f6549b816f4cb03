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
   * Host and port, or path, of its VNC server; web where QEMU does not tell the path, as of the
   * socket for the page; null if it has none.
   */
  static @Nullable String address(QmpMonitor monitor) throws IOException, InterruptedException {
    try {
      for (JsonNode screen : monitor.query("query-vnc-servers")) {
        for (JsonNode server : screen.path("server")) {
          String host = server.path("host").asText();
          return server.path("family").asText().equals("unix")
              ? (host.isEmpty() ? "web" : host)
              : host + ":" + server.path("service").asText();
        }
      }
      return null;
    } catch (QmpException withoutVnc) {
      return null; // built without it
    }
  }
}
