package io.qnet.launcher.guest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The modules of one kernel, and which of them the guest gets: the drivers of QEMU's network cards
 * and of one kind of disk, what a lesson may want to build on them, and what those need.
 */
final class ModuleTree {
  /** Without these two, in a module or built in, a kernel is no use here. */
  static final List<String> REQUIRED = List.of("e1000", "virtio_net");

  private static final List<String> WANTED =
      List.of(
          "e1000",
          "e1000e",
          "igb",
          "virtio_net",
          "virtio_pci",
          "virtio_mmio",
          "virtio_rng",
          "virtio_blk",
          "ext4",
          "crc32c_generic",
          "8139cp",
          "8139too",
          "ne2k_pci",
          "pcnet32",
          "tulip",
          "vmxnet3",
          "8021q",
          "bridge",
          "tun",
          "veth",
          "dummy",
          "vxlan",
          "bonding",
          "sch_netem",
          "sch_tbf",
          "sch_fq",
          "tcp_bbr");

  private final Map<String, Path> files = new HashMap<>();
  private final Set<String> builtin = new HashSet<>();
  private final Unpacker unpacker;

  private ModuleTree(Unpacker unpacker) {
    this.unpacker = unpacker;
  }

  /**
   * Finds the modules below {@code folder}.
   *
   * @param folder lib/modules/RELEASE of an installed or unpacked kernel
   */
  static ModuleTree open(Path folder, Unpacker unpacker) throws IOException {
    ModuleTree tree = new ModuleTree(unpacker);
    try (Stream<Path> all = Files.walk(folder)) {
      all.filter(file -> file.getFileName().toString().contains(".ko"))
          .filter(Files::isRegularFile)
          .forEach(file -> tree.files.put(KernelModule.nameOf(file), file));
    }
    Path list = folder.resolve("modules.builtin");
    if (Files.isReadable(list)) {
      for (String line : Files.readAllLines(list)) {
        if (line.endsWith(".ko")) {
          tree.builtin.add(KernelModule.nameOf(Path.of(line)));
        }
      }
    }
    return tree;
  }

  /** Which of {@link #REQUIRED} this kernel does not have. */
  List<String> missing() {
    return REQUIRED.stream()
        .filter(name -> !files.containsKey(name) && !builtin.contains(name))
        .toList();
  }

  /** The wanted modules that exist, each after those it needs. */
  List<KernelModule> select() throws IOException, InterruptedException {
    Map<String, KernelModule> chosen = new LinkedHashMap<>();
    for (String name : WANTED) {
      if (files.containsKey(name)) {
        choose(name, chosen, new HashSet<>());
      }
    }
    return List.copyOf(chosen.values());
  }

  private void choose(String name, Map<String, KernelModule> chosen, Set<String> above)
      throws IOException, InterruptedException {
    if (chosen.containsKey(name) || builtin.contains(name)) {
      return;
    }
    Path file = files.get(name);
    if (file == null || !above.add(name)) {
      throw new IOException(
          "kernel module "
              + name
              + " is needed by another, and "
              + (file == null ? "absent" : "in a circle"));
    }
    KernelModule module = KernelModule.read(name, unpacker.read(file));
    for (String needed : module.depends()) {
      choose(needed, chosen, above);
    }
    chosen.put(name, module);
  }

  /**
   * modules.dep for modprobe: for each module all that it needs, nearest first (modprobe loads the
   * line from its end).
   */
  static String dependencyFile(List<KernelModule> modules) {
    Map<String, KernelModule> byName = new LinkedHashMap<>();
    modules.forEach(module -> byName.put(module.name(), module));
    StringBuilder text = new StringBuilder();
    for (KernelModule module : modules) {
      text.append(module.name()).append(".ko:");
      List<String> order = new ArrayList<>(loadOrder(module, byName, new LinkedHashSet<>()));
      for (int i = order.size() - 2; i >= 0; i--) {
        text.append(' ').append(order.get(i)).append(".ko");
      }
      text.append('\n');
    }
    return text.toString();
  }

  /** modules.alias for modprobe: from a device's modalias to its driver. */
  static String aliasFile(List<KernelModule> modules) {
    StringBuilder text = new StringBuilder();
    for (KernelModule module : modules) {
      for (String alias : module.aliases()) {
        text.append("alias ").append(alias).append(' ').append(module.name()).append('\n');
      }
    }
    return text.toString();
  }

  private static Set<String> loadOrder(
      KernelModule module, Map<String, KernelModule> byName, Set<String> order) {
    for (String needed : module.depends()) {
      KernelModule other = byName.get(needed);
      if (other != null) {
        loadOrder(other, byName, order);
      }
    }
    order.add(module.name());
    return order;
  }
}
