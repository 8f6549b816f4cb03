package io.qnet.vde.plug;

import io.qnet.vde.PortGroup;
import io.qnet.vde.SwitchSettings;
import io.qnet.vde.VirtualSwitch;
import io.qnet.wire.channel.Loop;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;

/** A switch of eight ports that no one is at, and a place for its directory. */
abstract class DirectoryRig {
  final Loop loop = Loop.start("vde-test");
  final ExecutorService background = Executors.newSingleThreadExecutor();
  final VirtualSwitch bridge =
      new VirtualSwitch(SwitchSettings.of("test", 8, 1), loop.burst(), event -> {});

  final Path folder;

  DirectoryRig(Path folder) {
    this.folder = folder;
  }

  @AfterEach
  void close() throws Exception {
    loop.submit(
            () -> {
              bridge.close();
              return true;
            })
        .get(60, TimeUnit.SECONDS);
    loop.close();
    background.shutdown();
  }

  Path path() {
    return folder.resolve("sw");
  }

  VdeDirectory open(PortGroup... groups) throws IOException {
    return VdeDirectory.open(
        path(),
        Access.OWNER,
        List.of(groups),
        new VdeDirectory.Segment(loop, bridge, background, UnaryOperator.identity()));
  }
}
