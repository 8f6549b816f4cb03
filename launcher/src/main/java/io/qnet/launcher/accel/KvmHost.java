package io.qnet.launcher.accel;

import io.qnet.posix.KernelText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What the kernel of this host says about virtualization, read below a root folder.
 *
 * @param root {@code /}, or a made-up one
 */
record KvmHost(Path root) {
  private static final Set<String> FLAGS = Set.of("vmx", "svm");

  /** vmx (Intel) or svm (AMD), if the processor has it and shows it to this host. */
  Optional<String> flag() {
    return cpuinfo("flags").filter(FLAGS::contains).findFirst();
  }

  /** Whether this host is a virtual machine itself. */
  boolean virtual() {
    return cpuinfo("flags").anyMatch("hypervisor"::equals);
  }

  /** The module that serves this processor: kvm_intel or kvm_amd. */
  String module() {
    return flag().orElse("vmx").equals("svm") ? "kvm_amd" : "kvm_intel";
  }

  /** Whether that module is loaded, or part of the kernel. */
  boolean moduleLoaded() {
    return Files.isDirectory(root.resolve("sys/module").resolve(module()));
  }

  Path device() {
    return root.resolve("dev/kvm");
  }

  /** Another one after each boot; empty where the kernel tells none. */
  String bootId() {
    try {
      return KernelText.read(root.resolve("proc/sys/kernel/random/boot_id")).strip();
    } catch (IOException unreadable) {
      return "";
    }
  }

  private Stream<String> cpuinfo(String key) {
    try {
      return KernelText.read(root.resolve("proc/cpuinfo"))
          .lines()
          .filter(line -> line.startsWith(key))
          .limit(1)
          .flatMap(line -> Arrays.stream(line.substring(line.indexOf(':') + 1).strip().split(" ")));
    } catch (IOException unreadable) {
      return Stream.empty();
    }
  }
}
