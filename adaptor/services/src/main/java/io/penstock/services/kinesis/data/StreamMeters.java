package io.penstock.services.kinesis.data;

import io.penstock.services.kinesis.stream.StreamDirectory;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * What went in and out of each stream on this node since it started. Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/streams/latest/dev/monitoring-with-cloudwatch.html">Metrics of Kinesis Data Streams</a>
 */
public final class StreamMeters {

    /** AWS's metrics, by AWS's names. */
    public enum Meter {
        INCOMING_BYTES("IncomingBytes"),
        INCOMING_RECORDS("IncomingRecords"),
        OUTGOING_BYTES("OutgoingBytes"),
        OUTGOING_RECORDS("OutgoingRecords"),
        WRITE_PROVISIONED_THROUGHPUT_EXCEEDED("WriteProvisionedThroughputExceeded"),
        READ_PROVISIONED_THROUGHPUT_EXCEEDED("ReadProvisionedThroughputExceeded");

        private final String awsName;

        Meter(String awsName) {
            this.awsName = awsName;
        }

        public String awsName() {
            return awsName;
        }
    }

    /** One count. */
    public record Sample(String streamArn, Meter meter, long count) {}

    private final StreamDirectory directory;
    private final Map<String, Map<Meter, LongAdder>> streams = new ConcurrentHashMap<>();

    public StreamMeters(StreamDirectory directory) {
        this.directory = directory;
    }

    public void add(String streamArn, Meter meter, long count) {
        LongAdder adder =
                streams.computeIfAbsent(streamArn, missing -> counters()).get(meter);
        if (adder != null) {
            adder.add(count);
        }
    }

    private static Map<Meter, LongAdder> counters() {
        Map<Meter, LongAdder> counters = new EnumMap<>(Meter.class);
        for (Meter meter : Meter.values()) {
            counters.put(meter, new LongAdder());
        }
        return counters;
    }

    /** All counts, of streams that still are. */
    public List<Sample> samples() {
        streams.keySet().removeIf(arn -> directory.find(arn).isEmpty());
        List<Sample> samples = new ArrayList<>();
        streams.forEach((arn, counters) ->
                counters.forEach((meter, count) -> samples.add(new Sample(arn, meter, count.sum()))));
        return samples;
    }
}
