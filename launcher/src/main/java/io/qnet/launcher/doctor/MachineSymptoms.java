package io.qnet.launcher.doctor;

import static io.qnet.launcher.doctor.Symptom.when;

import java.util.List;

/** Messages about old words, KVM, screens, disks and the monitor. */
final class MachineSymptoms {
  private static final String TRANSLATE = "qnet translate 'YOUR LINE'";

  static final List<Symptom> OLD_WORDS =
      List.of(
          when(
              "Invalid parameter 'vlan'",
              "vlan= numbered QEMU's built-in hubs; it went in QEMU 3.0",
              Looks.version(),
              TRANSLATE + " writes -netdev and -device, or hubport,hubid= where it was a hub"),
          when(
              "Parameter 'type' does not accept value '(dump|channel)'",
              "-net $1 went in QEMU 2.12: dump became filter-dump, channel became guestfwd=",
              Looks.version(),
              TRANSLATE),
          when(
              "(-[a-z][a-z0-9-]*): invalid option",
              "this QEMU has no option $1: it went, was never one, or is another program's",
              Looks.version(),
              TRANSLATE + " knows what replaced it"),
          when(
              "-usbdevice ([^:]+)(?::\\S*)?: (?:could not add USB device|usbdevice parameters)",
              "-usbdevice knows tablet, mouse, keyboard, braille, ccid and wacom-tablet only",
              Looks.version(),
              TRANSLATE + ": -device usb-audio, usb-storage, usb-net do the rest"),
          when(
              "Invalid parameter '(tls|x509|x509verify|acl|secs|heads|cyls|serial|addr|boot|name)'",
              "the word $1= went from this option",
              Looks.version(),
              TRANSLATE),
          when(
              "short-form boolean option '([^']+)' deprecated",
              "$1 alone is an old way to say $1=on",
              Looks.version(),
              "write $1=on"),
          when(
              "unsupported machine type",
              "boards with a version are dropped after some years",
              Looks.version(),
              "-machine pc or -machine q35; -machine help lists them"),
          when(
              "'([^']+)' is not a valid device model name",
              "this QEMU has no device $1",
              Looks.version(),
              "qemu-system-x86_64 -device help lists them; Debian has some in packages of their own"));

  static final List<Symptom> KVM_AND_SCREEN =
      List.of(
          when(
              "Could not access KVM kernel module: Permission denied",
              "/dev/kvm is not yours to open",
              Looks.check(QemuChecks::kvm),
              "sudo usermod -aG kvm $USER, then log in again; meanwhile -accel tcg",
              "sudo usermod -aG kvm $USER, then log in again; meanwhile --accel tcg"),
          when(
              "Could not access KVM kernel module|failed to initialize [kK][vV][mM]",
              "this host has no KVM that QEMU could use",
              Looks.check(QemuChecks::kvm),
              "qnet doctor says why; meanwhile -accel tcg",
              "qnet doctor says why; meanwhile --accel tcg"),
          when(
              "CPU model '([^']+)' requires KVM",
              "-cpu $1 is this host's own processor, which TCG cannot be",
              Looks.check(QemuChecks::kvm),
              "-cpu max under TCG"),
          when(
              "gtk initialization failed|[Cc]ould not initialize SDL",
              "there is no screen: no DISPLAY and no WAYLAND_DISPLAY, or not yours",
              (host, message) ->
                  "DISPLAY is " + host.environment().getOrDefault("DISPLAY", "not set"),
              "-display vnc=127.0.0.1:$VNC, or -nographic",
              "--display vnc=:$VNC, or --text"),
          when(
              "vnc[= ]\\S*?:(\\d{1,5})\\b.*Failed to (?:find an available port|bind socket|listen).*:"
                  + " Address already in use",
              "QEMU cannot show the screen at display $1: another program has that port",
              Looks.display(),
              "choose another: -display vnc=127.0.0.1:$VNC",
              "choose another: --display vnc=:$VNC"),
          when(
              "failed to initialize spice server",
              "QEMU cannot show the screen by SPICE: another program has the port, most often",
              Looks.spice(),
              "choose another port, or -display vnc=127.0.0.1:$VNC",
              "choose another port, or --display vnc=:$VNC"),
          when(
              "(?:Failed to (?:find an available port|bind socket|listen)).*?(?::(\\d{1,5}))?: Address already in use",
              "QEMU cannot listen there: another program has it",
              Looks.namedPort(),
              "choose another port; sudo ss -ltnp lists those that are taken"),
          when(
              "Expecting capabilities negotiation",
              "a QMP client has to say {\"execute\":\"qmp_capabilities\"} before anything else",
              Looks.words(),
              "send it first; then the other commands work"));

  static final List<Symptom> DISK =
      List.of(
          when(
              "Backing file specified without backing format",
              "since QEMU 6.1 the base's format has to be said: guessing it let guests lie",
              Looks.version(),
              "qemu-img create -f qcow2 -b BASE -F qcow2 NEW; qnet img create finds it out"),
          when(
              "Use the --shrink option",
              "the new size is smaller: what is behind it would be lost",
              Looks.words(),
              "shrink the file system in the guest first, then qnet img resize --shrink"),
          when(
              "Unknown file format '(\\w+)'",
              "qemu-img has no format $1 (cow went in QEMU 2.2)",
              Looks.check(QemuChecks::qemuImg),
              "qnet img create -f $1 says what replaced it"),
          when(
              "[Ff]ormat driver '(\\w+)' does not support image creation",
              "QEMU reads $1 and does not write it",
              Looks.check(QemuChecks::qemuImg),
              "qnet img convert -f $1 -O qcow2 OLD NEW"),
          when(
              "Image format was not specified for '([^']+)'",
              "QEMU guessed raw; a guest could write another format's header and be believed later",
              Looks.file(),
              "say it: --disk $1,format=raw with qnet run; -drive file=$1,format=raw with QEMU"),
          when(
              "Failed to get (?:shared )?\"?(\\w+)\"? lock|Is another process using the image",
              "another machine has this disk open, and two writers destroy it",
              (host, message) ->
                  host.run("pgrep", "-a", "qemu")
                      .map(result -> result.out().strip())
                      .filter(text -> !text.isEmpty())
                      .orElse("no qemu process of this host shows"),
              "stop the other machine; to look only: qnet img info -U FILE"),
          when(
              "Image is not in (\\w+) format",
              "the file is no $1",
              Looks.words(),
              "qnet img info FILE says what it is; then format=THAT"),
          when(
              "[Cc]ould not open '([^']+)': No such file or directory",
              "the file is not where QEMU looks, which is the folder it was started in",
              Looks.file(),
              "make it (qnet img create $1 10G), or write its whole path"),
          when(
              "[Cc]ould not open '([^']+)': (.*)",
              "QEMU cannot open the file: $2",
              Looks.file(),
              "ls -l $1"));

  private MachineSymptoms() {}
}
