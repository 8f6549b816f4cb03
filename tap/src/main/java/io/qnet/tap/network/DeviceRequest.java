package io.qnet.tap.network;

import io.qnet.tap.host.Command;
import io.qnet.tap.host.Facts;
import io.qnet.tap.host.Host;
import io.qnet.tap.host.HostException;
import io.qnet.tap.host.LinkFact;
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
 * @param device its name
 * @param netns the network namespace that it is in, by name; null for ours
 * @param owner who may open it without privilege: a user's name or number; null for root
 * @param group which group may, besides; null for none
 * @param multiQueue whether several descriptors may have it open
 * @param mtu the largest IP datagram, in octets; null for that of the bridge
 * @param bridge the bridge it becomes a port of; null for none
 * @param script what is run with its name once it is up, as QEMU's {@code script=}; null for
 *     nothing
 * @param downscript what is run before it goes, as QEMU's {@code downscript=}; null for nothing
 */
public record DeviceRequest(
    String device,
    @Nullable String netns,
    @Nullable String owner,
    @Nullable String group,
    boolean multiQueue,
    @Nullable Integer mtu,
    @Nullable String bridge,
    @Nullable String script,
    @Nullable String downscript)
    implements Request {
  /**
   * The name under which it is undone: as a port is written, since each namespace has names of its
   * own.
   */
  @Override
  public String name() {
    return name(device, netns);
  }

  /** The name under which {@code device} in {@code netns} is undone. */
  public static String name(String device, @Nullable String netns) {
    return netns == null ? device : device + "@" + netns;
  }

  @Override
  public Plan plan(Host host) throws HostException {
    Names.requireInterface(device);
    Facts facts = new Facts(host);
    requireAccounts(host);
    Names.requireFree(facts, netns, device);
    List<Step> steps = new ArrayList<>();
    steps.add(Step.of("a TAP device", add(), new Undo.DeleteLink(netns, device, "tun", null)));
    String address = Marks.port(device, host).toString();
    if (bridge != null) {
      LinkFact wanted = bridge(facts, bridge);
      int most = mtu == null ? wanted.mtu() : mtu;
      steps.add(
          Step.of(
              "plug it into " + bridge + ", whose address it leaves alone",
              set("address", address, "master", bridge)));
      steps.add(Step.of("bring it up", set("mtu", "" + most, "up")));
    } else {
      int most = mtu == null ? BridgeRequest.USUAL_MTU : mtu;
      steps.add(Step.of("bring it up", set("address", address, "mtu", "" + most, "up")));
    }
    if (script != null) {
      steps.add(
          Step.of(
              "what QEMU would run",
              new Command.Run(Undo.RunScript.words(netns, script, device), null)));
    }
    if (downscript != null) {
      steps.set(
          steps.size() - 1,
          new Step(
              steps.get(steps.size() - 1).sentence(),
              steps.get(steps.size() - 1).command(),
              List.of(new Undo.RunScript(netns, downscript, device))));
    }
    return new Plan(name(), words(), steps, "", List.of());
  }

  private void requireAccounts(Host host) throws HostException {
    require(host, "--owner", "user", owner, "passwd");
    require(host, "--group", "group", group, "group");
  }

  /** By getent(1), which asks whatever this host asks. */
  private static void require(
      Host host, String option, String kind, @Nullable String name, String database)
      throws HostException {
    if (name != null
        && !name.matches("[0-9]+")
        && (name.startsWith("-")
            || host.run(List.of("getent", database, name), null).status() != 0)) {
      throw HostException.usage(
          "there is no " + kind + " called " + name,
          option + " is whose the device will be, so nothing was changed",
          "getent " + database + " shows those that there are");
    }
  }

  private LinkFact bridge(Facts facts, String wanted) throws HostException {
    return facts
        .link(netns, wanted)
        .filter(link -> link.kind().equals("bridge"))
        .orElseThrow(
            () ->
                HostException.failed(
                    "there is no bridge called " + wanted,
                    device + " cannot become a port of it",
                    "type: qnet tap bridge " + wanted));
  }

  private Command add() {
    List<String> words = ip("tuntap", "add", "dev", device, "mode", "tap");
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
    List<String> words = ip("link", "set", "dev", device);
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
    StringBuilder words = new StringBuilder("create ").append(device);
    add(words, "--netns", netns);
    add(words, "--owner", owner);
    add(words, "--group", group);
    words.append(multiQueue ? " --multi-queue" : "");
    add(words, "--mtu", mtu == null ? null : mtu.toString());
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
