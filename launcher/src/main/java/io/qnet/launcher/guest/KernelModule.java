package io.qnet.launcher.guest;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A driver, as its own .modinfo section describes it. Reading that instead of modules.dep spares
 * depmod, which a package that was never installed has not run.
 *
 * @param name with underscores: "virtio_net"
 * @param image the unpacked .ko
 * @param depends names of the modules it needs loaded before
 * @param aliases the devices it drives, as modalias patterns
 */
record KernelModule(String name, ByteBuffer image, List<String> depends, List<String> aliases) {

  /** Reads the unpacked {@code image} of module {@code name}. */
  static KernelModule read(String name, byte[] image) throws IOException {
    ByteBuffer octets = ByteBuffer.wrap(image);
    ByteBuffer info =
        Elf.of(octets)
            .section(".modinfo")
            .orElseThrow(() -> new IOException("kernel module " + name + " has no .modinfo"));
    List<String> depends = new ArrayList<>();
    List<String> aliases = new ArrayList<>();
    for (String entry : Elf.texts(info)) {
      if (entry.startsWith("depends=") && entry.length() > 8) {
        for (String needed : entry.substring(8).split(",", -1)) {
          depends.add(canonical(needed));
        }
      } else if (entry.startsWith("alias=")) {
        aliases.add(entry.substring(6));
      }
    }
    return new KernelModule(name, octets, List.copyOf(depends), List.copyOf(aliases));
  }

  /** The name of the module in {@code file}: "virtio_net" of virtio-net.ko.zst. */
  static String nameOf(Path file) {
    String name = file.getFileName().toString();
    return canonical(name.substring(0, name.indexOf(".ko")));
  }

  /** Dashes and underscores are the same to the kernel. */
  static String canonical(String name) {
    return name.replace('-', '_');
  }
}
