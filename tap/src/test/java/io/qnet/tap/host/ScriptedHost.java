package io.qnet.tap.host;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A host that answers what it is told to answer, and writes down what is done to it. */
public final class ScriptedHost implements Host {
  private static final String NOTHING = "[]";

  private final Map<String, String> answers = new LinkedHashMap<>();
  private final TreeMap<String, String> files = new TreeMap<>();
  private final List<String> done = new ArrayList<>();
  private final List<String> unreadable = new ArrayList<>();
  private final List<String> namespaces = new ArrayList<>();
  private boolean privileged = true;
  private int failing = -1;

  /** With {@code ip_forward} off, IPv6, and nothing else. */
  public ScriptedHost() {
    files.put("/proc/sys/net/ipv4/ip_forward", "0");
    files.put("/proc/sys/net/ipv4/conf/all/forwarding", "0");
    files.put("/proc/sys/net/ipv4/conf/all/accept_redirects", "1");
    files.put("/proc/sys/net/ipv6/conf/all/forwarding", "0");
    files.put("/proc/sys/kernel/random/boot_id", "boot-1");
    answers.put("nft -j list ruleset", "{\"nftables\": []}");
  }

  /** What {@code command} prints from now on. */
  public ScriptedHost says(String command, String json) {
    answers.put(command, json);
    return this;
  }

  public ScriptedHost file(String path, String content) {
    files.put(path, content);
    return this;
  }

  public ScriptedHost unprivileged() {
    privileged = false;
    return this;
  }

  /** The change with this number, from 0, is refused, once. */
  public ScriptedHost failingAt(int change) {
    failing = change;
    return this;
  }

  public ScriptedHost namespace(String netns) {
    namespaces.add(netns);
    return this;
  }

  /** The changes, in shell's words, first lines only. */
  public List<String> done() {
    return done;
  }

  private void change(String words) throws HostException {
    if (done.size() == failing) {
      failing = -1;
      throw HostException.failed(words + ": exit status 2", "no", "no");
    }
    done.add(words);
  }

  @Override
  public Ran run(List<String> words, @Nullable String input) throws HostException {
    String line = String.join(" ", words);
    String answer = answers.get(line);
    if (answer != null) {
      return new Ran(0, answer, "");
    }
    if (line.startsWith("ip -j") || line.startsWith("nft -j")) {
      return new Ran(0, NOTHING, "");
    }
    if (line.startsWith("getent ")) {
      return new Ran(line.endsWith(" nosuch") ? 2 : 0, "", "");
    }
    change(line);
    return new Ran(0, "", "");
  }

  /** Somebody else's file. */
  public ScriptedHost unreadable(String path) {
    unreadable.add(path);
    return this;
  }

  @Override
  public @Nullable String read(String path) throws HostException {
    if (unreadable.contains(path)) {
      throw HostException.failed(path + ": permission denied", "no", "no");
    }
    return files.get(path);
  }

  @Override
  public List<String> names(String folder) {
    return files.keySet().stream()
        .filter(path -> path.startsWith(folder + "/"))
        .map(path -> path.substring(folder.length() + 1).replaceAll("/.*", ""))
        .distinct()
        .toList();
  }

  @Override
  public void write(String path, String value) throws HostException {
    change("echo " + value + " >" + path);
    files.put(path, value);
  }

  @Override
  public boolean isPrivileged() {
    return privileged;
  }

  @Override
  public boolean isNamespace(String netns) {
    return namespaces.contains(netns);
  }

  @Override
  public void serve(Command.Serve service) throws HostException {
    change("serve " + service.name());
  }

  @Override
  public void endService(String name) throws HostException {
    change("end " + name);
  }
}
