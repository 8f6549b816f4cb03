package io.qnet.launcher;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code qnet user}: a gateway for one machine. */
@Command(
    name = "user",
    header = "a user-mode gateway for one machine",
    customSynopsis =
        "qnet user [--port SPEC] [--capture [FILE]] [--name NAME] [--detach] [OPTS | -netdev user,OPTS]",
    description = {
      "What QEMU's -netdev user does, in a process of its own: the guest gets an address by DHCP"
          + " and reaches whatever this host reaches, by TCP and UDP; nobody reaches the guest."
          + " Needs no privilege. Network 10.0.2.0/24, gateway 10.0.2.2, name server 10.0.2.3,"
          + " first guest 10.0.2.15.",
      "",
      "Stays in the foreground. When frames can flow it prints one line that begins with"
          + " 'ready:' and ends with the words to paste into a QEMU command. Stops cleanly on"
          + " SIGINT (Ctrl-C), SIGTERM and SIGHUP: the capture is complete, the socket is gone."
    },
    footer = {
      "  qnet user",
      "  qnet user --port stream:/run/a.sock --capture a.pcapng",
      "  qnet user --port stream:127.0.0.1:9000 net=192.168.7.0/24,hostname=web",
      "  qnet user '-netdev user,id=n0,dhcpstart=10.0.2.50'",
      "  qnet user hostfwd=tcp::10022-:22            then: ssh -p 10022 127.0.0.1",
      "  sudo qnet user --port tap:tap0@lab mtu=65520",
      "  qemu-system-x86_64 ... $(qnet user --detach | sed 's/^ready: //')",
      "",
      "Port specs:",
      "  stream:PATH   stream:HOST:PORT           listen; QEMU connects (server=off)",
      "  stream-connect:PATH   :HOST:PORT         connect to QEMU (server=on), again and again",
      "  dgram:PATH,PATH   dgram:HOST:PORT,HOST:PORT   ours, then QEMU's",
      "  tap:DEVICE   tap:DEVICE@NETNS            no QEMU: this host, or a network namespace of"
          + " it;",
      "                                           needs CAP_NET_ADMIN, or a device of one's own",
      "",
      "OPTS, in QEMU's spelling, divided by commas; or QEMU's own -netdev, -net or -nic user,...:",
      "  net=ADDR[/BITS|/MASK]   the network, 4 to 32 bits             10.0.2.0/24",
      "  host=ADDR               the gateway, in net                   .2 of net",
      "  dns=ADDR                the name server, not host             .3 of net",
      "  router=ADDR             another machine of net is the guests' router: this one gives",
      "                          addresses and names, and carries nothing",
      "  dhcpstart=ADDR          the first guest, neither of the two   .15 of net",
      "  dnssearch=DOMAIN        to complete names with; repeatable",
      "  domainname=NAME  hostname=NAME   told to the guest by DHCP",
      "  lease=MAC=ADDR          always this address for that card; repeatable",
      "  mtu=576..65520          largest datagram, told by DHCP        1500",
      "  ipv4=on|off  ipv6=on|off   one alone switched on leaves the other out",
      "  ipv6-prefix=ADDR[/LENGTH]  ipv6-prefixlen=0..126   the network   fec0:: 64",
      "  ipv6-host=ADDR  ipv6-dns=ADDR   its gateway and name server   ::2 and ::3 of it",
      "  icmp=off|gateway|proxy  pings: none, of 10.0.2.2/3, of all    gateway",
      "  loopback=on|off         does the guest reach this host: its   on",
      "                          127.0.0.1 behind host=, its own addresses",
      "  restrict=on|off         nothing leaves, no names are looked up   off",
      "  recursion=on|off        does the name server ask others for what this host and its   on",
      "                          guests do not know; off: it answers with restrict=on, too",
      "  hostfwd=[tcp|udp]:[HOST]:PORT-[GUEST]:PORT   a port of this host leads into the guest;",
      "  hostfwd=unix:PATH-[GUEST]:PORT   repeatable. No HOST: 127.0.0.1, no GUEST: the first;",
      "                          ranges 8000-8010; PORT 0: one that is free, which is told",
      "  guestfwd=tcp:[SERVER]:PORT-tcp:HOST:PORT, -unix:PATH or -cmd:COMMAND   a virtual host",
      "                          answers for it; repeatable. The command runs once for each",
      "                          connection, without a shell, and is ended with it, or when the",
      "                          guest has hung up and nothing was said for 60 s.",
      "                          SERVER: any address of net            .4 of net",
      "  smb=FOLDER  smbserver=ADDR   a folder, as \\\\10.0.2.4\\qemu; needs samba   .4 of net",
      "  tftp=FOLDER             its files, to read, from the gateway by TFTP",
      "  bootfile=NAME|URL  tftp-server-name=NAME   what a machine without a disk starts from",
      "  preset=slirp|linux|cone|restricted|port-restricted|symmetric|cgn|rfc4787   what NAT it",
      "                          is, and what differs from that:       port-restricted",
      "  mapping=ei|ad|apd       a new port of the host for each guest's port, or for each   ei",
      "                          address it writes to, or each address and port (RFC 4787)",
      "  filtering=ei|ad|apd     who may answer there: everybody, who was written to by his   apd",
      "                          address, or by address and port. With ei, whoever knows the",
      "                          port gets in",
      "  ports=preserve|random|sequential   which port that is         random",
      "  parity=on|off           even ports stay even                  off",
      "  hairpin=on|off          may guests meet at ports of the host  on",
      "  udp-timeout=TIME  refresh=out|both   how long a mapping lasts, and what prolongs it: what",
      "                          the guest sends, or what it is sent, too   5m out",
      "  tcp-timeout=TIME        how long a guest may say nothing on a connection; no end   none",
      "  outbound=ADDR|DEVICE    where guests' traffic leaves this host; an address binds its",
      "                          own family only, a device shuts the family it has no address of",
      "",
      "Files:",
      "  $XDG_RUNTIME_DIR/qnet/NAME/net0.sock   the socket without --port; else below",
      "  /tmp/qnet-UID/NAME/                    (mode 0700, removed at the end)",
      "  .../NAME/run.json                      what qnet ps shows",
      "  .../NAME/log                           the log of a detached one"
    })
final class UserCommand implements Callable<Integer> {
  private final UserVerb verb;

  @Option(
      names = "--port",
      paramLabel = "SPEC",
      description = "Where the machine plugs in. Default: a stream socket in the run directory.")
  private List<String> ports = new ArrayList<>();

  @Option(
      names = "--capture",
      arity = "0..1",
      fallbackValue = "",
      paramLabel = "FILE",
      description =
          "Write every frame to a pcapng file. Without FILE: captures/out/NAME.pcapng below the"
              + " folder of the qnet script.")
  private @Nullable String capture;

  @Option(
      names = "--impair",
      paramLabel = "VALUES",
      description =
          "Make the link a bad one, with the words of qnet impair, such as 'delay=20ms loss=1%%';"
              + " with several ports, each of them.")
  private @Nullable String impair;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "The name for qnet ps. Default: user1, user2, ...")
  private @Nullable String name;

  @Option(names = "--detach", description = "Return once frames can flow; go on in the background.")
  private boolean detach;

  @Option(
      names = "--slirp4netns-api",
      paramLabel = "SOCK",
      description =
          "A unix socket that understands slirp4netns' add_hostfwd, list_hostfwd, remove_hostfwd.")
  private @Nullable String slirp4netns;

  @Option(
      names = "--services",
      paramLabel = "SOCK",
      description =
          "A unix socket that understands gvisor-tap-vsock's /services/forwarder/ requests. Both"
              + " are for their owner alone (mode 0600).")
  private @Nullable String services;

  @Option(
      names = "--monitor",
      paramLabel = "SOCK",
      description =
          "A unix socket (mode 0600) that understands hostfwd_add, hostfwd_remove, info usernet and"
              + " info network, as QEMU's -monitor unix:SOCK; see qnet monitor.")
  private @Nullable String monitor;

  @Option(
      names = "-netdev",
      paramLabel = "user,OPTS",
      description = "OPTS as they are in a QEMU command.")
  private @Nullable String netdev;

  @Option(
      names = {"-net", "-nic"},
      paramLabel = "user,OPTS",
      description = "The same; what they say of the guest's card is passed over, with a notice.")
  private List<String> net = new ArrayList<>();

  @Option(
      names = "-redir",
      paramLabel = "RULE",
      description = "QEMU's old word for hostfwd=: tcp:10022::22.")
  private List<String> redir = new ArrayList<>();

  @Parameters(paramLabel = "OPTS", description = "Options of the network, see below.")
  private List<String> options = new ArrayList<>();

  UserCommand(UserVerb verb) {
    this.verb = verb;
  }

  @Override
  public Integer call() throws Exception {
    return verb.run(words());
  }

  UserWords words() {
    return new UserWords(
        ports,
        capture,
        impair,
        name,
        detach,
        netdev,
        net,
        slirp4netns,
        services,
        monitor,
        redir,
        options);
  }
}
