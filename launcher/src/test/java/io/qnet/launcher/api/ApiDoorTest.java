package io.qnet.launcher.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qnet.web.LabApi;
import java.lang.reflect.Proxy;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An API that cannot open. */
@DisplayName("The API's door")
@Timeout(120)
class ApiDoorTest {
  private final CompletableFuture<Integer> port = new CompletableFuture<>();
  private final CompletableFuture<Exception> failed = new CompletableFuture<>();

  @Test
  @DisplayName("a directory that is gone: nobody listens any more, and it is told")
  void noDirectory(@TempDir Path folder) throws Exception {
    requireShut(folder.resolve("gone"), number -> {});
  }

  @Test
  @DisplayName("whoever is told first fails: the same")
  void refused(@TempDir Path folder) throws Exception {
    requireShut(
        folder,
        number -> {
          throw new IllegalStateException("no");
        });
  }

  private void requireShut(Path directory, Consumer<Integer> then) throws Exception {
    LabApi api =
        (LabApi)
            Proxy.newProxyInstance(
                LabApi.class.getClassLoader(),
                new Class<?>[] {LabApi.class},
                (self, method, arguments) -> null);
    try (ApiDoor door =
        ApiDoor.openFor(
            directory,
            api,
            ports ->
                ports.forEach(
                    number -> {
                      port.complete(number);
                      then.accept(number);
                    }),
            server -> failed.cancel(false),
            failed::complete)) {
      assertThat(failed.get(60, TimeUnit.SECONDS)).isNotNull();
      assertThat(door).isNotNull();
      assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port.join()).close())
          .isInstanceOf(ConnectException.class);
    }
  }
}
