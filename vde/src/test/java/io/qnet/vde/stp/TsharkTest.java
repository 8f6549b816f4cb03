package io.qnet.vde.stp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.qnet.wire.address.MacAddress;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What others read in BPDUs of ours. */
class TsharkTest {
  private static final List<String> FIELDS =
      List.of(
          "version type flags root.prio root.hw root.cost bridge.prio bridge.hw port msg_age max_age"
              .split(" "));

  @Test
  @DisplayName("tshark reads every field of 200 random BPDUs as we meant it")
  void fields(@TempDir Path folder) throws IOException {
    Random random = new Random(17);
    List<String> expected = new ArrayList<>();
    Path file = folder.resolve("bpdus.pcap");
    try (OutputStream out = Files.newOutputStream(file)) {
      ByteBuf header = Unpooled.buffer();
      header.writeInt(0xa1b2c3d4).writeShort(2).writeShort(4).writeZero(8).writeInt(65535);
      header.writeInt(1).readBytes(out, header.readableBytes());
      for (int i = 0; i < 200; i++) {
        Bpdu bpdu = draw(random);
        ByteBuf frame = bpdu.frame(MacAddress.parse("02:00:00:00:00:01"));
        ByteBuf record = Unpooled.buffer().writeLong(i).writeInt(60).writeInt(60);
        record.readBytes(out, record.readableBytes());
        frame.readBytes(out, frame.readableBytes());
        frame.release();
        expected.add(line(bpdu));
      }
    }
    assertThat(tshark(file)).containsExactlyElementsOf(expected);
  }

  private static Bpdu draw(Random random) {
    BridgeId root = BridgeId.of(random.nextInt(16) << 12, new MacAddress(random.nextLong() >>> 16));
    BridgeId bridge =
        BridgeId.of(random.nextInt(16) << 12, new MacAddress(random.nextLong() >>> 16));
    long cost = random.nextInt() & 0xffff_ffffL;
    boolean rapid = random.nextBoolean();
    return new Bpdu(
        rapid ? Bpdu.Kind.RAPID : Bpdu.Kind.CONFIGURATION,
        rapid ? random.nextInt(128) : random.nextInt(4) / 2 * 0x80 + random.nextInt(2),
        new PriorityVector(root, cost, bridge, random.nextInt(0x10000)),
        new Times(256 * random.nextInt(6), 256 * (6 + random.nextInt(35)), 512, 3840));
  }

  private static String line(Bpdu bpdu) {
    PriorityVector vector = bpdu.vector();
    return String.join(
        "|",
        bpdu.rapid() ? "2" : "0",
        bpdu.rapid() ? "0x02" : "0x00",
        "0x%02x".formatted(bpdu.flags()),
        Integer.toString(vector.root().priority()),
        vector.root().address().toString(),
        Long.toString(vector.cost()),
        Integer.toString(vector.bridge().priority()),
        vector.bridge().address().toString(),
        "0x%04x".formatted(vector.port()),
        Integer.toString(bpdu.times().messageAge() / 256),
        Integer.toString(bpdu.times().maxAge() / 256));
  }

  private static List<String> tshark(Path file) throws IOException {
    List<String> command = new ArrayList<>(List.of("tshark", "-n", "-r", file.toString()));
    command.addAll(List.of("-T", "fields", "-E", "separator=|"));
    for (String field : FIELDS) {
      command.add("-e");
      command.add("stp." + field);
    }
    Process process;
    try {
      process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    } catch (IOException missing) {
      Assumptions.abort("tshark is not installed; to have this checked: apt-get install tshark");
      return List.of();
    }
    process.getOutputStream().close();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
        .lines()
        .toList();
  }
}
