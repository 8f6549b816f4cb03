package io.qnet.launcher.qemu;

import io.qnet.launcher.qemu.QemuFeatures.Question;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a QEMU what it can do: six runs, half a second. The answers are kept in the user's cache,
 * under a checksum of the program and the age of the folder its modules are in; so whoever installs
 * another QEMU, or a module for it, is asked again.
 */
public final class QemuProbe {
  private static final Logger LOG = LoggerFactory.getLogger(QemuProbe.class);
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String MARK = "== ";
  private static final int BLOCK = 1 << 20;

  private final Path cache;

  /** Keeps answers in the folder {@code cache}, which is made when there is something to keep. */
  public QemuProbe(Path cache) {
    this.cache = cache;
  }

  /** What {@code qemu} can do: as it said before, or as it says now. */
  public QemuFeatures features(Qemu qemu) throws IOException, InterruptedException {
    Path file = cache.resolve(key(qemu));
    Optional<Map<Question, String>> kept = read(file);
    if (kept.isPresent()) {
      return QemuFeatures.parse(qemu.version(), kept.get());
    }
    Map<Question, String> answers = new EnumMap<>(Question.class);
    for (Question question : Question.values()) {
      answers.put(
          question,
          Program.of(qemu.program().toString(), question.option(), "help")
              .within(PATIENCE)
              .run()
              .out());
    }
    keep(file, answers);
    return QemuFeatures.parse(qemu.version(), answers);
  }

  /** A name for this build of QEMU with the modules it has now. */
  private static String key(Qemu qemu) throws IOException {
    CRC32C sum = new CRC32C();
    try (FileChannel program = FileChannel.open(qemu.program())) {
      ByteBuffer block = ByteBuffer.allocate(BLOCK);
      while (program.read(block) >= 0) {
        sum.update(block.flip());
        block.clear();
      }
    }
    for (Path modules : moduleFolders(qemu.program().toRealPath())) {
      sum.update(Files.getLastModifiedTime(modules).toString().getBytes(StandardCharsets.UTF_8));
    }
    return String.format(
        Locale.ROOT, "%s-%s-%08x", qemu.program().getFileName(), qemu.version(), sum.getValue());
  }

  /**
   * Debian's QEMU loads windows and SPICE from /usr/lib/MACHINE/qemu, others from /usr/lib/qemu.
   */
  private static List<Path> moduleFolders(Path program) throws IOException {
    Path library = program.resolveSibling("../lib").normalize();
    if (!Files.isDirectory(library)) {
      return List.of();
    }
    try (Stream<Path> below = Files.list(library)) {
      return Stream.concat(Stream.of(library), below.filter(QemuProbe::isMachine))
          .map(folder -> folder.resolve("qemu"))
          .filter(Files::isDirectory)
          .sorted()
          .toList();
    }
  }

  private static boolean isMachine(Path folder) {
    return folder.getFileName().toString().contains("-linux-gnu");
  }

  private static Optional<Map<Question, String>> read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    Map<Question, String> answers = new EnumMap<>(Question.class);
    for (String part : Files.readString(file).split("(?m)^" + MARK, -1)) {
      for (Question question : Question.values()) {
        String head = question.word() + "\n";
        if (part.startsWith(head)) {
          answers.put(question, part.substring(head.length()));
        }
      }
    }
    return Optional.of(answers).filter(all -> all.size() == Question.values().length);
  }

  /** A cache that cannot be written is asked for nothing more than time. */
  private void keep(Path file, Map<Question, String> answers) {
    StringBuilder text = new StringBuilder();
    answers.forEach(
        (question, answer) ->
            text.append(MARK).append(question.word()).append('\n').append(answer).append('\n'));
    try {
      Files.createDirectories(cache);
      Path next = Files.createTempFile(cache, ".new-", "");
      Files.writeString(next, text);
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException unwritable) {
      LOG.debug("what QEMU can do is not kept: {}", unwritable.getMessage());
    }
  }
}
