package io.qnet.launcher.vm;

import io.qnet.launcher.cli.Nearest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The forms of a machine's words, as far as they can be told without a QEMU. */
public final class VmForms {
  private static final String NONE = "none";

  /** Folders of the host, which may be there or not. */
  private static final Pattern FOLDERS = Pattern.compile(",(tftp|smb)=(,,|[^,])*");

  /** All that QEMU has been, from 7.2 to 10.1 (configs/targets, the -softmmu ones). */
  private static final Set<String> PROCESSORS =
      new TreeSet<>(
          List.of(
              ("aarch64 alpha arm avr cris hppa i386 loongarch64 m68k microblaze microblazeel mips mips64"
                      + " mips64el mipsel nios2 or1k ppc ppc64 riscv32 riscv64 rx s390x sh4 sh4eb sparc"
                      + " sparc64 tricore x86_64 xtensa xtensaeb")
                  .split(" ", -1)));

  /** What others call them. */
  private static final Map<String, String> OTHER_NAMES =
      Map.of(
          "arm64", "aarch64",
          "armv8", "aarch64",
          "amd64", "x86_64",
          "x64", "x86_64",
          "x86-64", "x86_64",
          "x86", "i386",
          "i686", "i386",
          "armhf", "arm",
          "ppc64le", "ppc64");

  private VmForms() {}

  /** A processor, as in QEMU's name. */
  public static void requireArch(String arch) {
    if (!PROCESSORS.contains(arch)) {
      String same = OTHER_NAMES.get(arch);
      throw VmFailure.usage(
          "--arch " + arch + " is no processor of QEMU's",
          same != null ? "write --arch " + same : Nearest.hint(arch, PROCESSORS));
    }
  }

  /** MiB, or with M or G behind it. */
  public static void requireMemory(String memory) {
    require("--memory", memory, "[1-9][0-9]{0,7}[MG]?", "write --memory 512, or 2G");
  }

  /** A number of processors, and more that only QEMU knows. */
  public static void requireSmp(String smp) {
    require("--smp", smp, "[1-9][0-9]{0,3}(,.+)?", "write --smp 2");
  }

  /** Where it starts from. */
  public static void requireBoot(String boot) {
    require("--boot", boot, "[acdn]{1,4}", "write --boot c, d or n");
  }

  /** Seconds. */
  public static void requireGrace(String grace) {
    require("--grace", grace, "[0-9]{1,6}", "write --grace 10");
  }

  /** A network; a bare {@code vde} means a switch that nobody knows before the start. */
  public static void requireNet(String net) {
    String words = FOLDERS.matcher(net).replaceAll("");
    NetMode unused =
        NetMode.parse(VdeSwitches.isBare(words) ? VdeSwitches.with(words, "/") : words);
  }

  /** That cards and networks go together. */
  public static void requireCards(List<String> nets, List<String> nics) {
    if (nets.size() > 1 && nets.contains(NONE)) {
      throw VmFailure.usage("--net none beside another --net", "leave one of the two");
    }
    int cards = Math.max(1, nets.size());
    if (nics.size() > 1 && nics.size() != cards && !nets.contains(NONE)) {
      throw VmFailure.usage(
          "--nic is given " + nics.size() + " times, --net " + cards + " times",
          "give --nic once for all cards, or once for each --net");
    }
  }

  /** That there is one screen at most. */
  public static void requireScreen(VmRequest.Screen screen) {
    if (screen.text() && screen.display() != null && !screen.display().equals(NONE)) {
      throw VmFailure.usage(
          "--text is a machine without a screen, --display " + screen.display() + " one with",
          "leave one of the two");
    }
    if (screen.web() && (screen.text() || screen.display() != null)) {
      throw VmFailure.usage(
          "--web-display is a screen in the browser, "
              + (screen.text() ? "--text no screen" : "--display another"),
          "leave one of the two; qnet vm console --web shows the serial line of any machine");
    }
  }

  private static void require(String option, String value, String form, String remedy) {
    if (!value.matches(form)) {
      throw VmFailure.usage(option + " " + value + " is no amount", remedy);
    }
  }
}
