package io.qnet.launcher.cli;

import java.nio.file.Path;
import java.util.Map;

/**
 * Where what can be made again is kept: {@code $XDG_CACHE_HOME/qnet}, else {@code ~/.cache/qnet}.
 */
public final class CacheFolder {
  private CacheFolder() {}

  /** The folder called {@code name} there; it may not exist. */
  public static Path of(Map<String, String> environment, String name) {
    String cache = environment.getOrDefault("XDG_CACHE_HOME", "");
    // The XDG base directory specification: a relative path is to be ignored.
    Path base =
        Path.of(cache).isAbsolute()
            ? Path.of(cache)
            : Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")), ".cache");
    return base.resolve("qnet").resolve(name);
  }
}
