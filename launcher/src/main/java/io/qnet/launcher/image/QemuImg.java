package io.qnet.launcher.image;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.doctor.Diagnosis;
import io.qnet.launcher.doctor.Symptoms;
import io.qnet.launcher.port.ShellWord;
import io.qnet.launcher.qemu.MissingProgramException;
import io.qnet.launcher.qemu.Program;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;

/** The qemu-img of this host: run, asked, and its messages explained. */
final class QemuImg {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String FORMATS = "Supported formats:";

  /** A disk takes as long as it takes. */
  private static final Duration PATIENCE = Duration.ofDays(7);

  private final Path program;
  private final Path folder;
  private final Map<String, String> environment;

  private QemuImg(Path program, Path folder, Map<String, String> environment) {
    this.program = program;
    this.folder = folder;
    this.environment = environment;
  }

  /**
   * Finds it on the PATH of {@code environment}; relative names are looked up in {@code folder}.
   */
  static QemuImg find(Map<String, String> environment, Path folder) throws MissingProgramException {
    Path program =
        Program.find("qemu-img", environment)
            .orElseThrow(
                () ->
                    new MissingProgramException(
                        "qemu-img is not installed",
                        "disk images can be neither made nor read",
                        "apt-get install qemu-utils"));
    return new QemuImg(program, folder, environment);
  }

  Path folder() {
    return folder;
  }

  /** The formats that its help lists. */
  Set<String> formats() throws IOException, InterruptedException {
    Set<String> formats = new TreeSet<>();
    program("--help")
        .run()
        .out()
        .lines()
        .filter(line -> line.startsWith(FORMATS))
        .flatMap(line -> Arrays.stream(line.substring(FORMATS.length()).strip().split(" ", -1)))
        .forEach(formats::add);
    return formats;
  }

  /** What {@code file} is; {@code format} null: what it looks like. */
  ImageFacts info(String file, @Nullable String format) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of("info", "-U", "--output=json"));
    if (format != null) {
      words.addAll(List.of("-f", format));
    }
    words.addAll(List.of("--", file));
    return ImageFacts.of(json(run(words)));
  }

  /** Runs it and returns what it printed; a failure is explained. */
  String run(List<String> words) throws IOException, InterruptedException {
    Program.Result result = attempt(words);
    if (!result.ok()) {
      throw failure(words, result.err());
    }
    return result.out();
  }

  /** Runs it, whatever comes of it. */
  Program.Result attempt(List<String> words) throws IOException, InterruptedException {
    return program(words.toArray(new String[0])).run();
  }

  /** Runs it and tells how far it is, in percent. */
  void run(List<String> words, DoubleConsumer progress) throws IOException, InterruptedException {
    Program.Result result =
        program(words.toArray(new String[0])).run(out -> Percentages.read(out, progress));
    if (!result.ok()) {
      throw failure(words, result.err());
    }
  }

  private Failure failure(List<String> words, String messages)
      throws IOException, InterruptedException {
    int operands = words.indexOf("--") + 1;
    return failure(words.get(0), operands < words.size() ? words.get(operands) : "FILE", messages);
  }

  static JsonNode json(String document) throws IOException {
    try {
      return JSON.readTree(document);
    } catch (JsonProcessingException wrong) {
      throw new IOException(
          "qemu-img does not answer in JSON but with: " + document.strip(), wrong);
    }
  }

  /** What qemu-img's messages about {@code file} mean. */
  Failure failure(String verb, String file, String messages)
      throws IOException, InterruptedException {
    String error = ImageMessage.error(messages).orElse("it did not say why");
    String what = "qemu-img " + verb + ": " + error;
    Optional<ImageMessage> own = ImageMessage.knows(error);
    if (own.isPresent()) {
      return Failure.failed(what, own.get().meaning(), own.get().remedy(ShellWord.quote(file)));
    }
    Optional<Diagnosis> known = Symptoms.ofThisMachine(environment).diagnose(error);
    return known
        .map(diagnosis -> Failure.failed(what, diagnosis.cause(), diagnosis.fix()))
        .orElseGet(
            () ->
                Failure.failed(
                    what,
                    "these are qemu-img's own words, and qnet does not know them",
                    "what qemu-img " + verb + " takes: man qemu-img"));
  }

  private Program program(String... words) {
    List<String> all = new ArrayList<>(List.of(program.toString()));
    all.addAll(List.of(words));
    return Program.of(all).in(folder).within(PATIENCE);
  }
}
