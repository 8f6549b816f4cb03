package io.qnet.launcher.doctor;

import static io.qnet.launcher.doctor.Symptom.when;

import java.util.List;

/** Messages about user mode, TAP, bridges and VDE. */
final class NetworkSymptoms {
  static final List<Symptom> BRIDGE =
      List.of(
          when(
              "failed to parse default acl file [`'](/\\S+)'",
              "QEMU's bridge helper wants a list of bridges that it may use, and cannot read $1",
              Looks.acl(),
              "echo 'allow $BRIDGE' | sudo tee -a $1; sudo chmod 644 $1"),
          when(
              "access denied by acl file",
              "the bridge is not in the helper's list, or a deny line is: deny beats allow",
              Looks.acl(),
              "echo 'allow $BRIDGE' | sudo tee -a /etc/qemu/bridge.conf (some builds read"
                  + " /etc/qemu-kvm/bridge.conf)"),
          when(
              "failed to get mtu of bridge [`']([^']+)': No such device",
              "there is no bridge $1 on this host",
              Looks.networkInterface(),
              "sudo ip link add $1 type bridge; sudo ip link set $1 up",
              "sudo qnet tap bridge $1; ip link show type bridge lists what there is"),
          when(
              "failed to add interface [`']?([^'`]*)'? to bridge [`']([^']*)",
              "$2 is no bridge, or the helper lacks CAP_NET_ADMIN",
              Looks.check(NetworkChecks::bridgeHelper),
              "ip -d link show type bridge lists what there is"),
          when(
              "failed to create tun device: (.*)",
              "the bridge helper may not make TAP devices: it is installed without its privilege",
              Looks.check(NetworkChecks::bridgeHelper),
              "sudo setcap cap_net_admin+ep /usr/lib/qemu/qemu-bridge-helper"),
          when(
              "failed to open /dev/net/tun: (.*)",
              "the bridge helper cannot open /dev/net/tun ($1)",
              Looks.check(NetworkChecks::tun),
              "sudo modprobe tun; in a container: --device /dev/net/tun"),
          when(
              "Usage: qemu-bridge-helper",
              "the helper was called by hand, or by an old QEMU, with words it does not know",
              Looks.words(),
              "let QEMU call it: -netdev bridge,id=n0,br=$BRIDGE"),
          when(
              "bridge helper failed|failed to launch bridge helper|failed to recv file descriptor",
              "QEMU's bridge helper ended without a TAP device; why, it says in a line of its own",
              Looks.check(NetworkChecks::bridgeHelper),
              "qnet doctor --text 'THAT LINE'; without a bridge: qnet user",
              "qnet doctor looks at the helper and its list; without a bridge: --net user"));

  static final List<Symptom> TAP =
      List.of(
          when(
              "could not configure /dev/net/tun \\(([^)]*)\\): Operation not permitted",
              "the TAP device $1 is another user's, or does not exist and you may not make it",
              Looks.networkInterface(),
              "sudo ip tuntap add dev $1 mode tap user $USER; then -netdev"
                  + " tap,id=n0,ifname=$1,script=no,downscript=no",
              "sudo qnet tap create $1 --owner $USER"),
          when(
              "could not configure /dev/net/tun \\(([^)]*)\\): (Device or resource busy|Invalid argument)",
              "another program has the TAP device $1 open, or it was made with other options",
              Looks.networkInterface(),
              "one machine, one device: choose another name than $1"),
          when(
              "could not configure /dev/net/tun|[Cc]ould not open /dev/net/tun|/dev/net/tun.*No such device",
              "TAP devices are not available to QEMU here",
              Looks.check(NetworkChecks::tun),
              "sudo modprobe tun; under AppArmor or in a container /dev/net/tun has to be let in"),
          when(
              "network script (\\S+) failed with status (\\d+)",
              "QEMU ran $1 to bring the TAP device up, and it failed (status 256 is exit code 1)",
              Looks.file(),
              "script=no,downscript=no, and set the device up yourself: sudo ip link set $TAP up"),
          when(
              "(/\\S*qemu-if(?:up|down)): could not launch network script",
              "QEMU runs $1 for each TAP device unless told not to, and it cannot be run",
              Looks.file(),
              "-netdev tap,id=n0,ifname=$TAP,script=no,downscript=no"),
          when(
              "no bridge for guest interface found",
              "Debian's /etc/qemu-ifup looks for a bridge that carries the default route",
              Looks.check(NetworkChecks::bridgeHelper),
              "script=no,downscript=no, or name the bridge: -netdev bridge,id=n0,br=$BRIDGE"));

  static final List<Symptom> VDE =
      List.of(
          when(
              "[Cc]ould not open vde: (?:No such file or directory|Connection refused)"
                  + "|Device 'vde' could not be initialized",
              "no VDE switch runs where QEMU looks (sock=, else /var/run/vde.ctl or /tmp/vde.ctl)",
              Looks.vde(),
              "start one: vde_switch -s $SOCK -d; then -netdev vde,id=n0,sock=$SOCK",
              "start one: qnet switch --vde $SOCK; qnet ps lists those of qnet that run"),
          when(
              "[Cc]ould not open vde: Permission denied",
              "the switch is another user's, or the client bound its socket with mode 000",
              Looks.check(NetworkChecks::vde),
              "ls -l DIR/ctl; start the switch with -m 660 -g GROUP; give QEMU mode=0660",
              "ls -l $SOCK/ctl; start the switch with --mode 660 --group GROUP; --net"
                  + " vde,sock=$SOCK,mode=0660"),
          when(
              "Could not bind to socket '([^']+)': Address already in use",
              "a VDE switch runs there already",
              Looks.file(),
              "use that one, or another folder: vde_switch -s /tmp/other.ctl"),
          when(
              "EOF on stdin, cleaning up and exiting",
              "vde_switch in the foreground ends with its standard input (nohup, systemd, &)",
              Looks.check(NetworkChecks::vde),
              "vde_switch --nostdin, or -d"),
          when(
              "vde.*(?:is not a valid|does not accept|Invalid parameter)|does not accept value 'vde'",
              "this QEMU was built without VDE",
              Looks.check(QemuChecks::netdevs),
              "a stream socket does the same: -netdev stream,id=n0,server=off,addr.type=unix,addr.path=S"),
          when(
              "No buffer space available",
              "the receiver takes frames slower than they come, and the queue between is short",
              (host, message) ->
                  "net.unix.max_dgram_qlen is "
                      + host.read("proc/sys/net/unix/max_dgram_qlen")
                          .map(String::strip)
                          .orElse("?"),
              "sudo sysctl -w net.unix.max_dgram_qlen=512; stream sockets wait and lose nothing"));

  static final List<Symptom> USER =
      List.of(
          when(
              "Could not set up host forwarding rule '([^']*)'",
              "QEMU cannot listen at that port of this host: it is taken, or below 1024",
              Looks.forwardedPort(),
              "choose another port: hostfwd=$RULE"),
          when(
              "Invalid host forwarding rule '([^']*)' \\(Bad host port\\)",
              "the host's port is no number from 0 to 65535",
              Looks.forwardedPort(),
              "hostfwd=PROTO:[HOST]:PORT-[GUEST]:PORT, such as hostfwd=tcp::10022-:22"),
          when(
              "Invalid host forwarding rule '([^']*)'",
              "QEMU cannot read the rule",
              Looks.forwardedPort(),
              "hostfwd=PROTO:[HOST]:PORT-[GUEST]:PORT, such as hostfwd=tcp::10022-:22"),
          when(
              "network backend 'user' is not compiled|does not accept value 'user'",
              "this QEMU was built without libslirp",
              Looks.check(QemuChecks::netdevs),
              "qnet user does the same by a socket; its ready: line has the words"),
          when(
              "(?i)ping.*(?:unreachable|permitted|100% packet loss)",
              "user mode is TCP and UDP; pings leave only by ping sockets, which hosts forbid",
              Looks.check(NetworkChecks::ping),
              "test with TCP instead, or: sudo sysctl -w net.ipv4.ping_group_range=\"0 2147483647\""
                  + " and qnet user icmp=proxy"),
          when(
              "Property '([^']*)\\.netdev' can't find value '([^']*)'",
              "the card $1 wants a back end with id=$2, and no -netdev has that id",
              Looks.words(),
              "-netdev user,id=$2 -device $1,netdev=$2"),
          when(
              "warning: netdev (\\S+) has no peer",
              "no card is plugged into the back end $1: the guest does not see it",
              Looks.words(),
              "-device e1000,netdev=$1"),
          when(
              "warning: hub (\\d+) (?:with no nics|is not connected to host network)",
              "-net nic and -net user meet in hub $1, and one of the two is missing",
              Looks.words(),
              "qnet translate 'YOUR LINE' writes it as -netdev and -device"),
          when(
              "Parameter 'type' is missing",
              "-netdev needs the kind of back end as its first word",
              Looks.check(QemuChecks::netdevs),
              "-netdev user,id=n0"));

  private NetworkSymptoms() {}
}
