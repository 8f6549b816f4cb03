package io.qnet.launcher.guest;

import io.qnet.launcher.qemu.MissingProgramException;
import io.qnet.launcher.qemu.Program;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a program of this host loads when it starts, as ldd(1) tells it: the libraries, theirs, and
 * the loader.
 */
final class SharedLibraries {
  private static final Pattern FILE = Pattern.compile("(?m)^\\s*(?:\\S+ => )?(/\\S+) \\(0x");
  private static final Pattern ABSENT = Pattern.compile("(?m)^\\s*(\\S+) => not found");

  private SharedLibraries() {}

  /** The files, at the paths where the loader looks for them; empty for a static program. */
  static List<Path> of(Path program) throws IOException, InterruptedException {
    Program.Result result = Program.of("ldd", program.toString()).run();
    if (!result.ok()) {
      String said = result.out() + result.err();
      if (said.contains("not a dynamic executable") || said.contains("statically linked")) {
        return List.of();
      }
      throw new IOException("ldd " + program + ": " + said.strip());
    }
    return parse(program, result.out());
  }

  /** Reads what ldd wrote about {@code program}. */
  static List<Path> parse(Path program, String text) throws IOException {
    Matcher absent = ABSENT.matcher(text);
    if (absent.find()) {
      throw new MissingProgramException(
          program + " needs " + absent.group(1) + ", which is not on this host",
          "it cannot be put into a guest",
          "apt-get install --reinstall the package that " + program + " belongs to");
    }
    List<Path> files = new ArrayList<>();
    Matcher matcher = FILE.matcher(text);
    while (matcher.find()) {
      files.add(Path.of(matcher.group(1)));
    }
    return List.copyOf(files);
  }
}
