package io.qnet.launcher.vm;

import io.qnet.launcher.port.PortSpec;
import io.qnet.launcher.qemu.QemuFeatures;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A back end of QEMU's networks, with typed values, so that it can be written on a command line and
 * be plugged into a machine that runs (QMP's {@code netdev_add} wants numbers to be numbers).
 *
 * @param type what follows {@code -netdev}: stream, user, tap ...
 * @param options by key, in the order they are written; each a String, Long, Boolean, or a list of
 *     strings for a key that is written several times
 */
public record NetBackend(String type, Map<String, Object> options) {
  private static final long RECONNECT_MS = 1_000;

  /** Keeps a copy of its own, in the same order. */
  public NetBackend {
    options = new LinkedHashMap<>(options);
  }

  /**
   * The back end that connects to a listener of ours: {@code stream} where QEMU has it, which
   * connects again if its version can (8.0: {@code reconnect=} seconds, 9.2: {@code
   * reconnect-ms=}), else {@code socket}.
   */
  static NetBackend to(PortSpec.Stream port, QemuFeatures qemu) {
    SocketAddress local = port.local();
    Map<String, Object> options = new LinkedHashMap<>();
    if (!qemu.stream()) {
      InetSocketAddress inet = (InetSocketAddress) local;
      options.put("connect", inet.getAddress().getHostAddress() + ":" + inet.getPort());
      return new NetBackend("socket", options);
    }
    options.put("server", false);
    if (local instanceof UnixDomainSocketAddress unix) {
      options.put("addr.type", "unix");
      options.put("addr.path", unix.getPath().toString());
    } else {
      InetSocketAddress inet = (InetSocketAddress) local;
      options.put("addr.type", "inet");
      options.put("addr.host", inet.getAddress().getHostAddress());
      options.put("addr.port", Integer.toString(inet.getPort()));
    }
    if (qemu.version().atLeast(9, 2)) {
      options.put("reconnect-ms", RECONNECT_MS);
    } else if (qemu.version().atLeast(8, 0)) {
      options.put("reconnect", RECONNECT_MS / 1_000);
    }
    return new NetBackend("stream", options);
  }

  /** What follows {@code -netdev}, called {@code id}. */
  String words(String id) {
    StringBuilder text = new StringBuilder(type).append(",id=").append(id);
    options.forEach(
        (key, value) -> {
          if (value instanceof List<?> several) {
            several.forEach(one -> append(text, key, one));
          } else {
            append(text, key, value);
          }
        });
    return text.toString();
  }

  private static void append(StringBuilder text, String key, Object value) {
    String word = value instanceof Boolean on ? (on ? "on" : "off") : value.toString();
    // QEMU takes ",," for a comma within a value.
    text.append(',').append(key).append('=').append(word.replace(",", ",,"));
  }

  /** The arguments of QMP's {@code netdev_add}: a dot in a key opens an object. */
  Map<String, Object> arguments(String id) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("type", type);
    all.put("id", id);
    options.forEach((key, value) -> put(all, key, value));
    return all;
  }

  @SuppressWarnings("unchecked") // the objects are made here
  private static void put(Map<String, Object> target, String key, Object value) {
    int dot = key.indexOf('.');
    if (dot >= 0) {
      Object inner = target.computeIfAbsent(key.substring(0, dot), k -> new LinkedHashMap<>());
      put((Map<String, Object>) inner, key.substring(dot + 1), value);
    } else if (value instanceof List<?> several) {
      List<Object> strings = new ArrayList<>();
      several.forEach(one -> strings.add(Map.of("str", one)));
      target.put(key, strings);
    } else {
      target.put(key, value);
    }
  }
}
