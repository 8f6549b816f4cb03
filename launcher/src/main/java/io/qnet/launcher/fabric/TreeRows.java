package io.qnet.launcher.fabric;

import io.qnet.vde.SwitchSnapshot;
import io.qnet.vde.stp.TreePortRow;
import io.qnet.vde.stp.TreeSnapshot;
import io.qnet.web.TreeRow;
import java.util.Locale;

/** A spanning tree in the API's terms. */
final class TreeRows {
  private TreeRows() {}

  static TreeRow of(SwitchSnapshot now) {
    TreeSnapshot tree = now.tree();
    return tree == null
        ? TreeRow.none(now.hub())
        : new TreeRow(
            true,
            now.hub(),
            tree.bridge().toString(),
            tree.root().toString(),
            tree.rootPort() == 0 ? null : tree.rootPort(),
            tree.rootCost(),
            word(tree.version()),
            tree.helloTime().toSeconds(),
            tree.maxAge().toSeconds(),
            tree.forwardDelay().toSeconds(),
            tree.topologyChanges(),
            tree.sinceChange() == null ? null : tree.sinceChange().toSeconds(),
            tree.ports().stream().map(TreeRows::port).toList());
  }

  private static TreeRow.Port port(TreePortRow row) {
    return new TreeRow.Port(
        row.port(),
        word(row.role()),
        word(row.state()),
        row.priority(),
        row.pathCost(),
        row.edge(),
        row.pointToPoint(),
        word(row.version()),
        row.designatedBridge().toString(),
        row.designatedPort() & 0xfff,
        word(row.guard()),
        row.guarding(),
        row.sent(),
        row.received(),
        row.discarded());
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
