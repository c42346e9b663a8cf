package io.penstock.server.manage;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.penstock.services.kinesis.Kinesis;
import io.penstock.services.kinesis.data.CacheUse;
import io.penstock.services.kinesis.data.StreamMeters.Meter;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What went in and out of each stream, by AWS's names of the metrics, and what memory for records holds. */
public final class StreamGauges {

    private StreamGauges() {}

    /** Adds the meters of streams. They count from the start of the process and are read anew for each page, because streams come and go. */
    public static void add(Metrics metrics, Kinesis kinesis) {
        Map<Meter, MultiGauge> gauges = new EnumMap<>(Meter.class);
        for (Meter meter : Meter.values()) {
            gauges.put(
                    meter,
                    MultiGauge.builder("penstock.kinesis."
                                    + meter.name().toLowerCase(Locale.ROOT).replace('_', '.'))
                            .description("Kinesis " + meter.awsName() + " since the start, by stream")
                            .register(metrics.registry()));
        }
        for (CacheUse.Part part : CacheUse.Part.values()) {
            gauge(metrics, kinesis, part, "penstock.kinesis.cache.bytes", CacheUse::bytes);
            gauge(metrics, kinesis, part, "penstock.kinesis.cache.limit.bytes", CacheUse::limit);
        }
        metrics.onScrape(() -> {
            var samples = kinesis.meters();
            gauges.forEach((meter, gauge) -> {
                List<MultiGauge.Row<?>> rows = samples.stream()
                        .filter(sample -> sample.meter() == meter)
                        .<MultiGauge.Row<?>>map(
                                sample -> MultiGauge.Row.of(Tags.of("stream", sample.streamArn()), sample.count()))
                        .toList();
                gauge.register(rows, true);
            });
        });
    }

    private static void gauge(
            Metrics metrics, Kinesis kinesis, CacheUse.Part part, String name, ToDoubleFunction<CacheUse> value) {
        Gauge.builder(
                        name,
                        kinesis,
                        now -> now.caches().stream()
                                .filter(use -> use.part() == part)
                                .mapToDouble(value)
                                .sum())
                .description("Records of streams in the memory of this node, and the most there may be, by part of"
                        + " kinesis.cache-memory")
                .tags("part", part.name().toLowerCase(Locale.ROOT))
                .register(metrics.registry());
    }
}
