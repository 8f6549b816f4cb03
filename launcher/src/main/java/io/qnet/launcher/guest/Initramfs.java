package io.qnet.launcher.guest;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The root file system of the micro-guest, packed by nothing: what gzip saves in reading, TCG
 * spends in unpacking, and an overlay can be put behind it as it is.
 */
final class Initramfs {
  private static final String INIT = "/init";

  /** For a busybox that could not be asked on the host what it answers to. */
  private static final String INSTALL =
      "#!/bin/busybox sh\n/bin/busybox --install -s /bin\nexec /etc/init\n";

  /** Our own files in the guest, and the resources they are made from. */
  private static final List<List<String>> SCRIPTS =
      List.of(
          List.of(INIT, "init"),
          List.of("/etc/udhcpc/default.script", "default.script"),
          List.of("/bin/dhcp", "dhcp"));

  private static final List<String> FOLDERS =
      List.of("/proc", "/sys", "/dev", "/tmp", "/run", "/root", "/var/run", "/usr/bin", "/qnet");

  private static final List<List<String>> TEXTS =
      List.of(
          List.of("/etc/passwd", "root:x:0:0:root:/root:/bin/sh\n"),
          List.of("/etc/group", "root:x:0:\n"),
          List.of("/etc/hosts", "127.0.0.1 localhost\n::1 localhost\n"),
          List.of("/etc/nsswitch.conf", "hosts: files dns\n"),
          List.of("/etc/resolv.conf", ""));

  private Initramfs() {}

  /** Writes it to {@code target}. */
  static void write(Path target, Busybox busybox, String release, List<KernelModule> modules)
      throws IOException {
    try (CpioWriter cpio =
        new CpioWriter(new BufferedOutputStream(Files.newOutputStream(target)))) {
      for (String folder : FOLDERS) {
        cpio.folder(folder);
      }
      cpio.device("/dev/console", 5, 1);
      cpio.device("/dev/null", 1, 3);
      cpio.file("/bin/busybox", busybox.program(), true);
      for (String applet : busybox.applets()) {
        if (!applet.equals("busybox")) {
          cpio.symlink("/bin/" + applet, "busybox");
        }
      }
      cpio.symlink("/sbin/modprobe", "/bin/busybox"); // where the kernel looks for it
      cpio.symlink("/usr/share/udhcpc/default.script", "/etc/udhcpc/default.script");
      for (List<String> script : SCRIPTS) {
        boolean later = script.get(0).equals(INIT) && busybox.applets().isEmpty();
        cpio.file(later ? "/etc/init" : script.get(0), resource(script.get(1)), true);
      }
      if (busybox.applets().isEmpty()) {
        cpio.file(INIT, utf8(INSTALL), true);
      }
      for (List<String> text : TEXTS) {
        cpio.file(text.get(0), utf8(text.get(1)), false);
      }
      String folder = "/lib/modules/" + release;
      for (KernelModule module : modules) {
        cpio.file(folder + "/" + module.name() + ".ko", module.image().array(), false);
      }
      cpio.file(folder + "/modules.dep", utf8(ModuleTree.dependencyFile(modules)), false);
      cpio.file(folder + "/modules.alias", utf8(ModuleTree.aliasFile(modules)), false);
      cpio.file(folder + "/modules.symbols", new byte[0], false);
    }
  }

  /** Our scripts, one after the other: when one changes, the guest has to be built again. */
  static byte[] scripts() throws IOException {
    var all = new ByteArrayOutputStream();
    for (List<String> script : SCRIPTS) {
      all.write(resource(script.get(1)));
    }
    return all.toByteArray();
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = Initramfs.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("resource " + name + " is not in this build");
      }
      return in.readAllBytes();
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
