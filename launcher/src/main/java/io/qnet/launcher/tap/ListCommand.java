package io.qnet.launcher.tap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qnet.launcher.cli.ListForm;
import io.qnet.tap.host.Facts;
import io.qnet.tap.host.LinkFact;
import io.qnet.tap.network.DeviceRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code qnet tap list}. */
@Command(
    name = "list",
    header = "list TAP devices and bridges",
    customSynopsis = "qnet tap list [--netns NAME] [-o table|json]",
    description = {
      "Lists the TAP devices and bridges of this host, or of a network namespace, whoever made"
          + " them.",
      "",
      "JSON: an array of objects with the fields name, kind (tap or bridge), netns, owner, group"
          + " (names or numbers, or null), multiQueue, vnetHeader, persistent (null for bridges),"
          + " mtu, up, open (is somebody at its other end), bridge (that it is a port of, or null),"
          + " mac, undo (the name that takes it back, or null)."
    },
    footer = {"  qnet tap list", "  qnet tap list -o json", "", "Files:", "  none"})
final class ListCommand implements Callable<Integer> {
  private static final String LINE = "%-15s %-7s %-12s %-12s %6s %-5s %-5s %-15s %s%n";

  private final HostChanges changes;

  @Option(names = "--netns", paramLabel = "NAME", description = "Those of this network namespace.")
  private @Nullable String netns;

  @Mixin private ListForm form = new ListForm();

  ListCommand(HostChanges changes) {
    this.changes = changes;
  }

  @Override
  public Integer call() throws Exception {
    form.check();
    List<LinkFact> links = HostChanges.told(() -> new Facts(changes.host()).links(netns));
    List<String> undoable = changes.undoableHere();
    ArrayNode all = new JsonMapper().createArrayNode();
    for (LinkFact link : links) {
      if (link.isTap() || link.kind().equals("bridge")) {
        describe(link, undoable, all.addObject());
      }
    }
    form.print(changes.terminal(), all, this::table);
    List<String> others = new ArrayList<>();
    for (LinkFact link : links) {
      if (netns == null && changes.isOfAnother(link, undoable) && !isServices(link)) {
        others.add(link.name());
      }
    }
    if (!others.isEmpty() && !HostChanges.isRoot()) {
      changes
          .terminal()
          .err()
          .println(
              "qnet: made by another user, root as a rule: "
                  + String.join(", ", others)
                  + "; to take one back: sudo qnet tap undo NAME");
    }
    return 0;
  }

  /** A part of a network, which goes with it. */
  private static boolean isServices(LinkFact link) {
    return link.name().endsWith(".svc");
  }

  private void describe(LinkFact link, List<String> undoable, ObjectNode row) {
    boolean tap = link.isTap();
    row.put("name", link.name());
    row.put("kind", tap ? "tap" : "bridge");
    row.put("netns", netns);
    row.put("owner", tap ? text(link, "user") : null);
    row.put("group", tap ? text(link, "group") : null);
    row.put("multiQueue", tap ? link.details().path("multi_queue").asBoolean() : null);
    row.put("vnetHeader", tap ? link.details().path("vnet_hdr").asBoolean() : null);
    row.put("persistent", tap ? link.details().path("persist").asBoolean() : null);
    row.put("mtu", link.mtu());
    row.put("up", link.up());
    row.put("open", link.isOpen());
    row.put("bridge", link.master().isEmpty() ? null : link.master());
    row.put("mac", link.address());
    String undo = DeviceRequest.name(link.name(), netns);
    row.put("undo", undoable.contains(undo) ? undo : null);
  }

  private static @Nullable String text(LinkFact link, String field) {
    return link.details().has(field) ? link.details().path(field).asText() : null;
  }

  private void table(JsonNode all) {
    changes
        .terminal()
        .out()
        .printf(LINE, "NAME", "KIND", "OWNER", "GROUP", "MTU", "UP", "OPEN", "BRIDGE", "UNDO");
    all.forEach(
        row ->
            changes
                .terminal()
                .out()
                .printf(
                    LINE,
                    row.path("name").asText(),
                    row.path("kind").asText(),
                    row.path("owner").asText("-"),
                    row.path("group").asText("-"),
                    row.path("mtu").asText(),
                    row.path("up").asBoolean() ? "yes" : "no",
                    row.path("open").asBoolean() ? "yes" : "no",
                    row.path("bridge").asText("-"),
                    row.path("undo").asText("-")));
  }
}
