package io.qnet.launcher.e2e;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.qnet.launcher.qemu.Program;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A program that runs beside the test; with frames in 2-octet lengths on its standard input and
 * output if it is vde_plug (the vdestream format).
 */
final class Started implements AutoCloseable {
  private final Process process;
  private final DataOutputStream in;
  private final BlockingQueue<byte[]> heard = new LinkedBlockingQueue<>();

  private Started(Process process, boolean frames) {
    this.process = process;
    this.in = new DataOutputStream(process.getOutputStream());
    Thread reader =
        new Thread(frames ? this::readFrames : this::readAll, "started-" + process.pid());
    reader.setDaemon(true);
    reader.start();
  }

  /** Skips the test where one of Debian's programs is missing. */
  static void need(String... programs) {
    for (String program : programs) {
      assumeTrue(
          Program.find(program, System.getenv()).isPresent(),
          "SKIPPED: no "
              + program
              + " on this host; apt-get install vde2 vdeplug vde-switch vde-wirefilter");
    }
  }

  /** Starts a program; its input stays open. */
  static Started program(String... command) throws IOException {
    return new Started(new ProcessBuilder(command).redirectErrorStream(true).start(), false);
  }

  /** Plugs in with {@code vde_plug}. */
  static Started plug(Path directory) throws IOException {
    return plug(directory.toString());
  }

  static Started plug(String where) throws IOException {
    return new Started(
        new ProcessBuilder("vde_plug", where)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start(),
        true);
  }

  private void readFrames() {
    try (DataInputStream out = new DataInputStream(process.getInputStream())) {
      while (true) {
        byte[] frame = new byte[out.readUnsignedShort()];
        out.readFully(frame);
        heard.add(frame);
      }
    } catch (IOException end) {
      heard.add(new byte[0]);
    }
  }

  private void readAll() {
    try {
      process.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
    } catch (IOException end) {
      heard.add(new byte[0]);
    }
  }

  /** Sends a frame of {@code length} octets from one station to another, by their last octets. */
  void say(int from, int to, int length) throws IOException {
    byte[] frame = new byte[length];
    address(frame, 0, to);
    address(frame, 6, from);
    frame[12] = (byte) 0x88;
    frame[13] = (byte) 0xb5;
    in.writeShort(length);
    in.write(frame);
    in.flush();
  }

  private static void address(byte[] frame, int at, int station) {
    if (station == 0xff) {
      java.util.Arrays.fill(frame, at, at + 6, (byte) 0xff);
    } else {
      frame[at] = 2;
      frame[at + 5] = (byte) station;
    }
  }

  /** The length of the next frame within a minute; 0 at the end, -1 for silence. */
  int next() throws InterruptedException {
    byte @Nullable [] frame = heard.poll(60, TimeUnit.SECONDS);
    return frame == null ? -1 : frame.length;
  }

  /** Sends a frame as it is. */
  void send(byte[] frame) throws IOException {
    in.writeShort(frame.length);
    in.write(frame);
    in.flush();
  }

  /** The next frame within so many milliseconds; null for silence. */
  byte @Nullable [] take(int milliseconds) throws InterruptedException {
    return heard.poll(milliseconds, TimeUnit.MILLISECONDS);
  }

  /** What is there that nobody took; taken now. */
  java.util.List<byte[]> rest() {
    java.util.List<byte[]> rest = new java.util.ArrayList<>();
    heard.drainTo(rest);
    return rest;
  }

  /** How many frames are there that nobody took. */
  int waiting() {
    return heard.size();
  }

  Process process() {
    return process;
  }

  @Override
  public void close() throws IOException {
    java.util.List<ProcessHandle> own = process.descendants().toList(); // dpipe's two ends
    process.destroyForcibly();
    own.forEach(ProcessHandle::destroyForcibly);
    process.getInputStream().close();
  }
}
