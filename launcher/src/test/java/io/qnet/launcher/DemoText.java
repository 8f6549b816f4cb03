package io.qnet.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.qnet.launcher.qemu.Program;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What every tour of user mode has to tell, and its capture. */
final class DemoText {
  private DemoText() {}

  static void complete(String told) {
    assertThat(told.lines()).allMatch(line -> line.length() <= 80);
    assertThat(told).doesNotContain("\u001b[");
    assertThat(told.lines().filter(line -> line.matches(" ?[0-9]+  .*")))
        .extracting(line -> line.substring(4, 13).strip())
        .containsExactly(
            "plug in",
            "lease",
            "neighbour",
            "name",
            "page",
            "file",
            "ping",
            "stranger",
            "state",
            "capture");
    // A guest on a busy host asks twice.
    assertThat(told.replaceAll("\\s+", " "))
        .containsPattern("DHCP (DISCOVER, OFFER, )+REQUEST, ACK: the guest is 10[.]0[.]2[.]15[.]");
    assertThat(told)
        .contains("who has 10.0.2.2? - 10.0.2.2 is at 52:55:0a:00:02:02")
        .contains("www.qnet.test is 10.0.2.2.")
        .contains(
            "\"a page from the host's own loopback\"", "\"a file from the host's own loopback\"")
        .containsPattern("The server saw 127.0.0.1:[0-9]+ call")
        .contains("ICMP type 3 code 13")
        .contains("TCP ports at which this process listens: none")
        .contains("Other tours: qnet demo pxe ");
  }

  /** What every tour of redirect mode has to tell. */
  static void completeRedirect(String told) {
    assertThat(told.lines()).allMatch(line -> line.length() <= 80);
    assertThat(told.lines().filter(line -> line.matches(" ?[0-9]+  .*")))
        .extracting(line -> line.substring(4, 13).strip())
        .containsExactly(
            "plug in",
            "lease",
            "service",
            "door",
            "visit",
            "caller",
            "tell who",
            "shut",
            "capture");
    String words = told.replaceAll("\\s+", " ");
    assertThat(words)
        .contains("qnet redirect add tcp::0-:22 ")
        .containsPattern("It stands as tcp:127.0.0.1:[0-9]+-10.0.2.15:22, open to: this host.")
        .containsPattern("127.0.0.1 port [0-9]+ says \"SSH-2.0-qnet_demo\"")
        .containsPattern("gateway: 10.0.2.2:[0-9]+ > 10.0.2.15:22 SYN ")
        .containsPattern("guest: 10.0.2.15:22 > 10.0.2.2:[0-9]+ SYN ACK ")
        .contains("why does my server see 10.0.2.2?")
        .containsPattern("PROXY TCP4 127.0.0.1 127.0.0.1 [0-9]+ [0-9]+")
        .contains("Who was in: \"Connection reset\". Who calls now: \"Connection refused\".")
        .contains("TCP ports at which this process listens: none.");
  }

  /** The capture of that tour, read by tshark: the connection from the router, and who called. */
  static void redirectReadable(Path capture) throws IOException, InterruptedException {
    assumeTrue(
        Program.find("tshark", System.getenv()).isPresent(),
        "SKIPPED: no tshark on this host; apt-get install tshark");
    for (String told :
        List.of(
            "tcp.dstport == 22 && tcp.flags.syn == 1",
            "tcp.dstport == 7 && tcp contains \"PROXY TCP4 127.0.0.1 127.0.0.1 \"")) {
      String filter = "ip.src == 10.0.2.2 && ip.dst == 10.0.2.15 && " + told;
      Program.Result result = Program.of("tshark", "-r", capture.toString(), "-Y", filter).run();
      assertThat(result.status()).as(result.err()).isZero();
      assertThat(result.out().lines()).as(filter).hasSize(1);
    }
  }

  /** Read by tshark, which is not ours: the frames, one a line, with their times. */
  static List<String> readable(Path capture) throws IOException, InterruptedException {
    assumeTrue(
        Program.find("tshark", System.getenv()).isPresent(),
        "SKIPPED: no tshark on this host; apt-get install tshark");
    Program.Result result = Program.of("tshark", "-t", "e", "-r", capture.toString()).run();
    assertThat(result.status()).as(result.err()).isZero();
    assertThat(result.err()).doesNotContain("damaged", "cut short", "corrupt");
    List<String> frames = result.out().lines().toList();
    assertThat(frames).noneMatch(line -> line.contains("Malformed"));
    assertThat(String.join("\n", frames))
        .contains("DHCP Discover", "DHCP ACK", "is at 52:55:0a:00:02:02", "www.qnet.test")
        .contains("GET / HTTP/1", "Communication administratively filtered");
    return frames;
  }
}
