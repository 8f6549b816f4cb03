package io.qnet.launcher;

import io.qnet.launcher.vm.VmRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code qnet run}: a machine. */
@Command(
    name = "run",
    header = "run a virtual machine",
    customSynopsis = "qnet run [VM OPTIONS] [--net MODE[,OPTS]]... [--dry-run] [-- QEMU ARGS]",
    description = {
      "Starts QEMU with what is asked for, in words that the QEMU installed here knows; what it"
          + " does not know is refused by name. Where a card's network is one of ours, its gateway"
          + " runs in this process: qnet nat, leases and events show it. Every machine of one name"
          + " always has the same MAC addresses.",
      "",
      "Stays in the foreground and prints one line that begins with 'ready:' when the machine runs."
          + " SIGINT (Ctrl-C), SIGTERM and SIGHUP press the power button; a guest that has not"
          + " powered off within --grace seconds is ended, and killed three seconds later. However"
          + " qnet dies, QEMU dies with it.",
      "",
      "--dry-run starts nothing: stdout is the QEMU command for a shell, each card straight on its"
          + " network; stderr the commands that have to run first. What qnet run itself starts has"
          + " qnet's own control sockets besides, and a hub in front of each network, so that qnet"
          + " vm net can move the cable."
    },
    footer = {
      "  qnet run --disk debian.qcow2",
      "  qnet run --disk new.qcow2 --cdrom debian.iso --boot d --keyboard fr --memory 1024",
      "  qnet run --disk debian.qcow2 --text --net redirect,tcp::10022-:22",
      "  qnet run --disk debian.qcow2 --net user,native          QEMU's own user mode, to compare",
      "  qnet run --disk debian.qcow2 --net user --net tap,ifname=tap0 --nic virtio-net-pci",
      "  qnet run --disk debian.qcow2 --web-display                the screen in a browser",
      "  qnet run --disk debian.qcow2 --dry-run",
      "",
      "Network modes, one --net for each card; user if there is none:",
      "  user[,OPTS]             a gateway of ours; OPTS as in qnet user --help",
      "  user,native[,OPTS]      QEMU's own; OPTS as in -netdev user",
      "  redirect,RULE[,RULE]    user, and ports of this host that lead into the machine:",
      "                          tcp::10022-:22",
      "  tap[,ifname=DEVICE]     a TAP device of this host; no scripts are run",
      "  bridge,br=BRIDGE        a bridge of this host, by QEMU's bridge helper",
      "  vde[,sock=FOLDER]       a VDE switch, by QEMU's own client, or by ours where QEMU is built",
      "                          without; without sock= the qnet switch that runs; also port=",
      "                          group= mode=",
      "  none                    no card",
      "",
      "Files:",
      "  $XDG_RUNTIME_DIR/qnet/NAME/qmp.sock      QEMU's monitor, else below /tmp/qnet-UID/NAME/",
      "  .../NAME/console.sock                    the serial line, for qnet vm console",
      "  .../NAME/screen.sock                     the screen, with --web-display",
      "  ~/.cache/qnet/qemu/                      what the QEMUs of this host can do",
      "  ~/.cache/qnet/kvm-proof                  whether KVM ran a kernel since the last boot"
    })
final class RunCommand implements Callable<Integer> {
  private final RunVerb verb;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "The machine's name. Default: vm1, vm2, ...")
  private @Nullable String name;

  @Option(
      names = "--disk",
      paramLabel = "FILE",
      description =
          "A disk; repeatable. Behind a comma: format=, else the file is looked at; if=virtio|ide|scsi;"
              + " readonly=, snapshot=, cache=.")
  private List<String> disks = new ArrayList<>();

  @Option(
      names = "--cdrom",
      paramLabel = "FILE",
      description =
          "An image in the CD drive. With --text the kernel of a CD of Debian, Ubuntu or Alpine is"
              + " started directly; it has to be for --arch.")
  private @Nullable String cdrom;

  @Option(names = "--boot", paramLabel = "c|d|n", description = "Disk, CD, or network.")
  private @Nullable String boot;

  @Option(
      names = "--memory",
      paramLabel = "MIB",
      description = "Memory; also 2G. Default: ${DEFAULT-VALUE}.")
  private String memory = "512";

  @Option(names = "--smp", paramLabel = "N", description = "Processors. Default: ${DEFAULT-VALUE}.")
  private String smp = "1";

  @Option(names = "--keyboard", paramLabel = "fr|de|...", description = "Layout of the keyboard.")
  private @Nullable String keyboard;

  @Option(
      names = "--vga",
      paramLabel = "CARD",
      description = "cirrus, std, vmware, qxl, virtio or none. Default: std; none with --text.")
  private @Nullable String vga;

  @Option(
      names = "--display",
      paramLabel = "WHERE",
      description =
          "vnc=:0 (127.0.0.1 alone; vnc=0.0.0.0:0 for all), none, spice=:5930, gtk. Default: gtk on a"
              + " desktop, else VNC at the first free display of 127.0.0.1.")
  private @Nullable String display;

  @Option(
      names = "--web-display",
      description =
          "The screen on a page for a browser of this host, with the serial line beside it; its"
              + " address is printed, and by qnet vm console --web again.")
  private boolean web;

  @Option(
      names = "--text",
      description =
          "No screen: the machine's serial line is on this terminal, Ctrl-] ends the machine. Without"
              + " a terminal it is on stdout and stdin.")
  private boolean text;

  @Option(
      names = "--arch",
      paramLabel = "CPU",
      description = "x86_64, i386, aarch64, arm, ... Default: ${DEFAULT-VALUE}.")
  private String arch = "x86_64";

  @Option(
      names = "--accel",
      paramLabel = "auto|kvm|tcg",
      description =
          "What its processor is made of: auto is KVM where a kernel has run on it, which is tried"
              + " once after each boot of this host, else TCG; kvm insists. Default: ${DEFAULT-VALUE}.")
  private String accel = "auto";

  @Option(names = "--kernel", paramLabel = "FILE", description = "A kernel to start directly.")
  private @Nullable String kernel;

  @Option(names = "--initrd", paramLabel = "FILE", description = "Its ramdisk.")
  private @Nullable String initrd;

  @Option(names = "--append", paramLabel = "WORDS", description = "Its command line.")
  private @Nullable String append;

  @Option(names = "--snapshot", description = "Throw away what is written to the disks.")
  private boolean snapshot;

  @Option(names = "--net", paramLabel = "MODE", description = "A network; repeatable, see below.")
  private List<String> nets = new ArrayList<>();

  @Option(
      names = "--nic",
      paramLabel = "CARD",
      description =
          "e1000, virtio-net-pci, rtl8139, ...: once for all, or once for each --net. Default: e1000.")
  private List<String> nics = new ArrayList<>();

  @Option(
      names = "--grace",
      paramLabel = "SECONDS",
      description = "How long the guest may take to power off. Default: ${DEFAULT-VALUE}.")
  private int grace = 10;

  @Option(names = "--dry-run", description = "Print the command; start nothing.")
  private boolean dryRun;

  @Option(names = "--detach", description = "Return once it runs; go on in the background.")
  private boolean detach;

  @Option(names = "--in-background", hidden = true)
  private boolean background;

  @Parameters(paramLabel = "QEMU ARGS", description = "Words for QEMU, as they are; behind --.")
  private List<String> extra = new ArrayList<>();

  RunCommand(RunVerb verb) {
    this.verb = verb;
  }

  @Override
  public Integer call() throws Exception {
    return verb.run(new RunWords(machine(), name, grace, dryRun, detach, background));
  }

  private VmRequest machine() {
    return new VmRequest(
        arch,
        accel,
        memory,
        smp,
        new VmRequest.Storage(disks, cdrom, boot, snapshot, kernel, initrd, append),
        new VmRequest.Screen(keyboard, vga, display, text, web),
        nets,
        nics,
        extra);
  }
}
