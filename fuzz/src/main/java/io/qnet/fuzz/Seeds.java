package io.qnet.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a machine starts from: a few good conversations for each target. */
public final class Seeds {
  private Seeds() {}

  /** The seeds of each target, by name. */
  static Map<Target, Map<String, byte[]>> all() {
    Map<Target, Map<String, byte[]>> all = new EnumMap<>(Target.class);
    for (Target target : Target.values()) {
      all.put(
          target,
          switch (target) {
            case ETHERNET -> FrameSeeds.all();
            case DHCP -> DhcpSeeds.all();
            case DNS -> NameSeeds.datagrams();
            case DNS_STREAM -> NameSeeds.streams();
            case DHCP6 -> Dhcp6Seeds.all();
            case NDP -> NeighborSeeds.all();
            case TFTP -> TftpSeeds.all();
            case BPDU -> BpduStrangers.seeds();
            case SWITCH -> SwitchStrangers.seeds();
            case OPTIONS -> options();
          });
    }
    return all;
  }

  /** Writes them below a folder, one folder for each target; says nothing. */
  public static void main(String[] args) throws IOException {
    if (args.length != 1) {
      throw new IllegalArgumentException("one folder, to write the seeds to");
    }
    for (Map.Entry<Target, Map<String, byte[]>> target : all().entrySet()) {
      Path folder = Files.createDirectories(Path.of(args[0]).resolve(target.getKey().word()));
      for (Map.Entry<String, byte[]> seed : target.getValue().entrySet()) {
        Files.write(folder.resolve(seed.getKey()), seed.getValue());
      }
    }
  }

  private static Map<String, byte[]> options() {
    String[] texts = {
      "",
      "user,id=n0,net=10.0.2.0/24,host=10.0.2.2,dhcpstart=10.0.2.15,dns=10.0.2.3",
      "net=192.168.76.0/255.255.255.0,dnssearch=a.test,dnssearch=b.test,domainname=c.test",
      "-netdev user,id=u,hostname=guest,mtu=9000,icmp=off,loopback=off,ipv4=on,ipv6=off",
      "restrict=on,hostfwd=tcp:127.0.0.1:2222-10.0.2.15:22,guestfwd=tcp:10.0.2.4:80-tcp:h:1",
      "ipv6-net=fec0::/64,ipv6-host=fec0::2,ipv6-dns=fec0::3,tftp=/srv,bootfile=pxe,smb=/srv",
      "lease=52:54:00:12:34:56=10.0.2.20,outbound=lo,mapping=apd,filtering=ei,preset=cone",
      "hostfwd=unix:/run/a.sock-:22,hostfwd=udp::5353-:53,hostfwd=tcp:[::1]:80-[fec0::15]:80",
      "stream:127.0.0.1:9000",
      "dgram:/run/me.sock,/run/peer.sock",
      "stream-connect:/run/a.sock",
      "mcast:230.0.0.1:1234",
      "tap:tap0@netns",
    };
    Map<String, byte[]> seeds = new LinkedHashMap<>();
    for (int i = 0; i < texts.length; i++) {
      seeds.put(
          "words-%02d".formatted(i), texts[i].getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    return seeds;
  }
}
