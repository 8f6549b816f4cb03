package io.qnet.slirp;

import static io.qnet.slirp.GatewayLab.ROUTER;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.qnet.slirp.event.GatewayEvent;
import io.qnet.wire.DropReason;
import io.qnet.wire.kit.Received;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TFTP through the whole gateway, frame by frame. */
class TftpTest {
  private static final int DATA = 3;
  private static final int ACK = 4;
  private static final int ERROR = 5;
  private static final int OACK = 6;
  private static final int CLIENT = 2000;

  private final Path folder;
  private final Path root;
  private final GatewayLab lab;
  private int port;

  TftpTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    root = Files.createDirectory(folder.resolve("root"));
    Files.writeString(folder.resolve("secret"), "outside");
    Files.writeString(root.resolve("note"), "twelve octet");
    lab = new GatewayLab(GatewaySettings.DEFAULT, root);
    lab.guest.arp(ROUTER);
  }

  /** Whatever happened: ARP is answered, a new transfer works, nothing is left open. */
  @AfterEach
  void close() {
    lab.guest.takeAll();
    lab.guest.arp(ROUTER);
    request(CLIENT + 1, "note", "octet");
    assertThat(expect(CLIENT + 1, DATA).toString(StandardCharsets.US_ASCII))
        .isEqualTo("\0\1twelve octet");
    say(CLIENT + 1, ACK, 1);
    lab.guest.expectNothing();
    lab.stillWorks();
    lab.close();
  }

  private void request(int from, String... words) {
    ByteBuf message = Unpooled.buffer().writeShort(1);
    for (String word : words) {
      message.writeCharSequence(word, StandardCharsets.UTF_8);
      message.writeByte(0);
    }
    lab.guest.udp(from, ROUTER, 69, ByteBufUtil.getBytes(message));
  }

  private void say(int from, int operation, int number) {
    byte[] message =
        ByteBufUtil.getBytes(Unpooled.buffer().writeShort(operation).writeShort(number));
    lab.guest.udp(from, ROUTER, port, message);
  }

  private void acknowledge(int block) {
    say(CLIENT, ACK, block);
  }

  /** What follows the operation of the next message. */
  private ByteBuf expect(int to, int operation) {
    Received received = lab.guest.expectUdp();
    port = received.udp().sourcePort();
    assertThat(received.udp().destinationPort()).isEqualTo(to);
    ByteBuf message = Unpooled.wrappedBuffer(received.payload());
    assertThat(message.readUnsignedShort()).as("operation").isEqualTo(operation);
    return message;
  }

  private void expectData(int block, byte[] file, int blockSize) {
    ByteBuf data = expect(CLIENT, DATA);
    assertThat(data.readUnsignedShort()).isEqualTo(block & 0xffff);
    int at = (block - 1) * blockSize;
    byte[] expected = java.util.Arrays.copyOfRange(file, at, Math.min(file.length, at + blockSize));
    assertThat(ByteBufUtil.getBytes(data)).isEqualTo(expected);
  }

  private void expectError(int to, int code) {
    assertThat(expect(to, ERROR).readUnsignedShort()).isEqualTo(code);
    lab.guest.expectNothing();
  }

  private byte[] file(String name, int length) {
    byte[] octets = new byte[length];
    new Random(length).nextBytes(octets);
    try {
      Files.write(root.resolve(name), octets);
    } catch (IOException full) {
      throw new UncheckedIOException(full);
    }
    return octets;
  }

  @Test
  @DisplayName("without options: blocks of 512, each after its acknowledgment, an empty one last")
  void plain() {
    byte[] file = file("f", 1024);
    request(CLIENT, "f", "OCTET");
    expectData(1, file, 512);
    assertThat(port).isBetween(0xc000, 0xffff);
    acknowledge(1);
    expectData(2, file, 512);
    acknowledge(1);
    lab.guest.expectNothing(); // a duplicate makes it send nothing
    acknowledge(2);
    assertThat(expect(CLIENT, DATA).readableBytes()).isEqualTo(2);
    acknowledge(3);
    lab.guest.expectNothing();
    assertThat(lab.events.get(lab.events.size() - 1).sentence())
        .isEqualTo("TFTP: 10.0.2.15 read f, 1024 octets");
  }

  @Test
  @DisplayName("options are confirmed as they are granted; what is not known is not mentioned")
  void options() {
    byte[] file = file("f", 5000);
    String words =
        "f octet BlkSize 9000 tsize 0 multicast  timeout 3 windowsize 2 blksize 8"; // one is empty
    request(CLIENT, words.split(" ", -1));
    assertThat(expect(CLIENT, OACK).toString(StandardCharsets.US_ASCII))
        .isEqualTo("blksize\0001468\0tsize\0005000\0timeout\0003\0windowsize\0002\0");
    lab.guest.expectNothing();
    acknowledge(0);
    expectData(1, file, 1468);
    expectData(2, file, 1468);
    lab.guest.expectNothing();
    acknowledge(1); // the second was lost
    expectData(2, file, 1468);
    expectData(3, file, 1468);
    acknowledge(3);
    expectData(4, file, 1468);
    lab.guest.expectNothing();
    lab.after(Duration.ofMillis(2999));
    lab.guest.expectNothing();
    lab.after(Duration.ofMillis(2));
    expectData(4, file, 1468);
    acknowledge(4);
    lab.after(Duration.ofMinutes(1));
    lab.guest.expectNothing();
  }

  @Test
  @DisplayName("ten options, some of them twice: of two equal ones the first counts")
  void manyOptions() {
    byte[] file = file("f", 600);
    String words =
        "f octet blksize 1024 a 1 b 2 tsize 99 c 3 BLKSIZE 8 timeout 2 windowsize 4 timeout 9 tsize 1";
    request(CLIENT, words.split(" ", -1));
    assertThat(expect(CLIENT, OACK).toString(StandardCharsets.US_ASCII))
        .isEqualTo("blksize\0001024\0tsize\000600\0timeout\0002\0windowsize\0004\0");
    acknowledge(0);
    expectData(1, file, 1024);
    acknowledge(1);
  }

  @Test
  @DisplayName("options without an end, or without a value, are as if they were not there")
  void cutOption() {
    byte[] file = file("f", 600);
    for (String cut :
        List.of("blksize", "blksize\0", "blksize\0001024", "blksize\0001024\0tsize")) {
      lab.guest.udp(CLIENT, ROUTER, 69, "\0\1f\0octet\0" + cut);
      boolean whole = cut.endsWith("tsize");
      if (whole) {
        expect(CLIENT, OACK);
        acknowledge(0);
      }
      expectData(1, file, whole ? 1024 : 512);
      say(CLIENT, ERROR, 0);
    }
  }

  @ParameterizedTest
  @CsvSource({"7", "65465", "-1", "abc", "''"})
  @DisplayName("an impossible block size is as if it were not there")
  void impossible(String size) {
    byte[] file = file("f", 600);
    request(CLIENT, "f", "octet", "blksize", size);
    expectData(1, file, 512);
  }

  @Test
  @DisplayName("block numbers begin again after 65535")
  void wrap() {
    int blocks = 65540;
    byte[] file = file("f", blocks * 8 + 3);
    request(CLIENT, "f", "octet", "blksize", "8", "windowsize", "64");
    expect(CLIENT, OACK);
    acknowledge(0);
    for (int block = 1; block <= blocks + 1; block++) {
      expectData(block, file, 8);
      if (block % 64 == 0 || block == blocks + 1) {
        acknowledge(block);
      }
    }
    lab.guest.expectNothing();
  }

  @Test
  @DisplayName(
      "without an answer it is sent again after 1, 2, 4, 8, 16 and 32 seconds, and given up")
  void silence() {
    byte[] file = file("f", 600);
    request(CLIENT, "f", "octet");
    expectData(1, file, 512);
    for (int seconds = 1; seconds <= 32; seconds *= 2) {
      lab.after(Duration.ofSeconds(seconds).minusMillis(1));
      lab.guest.expectNothing();
      lab.after(Duration.ofMillis(1));
      expectData(1, file, 512);
    }
    lab.after(Duration.ofSeconds(64));
    acknowledge(1); // too late; nobody is at that port of the host now
    assertThat(lab.events)
        .filteredOn(GatewayEvent.FileSent.class::isInstance)
        .extracting(GatewayEvent::sentence)
        .containsExactly("TFTP: 10.0.2.15 did not get f: the guest does not answer");
  }

  @Test
  @DisplayName("who answers from another port is told so, and does not disturb")
  void otherPort() {
    byte[] file = file("f", 600);
    request(CLIENT, "f", "octet");
    expectData(1, file, 512);
    say(CLIENT + 7, ACK, 1);
    expectError(CLIENT + 7, 5);
    acknowledge(1);
    expectData(2, file, 512);
    say(CLIENT, ERROR, 0);
    lab.after(Duration.ofMinutes(1));
    lab.guest.expectNothing();
  }

  @ParameterizedTest
  @CsvSource({
    "nowhere,1",
    "'',2",
    "sub,2",
    "../secret,2",
    "..\\secret,2",
    "sub/../note,2",
    "way-out,2",
    "up/secret,2",
    "fifo,2",
    "note/x,2",
    "\u00e9\u4e2d,1"
  })
  @DisplayName("nothing outside of the folder, and nothing but files")
  void refused(String name, int code) throws Exception {
    Files.createDirectory(root.resolve("sub"));
    Files.createSymbolicLink(root.resolve("way-out"), folder.resolve("secret"));
    Files.createSymbolicLink(root.resolve("up"), folder);
    assertThat(new ProcessBuilder("mkfifo", root.resolve("fifo").toString()).start().waitFor())
        .isZero();
    request(CLIENT, name, "octet");
    expectError(CLIENT, code);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/sub/f", "sub\\f", "//sub/./f", "link"})
  @DisplayName("absolute names are taken below the folder, and links within it are followed")
  void below(String name) throws Exception {
    Files.createDirectory(root.resolve("sub"));
    byte[] file = file("sub/f", 7);
    Files.createSymbolicLink(root.resolve("link"), root.resolve("sub/f"));
    request(CLIENT, name, "octet");
    expectData(1, file, 512);
    acknowledge(1);
  }

  @Test
  @DisplayName("nothing is written, and text is not converted")
  void operations() {
    lab.guest.udp(CLIENT, ROUTER, 69, "\0\2note\0octet\0");
    expectError(CLIENT, 2);
    request(CLIENT, "note", "netascii");
    expectError(CLIENT, 4);
    request(CLIENT, "note", "mail");
    expectError(CLIENT, 4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\0", "\0\1", "\0\1note", "\0\1note\0octet", "\0\3\0\1", "\0\4\0\1"})
  @DisplayName("what is no request is counted, and not answered")
  void hostile(String message) {
    lab.guest.udp(CLIENT, ROUTER, 69, message);
    lab.guest.expectNothing();
    assertThat(lab.dropped(DropReason.BAD_MESSAGE) + lab.dropped(DropReason.TRUNCATED)).isOne();
  }

  @Test
  @DisplayName("a name ends at its first NUL: what is behind is the mode, and never a path")
  void nulInName() {
    request(CLIENT, "note\0/../../secret", "octet");
    expectError(CLIENT, 4);
    request(CLIENT, "note\0octet", "../secret");
    expect(CLIENT, DATA);
    say(CLIENT, ACK, 1);
    lab.guest.expectNothing();
  }

  @Test
  @DisplayName("a name of 2000 octets is no request either")
  void longName() {
    request(CLIENT, "x".repeat(1400), "octet");
    assertThat(lab.dropped(DropReason.BAD_MESSAGE)).isOne();
  }

  @Test
  @DisplayName("a file that becomes shorter while it is read is an error, never wrong octets")
  void truncated() throws Exception {
    byte[] file = file("f", 600_000);
    request(CLIENT, "f", "octet", "blksize", "1024");
    expect(CLIENT, OACK);
    acknowledge(0);
    Files.write(root.resolve("f"), new byte[300_000]);
    for (int block = 1; block <= 256; block++) { // what was read ahead
      expectData(block, file, 1024);
      acknowledge(block);
    }
    expectError(CLIENT, 0);
  }

  @Test
  @DisplayName("over IPv6 it is the same, in blocks that fit behind the longer header")
  void overIpv6() {
    byte[] file = file("f", 3000);
    Ipv6Lab.learn(lab);
    ByteBuf request = Unpooled.buffer().writeShort(1);
    request.writeCharSequence("f\0octet\0blksize\0009000\0", StandardCharsets.US_ASCII);
    lab.guest.udp(CLIENT, Ipv6Lab.ROUTER, 69, ByteBufUtil.getBytes(request));
    assertThat(expect(CLIENT, OACK).toString(StandardCharsets.US_ASCII))
        .isEqualTo("blksize\0001448\0");
    byte[] confirmation = {0, ACK, 0, 0};
    lab.guest.udp(CLIENT, Ipv6Lab.ROUTER, port, confirmation);
    expectData(1, file, 1448);
    lab.guest.via(GatewayLab.ROUTER_MAC);
  }

  @Test
  @DisplayName("of 100 transfers the 32 latest go on, each at a port of its own")
  void parallel() {
    Set<Integer> ports = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      request(3000 + i, "note", "octet");
      expect(3000 + i, DATA);
      ports.add(port);
    }
    assertThat(ports).hasSizeGreaterThan(90);
    assertThat(lab.dropped(DropReason.TABLE_FULL)).isEqualTo(68);
    request(3099, "note", "octet"); // asked again, while the answer is on its way
    lab.guest.expectNothing();
  }
}
