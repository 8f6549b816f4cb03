package io.qnet.tap.network;

import io.qnet.tap.host.Command;
import io.qnet.tap.host.Facts;
import io.qnet.tap.host.Host;
import io.qnet.tap.host.HostException;
import io.qnet.tap.host.Plan;
import io.qnet.tap.host.Request;
import io.qnet.tap.host.Step;
import io.qnet.tap.host.Undo;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A TAP device that stays when nobody has it open.
 *
 * @param name its name
 * @param netns the network namespace that it is in, by name; null for ours
 * @param owner who may open it without privilege: a user's name or number; null for root
 * @param group which group may, besides; null for none
 * @param multiQueue whether several descriptors may have it open
 * @param mtu the largest IP datagram, in octets
 * @param bridge the bridge it becomes a port of; null for none
 * @param script what is run with its name once it is up, as QEMU's {@code script=}; null for
 *     nothing
 * @param downscript what is run before it goes, as QEMU's {@code downscript=}; null for nothing
 */
public record DeviceRequest(
    String name,
    @Nullable String netns,
    @Nullable String owner,
    @Nullable String group,
    boolean multiQueue,
    int mtu,
    @Nullable String bridge,
    @Nullable String script,
    @Nullable String downscript)
    implements Request {
  @Override
  public Plan plan(Host host) throws HostException {
    Names.requireInterface(name);
    Facts facts = new Facts(host);
    if (netns != null && !host.names("/run/netns").contains(netns)) {
      throw HostException.failed(
          "there is no network namespace called " + netns,
          "the device cannot be made there",
          "type: ip netns add " + netns);
    }
    Names.requireFree(facts, netns, name);
    List<Step> steps = new ArrayList<>();
    steps.add(Step.of("a TAP device", add(), new Undo.DeleteLink(netns, name, "tun", null)));
    if (bridge != null) {
      requireBridge(facts, bridge);
      steps.add(Step.of("plug it into " + bridge, set("master", bridge)));
    }
    steps.add(Step.of("bring it up", set("mtu", "" + mtu, "up")));
    if (script != null) {
      steps.add(
          Step.of(
              "what QEMU would run",
              new Command.Run(Undo.RunScript.words(netns, script, name), null)));
    }
    if (downscript != null) {
      steps.set(
          steps.size() - 1,
          new Step(
              steps.get(steps.size() - 1).sentence(),
              steps.get(steps.size() - 1).command(),
              List.of(new Undo.RunScript(netns, downscript, name))));
    }
    return new Plan(name, words(), steps, "", List.of());
  }

  private void requireBridge(Facts facts, String wanted) throws HostException {
    if (facts.link(netns, wanted).filter(link -> link.kind().equals("bridge")).isEmpty()) {
      throw HostException.failed(
          "there is no bridge called " + wanted,
          name + " cannot become a port of it",
          "type: qnet tap bridge " + wanted);
    }
  }

  private Command add() {
    List<String> words = ip("tuntap", "add", "dev", name, "mode", "tap");
    if (owner != null) {
      words.addAll(List.of("user", owner));
    }
    if (group != null) {
      words.addAll(List.of("group", group));
    }
    if (multiQueue) {
      words.add("multi_queue");
    }
    words.add("vnet_hdr");
    return new Command.Run(words, null);
  }

  private Command set(String... what) {
    List<String> words = ip("link", "set", "dev", name);
    Collections.addAll(words, what);
    return new Command.Run(words, null);
  }

  private List<String> ip(String... words) {
    List<String> all = new ArrayList<>(List.of("ip"));
    if (netns != null) {
      all.addAll(List.of("-n", netns));
    }
    Collections.addAll(all, words);
    return all;
  }

  private String words() {
    StringBuilder words = new StringBuilder("create ").append(name);
    add(words, "--netns", netns);
    add(words, "--owner", owner);
    add(words, "--group", group);
    words.append(multiQueue ? " --multi-queue" : "").append(" --mtu ").append(mtu);
    add(words, "--bridge", bridge);
    add(words, "--script", script);
    add(words, "--downscript", downscript);
    return words.toString();
  }

  private static void add(StringBuilder words, String option, @Nullable String value) {
    if (value != null) {
      words.append(' ').append(option).append(' ').append(value);
    }
  }
}
