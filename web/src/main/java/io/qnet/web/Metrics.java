package io.qnet.web;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What Prometheus reads: nothing is counted here, all is asked for when it comes. */
final class Metrics {
  private final LabApi api;
  private final PrometheusTextFormatWriter writer =
      PrometheusTextFormatWriter.builder().setIncludeCreatedTimestamps(false).build();

  Metrics(LabApi api) {
    this.api = api;
  }

  void answer(RoutingContext context) {
    RedirectApi doors = api.redirects();
    CompletionStage<List<RedirectApi.Redirect>> redirects =
        doors == null ? CompletableFuture.completedFuture(List.of()) : doors.list();
    CompletionStage<MetricSnapshots> all =
        api.nat()
            .thenCombine(
                api.leases(),
                (nat, leases) ->
                    MetricSnapshots.builder()
                        .metricSnapshot(flows(nat))
                        .metricSnapshot(octets(nat))
                        .metricSnapshot(
                            gauge("qnet_leases", "Addresses that guests have.", leases.size())))
            .thenCombine(api.drops(), (some, drops) -> some.metricSnapshot(drops(drops)))
            .thenCombine(redirects, (some, open) -> some.metricSnapshot(visits(open)))
            .thenApply(some -> some.metricSnapshot(started()).build());
    Future.fromCompletionStage(all, context.vertx().getOrCreateContext())
        .onSuccess(
            snapshots ->
                context
                    .response()
                    .putHeader("Content-Type", writer.getContentType())
                    .end(Buffer.buffer(text(snapshots))))
        .onFailure(context::fail);
  }

  private byte[] text(MetricSnapshots snapshots) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      writer.write(out, snapshots);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return out.toByteArray();
  }

  private GaugeSnapshot started() {
    double time = api.status().startedAt().toEpochMilli() / 1000.0;
    return gauge("qnet_start_time_seconds", "When it was ready, in seconds since 1970.", time);
  }

  private static GaugeSnapshot gauge(String name, String help, double value) {
    return GaugeSnapshot.builder()
        .name(name)
        .help(help)
        .dataPoint(GaugeDataPointSnapshot.builder().value(value).build())
        .build();
  }

  private static GaugeSnapshot flows(List<LabApi.Mapping> nat) {
    Map<String, Long> counts = new TreeMap<>(Map.of("tcp", 0L, "udp", 0L, "icmp", 0L));
    nat.forEach(row -> counts.merge(row.protocol(), 1L, Long::sum));
    GaugeSnapshot.Builder flows =
        GaugeSnapshot.builder().name("qnet_flows").help("Mappings that are open.");
    counts.forEach(
        (protocol, count) ->
            flows.dataPoint(
                GaugeDataPointSnapshot.builder()
                    .labels(Labels.of("protocol", protocol))
                    .value(count)
                    .build()));
    return flows.build();
  }

  private static GaugeSnapshot octets(List<LabApi.Mapping> nat) {
    long out = nat.stream().mapToLong(LabApi.Mapping::octetsOut).sum();
    long in = nat.stream().mapToLong(LabApi.Mapping::octetsIn).sum();
    GaugeSnapshot.Builder octets =
        GaugeSnapshot.builder()
            .name("qnet_flow_octets")
            .help("Octets of payload that open mappings have carried.");
    Map.of("out", out, "in", in)
        .forEach(
            (direction, count) ->
                octets.dataPoint(
                    GaugeDataPointSnapshot.builder()
                        .labels(Labels.of("direction", direction))
                        .value(count)
                        .build()));
    return octets.build();
  }

  private static CounterSnapshot drops(Map<String, Long> drops) {
    CounterSnapshot.Builder counts =
        CounterSnapshot.builder()
            .name("qnet_dropped_packets")
            .help("Packets that went nowhere, by reason.");
    new TreeMap<>(drops)
        .forEach(
            (reason, count) ->
                counts.dataPoint(
                    CounterDataPointSnapshot.builder()
                        .labels(Labels.of("reason", reason))
                        .value(count)
                        .build()));
    return counts.build();
  }

  private static GaugeSnapshot visits(List<RedirectApi.Redirect> open) {
    GaugeSnapshot.Builder visits =
        GaugeSnapshot.builder()
            .name("qnet_redirect_connections")
            .help("Clients that are in, by door.");
    open.forEach(
        door ->
            visits.dataPoint(
                GaugeDataPointSnapshot.builder()
                    .labels(Labels.of("rule", door.rule()))
                    .value(door.connections())
                    .build()));
    return visits.build();
  }
}
