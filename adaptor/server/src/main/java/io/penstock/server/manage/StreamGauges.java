package io.penstock.server.manage;

import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.penstock.services.kinesis.Kinesis;
import io.penstock.services.kinesis.data.StreamMeters.Meter;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What went in and out of each stream, by AWS's names of the metrics. */
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
}
