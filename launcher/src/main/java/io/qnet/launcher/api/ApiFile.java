package io.qnet.launcher.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;

/**
 * What the file {@code api.json} says.
 *
 * @param address of the API: {@code http://127.0.0.1:PORT/}
 * @param token what each request has to bring
 */
record ApiFile(String address, String token) {
  /** Its name in a run directory. */
  static final String NAME = "api.json";

  private static final int TOKEN_OCTETS = 32;

  /** A token that nobody can guess: 256 bits from the kernel (random(4)). */
  static String newToken() throws IOException {
    try (InputStream device = new FileInputStream("/dev/urandom")) {
      return HexFormat.of().formatHex(device.readNBytes(TOKEN_OCTETS));
    }
  }

  /** Writes the file whole, readable by its owner alone (mode 0600). */
  void write(Path file) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("address", address);
      json.writeStringField("token", token);
      json.writeEndObject();
    }
    Path next = file.resolveSibling(NAME + ".new");
    Files.deleteIfExists(next);
    Files.createFile(
        next, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(next, text + "\n", StandardCharsets.UTF_8);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Reads the file; throws NoSuchFileException while there is none. */
  static ApiFile read(Path file) throws IOException {
    JsonNode json = new ObjectMapper().readTree(Files.readString(file));
    return new ApiFile(json.path("address").asText(), json.path("token").asText());
  }

  /** Without the token: this may end up in a log. */
  @Override
  public String toString() {
    return "ApiFile[" + address + "]";
  }
}
