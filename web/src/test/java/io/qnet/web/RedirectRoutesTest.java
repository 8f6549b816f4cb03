package io.qnet.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The doors, the metrics and the description, as a client of HTTP meets them. */
@Timeout(120)
class RedirectRoutesTest {
  private static final String TOKEN = "0123456789abcdef";

  private final FakeLab lab = new FakeLab();
  private final ApiServer server = ApiServer.start(lab, TOKEN);

  @AfterEach
  void close() {
    server.close();
  }

  /** The status, a blank, and the body. */
  private String ask(String method, String path, @Nullable String body) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) URI.create(server.address()).resolve(path).toURL().openConnection();
    connection.setRequestMethod(method);
    connection.setRequestProperty("Authorization", "Bearer " + TOKEN);
    if (body != null) {
      connection.setRequestProperty("Content-Type", "application/json");
      connection.setDoOutput(true);
      connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
    }
    int status = connection.getResponseCode();
    try (InputStream answer =
        status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
      return status + " " + new String(answer.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private JsonArray doors() throws IOException {
    return new JsonArray(ask("GET", "/api/v1/redirects", null).substring(4));
  }

  @Test
  @DisplayName("opened, listed, shut")
  void lifecycle() throws Exception {
    String opened = ask("POST", "/api/v1/redirects", "{\"rules\": [\"a:1\", \"b\"]}");
    assertThat(opened).startsWith("200 ");
    assertThat(doors()).hasSize(2);
    assertThat(doors().getJsonObject(0).fieldNames())
        .containsExactly(
            "rule",
            "protocol",
            "host",
            "hostPort",
            "guest",
            "guestPort",
            "proxyProtocol",
            "reach",
            "connections");
    String shut = ask("DELETE", "/api/v1/redirects?rule=a%3A1&rule=b&cut=true", null);
    assertThat(new JsonArray(shut.substring(4))).hasSize(2);
    assertThat(doors()).isEmpty();
  }

  @Test
  @DisplayName("of one network alone: its doors and its mappings; there is no other")
  void oneNetwork() throws Exception {
    assertThat(ask("GET", "/api/v1/networks", null))
        .isEqualTo(
            "200 [{\"id\":\"net1\",\"aliases\":[\"lan1\",\"1\"],\"hub\":1,\"net\":\"10.0.2.0\","
                + "\"restricted\":false,\"port\":\"stream:/run/b.sock\"}]\n");
    ask("POST", "/api/v1/redirects", "{\"rules\": [\"a:1\"]}");
    ask("POST", "/api/v1/redirects?network=lan1", "{\"rules\": [\"b:2\"]}");
    assertThat(doors()).hasSize(1);
    assertThat(ask("GET", "/api/v1/redirects?network=1", null)).contains("\"b:2\"");
    assertThat(ask("DELETE", "/api/v1/redirects?rule=b:2&network=net1", null)).startsWith("200 ");
    assertThat(ask("GET", "/api/v1/redirects?network=net1", null)).isEqualTo("200 []\n");
    assertThat(ask("GET", "/api/v1/nat?network=net1", null)).startsWith("200 ");
    assertThat(ask("GET", "/api/v1/nat?network=zz", null)).startsWith("409 ").contains("'zz'");
    assertThat(ask("GET", "/api/v1/redirects?network=zz", null)).startsWith("409 ");
  }

  @Test
  @DisplayName("refused in three parts: 400 for wrong words, 409 for what stands against it")
  void refused() throws Exception {
    assertThat(ask("POST", "/api/v1/redirects", "{\"rules\": [\"wrong\"]}"))
        .startsWith("400 ")
        .contains("wrong is no rule", "no door was opened", "write another");
    assertThat(ask("DELETE", "/api/v1/redirects?rule=x", null))
        .startsWith("409 ")
        .contains("no door is there");
    assertThat(ask("DELETE", "/api/v1/redirects", null)).startsWith("400 ");
  }

  @Test
  @DisplayName("as many as there can be, in one body: opened, and shut")
  void many() throws Exception {
    JsonArray rules = new JsonArray();
    for (int i = 0; i < 4096; i++) {
      rules.add("unix:/run/" + "x".repeat(100) + i);
    }
    String body = new JsonObject().put("rules", rules).encode();
    assertThat(ask("POST", "/api/v1/redirects", body)).startsWith("200 ");
    assertThat(ask("DELETE", "/api/v1/redirects", "{\"rules\": [\"unix:/none\"]}"))
        .startsWith("409 ");
    assertThat(ask("DELETE", "/api/v1/redirects?cut=true", body)).startsWith("200 ");
    assertThat(doors()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "x", "{}", "[]", "{\"rules\": 7}", "{\"rules\": [7]}", "{\"rules\": []}"})
  @DisplayName("a body that names no rules")
  void body(String body) throws Exception {
    assertThat(ask("POST", "/api/v1/redirects", body))
        .startsWith("400 ")
        .contains("the body names no rules");
  }

  @Test
  @DisplayName("a body that is too long is not read")
  void longBody() throws Exception {
    String body = "{\"rules\": [\"" + "x".repeat(2 << 20) + "\"]}";
    assertThat(ask("POST", "/api/v1/redirects", body)).startsWith("413 ");
  }

  @Test
  @DisplayName("/metrics counts flows, leases, drops and visits")
  void metrics() throws Exception {
    assertThat(ask("POST", "/api/v1/redirects", "{\"rules\": [\"a\"]}")).startsWith("200 ");
    assertThat(ask("GET", "/metrics", null))
        .startsWith("200 ")
        .contains(
            "qnet_flows{protocol=\"tcp\"} 1.0",
            "qnet_leases 1.0",
            "qnet_dropped_packets_total{reason=\"OVERSIZE\"} 3.0",
            "qnet_redirect_connections{rule=\"a\"} 2.0");
  }

  @Test
  @DisplayName("the description names every path that answers, and no other")
  void description() throws Exception {
    JsonObject all = new JsonObject(ask("GET", "/api/v1/openapi.json", null).substring(4));
    Set<String> paths = new TreeSet<>(all.getJsonObject("paths").fieldNames());
    assertThat(paths)
        .containsExactly(
            "/api/v1/console",
            "/api/v1/console/screen",
            "/api/v1/console/serial",
            "/api/v1/drops",
            "/api/v1/events",
            "/api/v1/impairments",
            "/api/v1/impairments/{link}",
            "/api/v1/leases",
            "/api/v1/nat",
            "/api/v1/networks",
            "/api/v1/openapi.json",
            "/api/v1/order/{name}",
            "/api/v1/redirects",
            "/api/v1/status",
            "/api/v1/switch/hash",
            "/api/v1/switch/ports",
            "/api/v1/switch/snooping",
            "/api/v1/switch/stp",
            "/api/v1/switch/vlans",
            "/api/v1/visits",
            "/metrics");
    // These only take orders, or are a machine's: ConsoleRoutesTest.
    paths.removeIf(path -> path.matches(".*(\\{|console|visits).*"));
    for (String path : paths) {
      String query = path.endsWith("events") ? "?follow=no" : "";
      assertThat(ask("GET", path + query, null)).as(path).startsWith("200 ");
    }
  }
}
