package io.penstock.services.kinesis.data;

import io.penstock.services.kinesis.data.CacheUse.Part;
import io.penstock.services.kinesis.rules.KinesisSettings;
import io.penstock.wire.ServiceDefinition;
import java.util.List;
import software.amazon.awssdk.services.kinesis.model.GetRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequest;

/** Everything that reading and writing records share on one node. One for each process. */
public final class DataPlane {

    /** Of one event of a subscription: small enough to be sent while the next one is read. */
    private static final int EVENT_BYTES = 1 << 20;

    private final DataPorts ports;
    private final KinesisSettings settings;
    private final StreamLookup streams;
    private final Throttles throttles;
    private final StreamMeters meters;
    private final Tails tails;
    private final EventBudget events;
    private final ReadBudget reads;
    private final ShardReader reader;
    private final Positions positions;

    public DataPlane(DataPorts ports, KinesisSettings settings) {
        long cache = settings.cacheBytes();
        this.ports = ports;
        this.settings = settings;
        this.streams = new StreamLookup(ports.directory());
        this.throttles = new Throttles(settings.limits().shard(), ports.clock(), ports.machines());
        this.meters = new StreamMeters(ports.directory());
        this.tails = new Tails(ports.log(), Part.TAILS.of(cache));
        this.events = new EventBudget(Part.EVENTS.of(cache), EVENT_BYTES);
        this.reads = new ReadBudget(Part.READS.of(cache));
        this.reader = new ShardReader(ports, tails, reads);
        this.positions = new Positions(ports);
    }

    /** The definition with PutRecord, PutRecords, GetShardIterator and GetRecords. */
    public ServiceDefinition serve(ServiceDefinition definition) {
        return definition
                .on("PutRecord", PutRecordRequest.class, new PutRecord(this))
                .on("PutRecords", PutRecordsRequest.class, new PutRecords(this))
                .on("GetShardIterator", GetShardIteratorRequest.class, new GetShardIterator(this))
                .on("GetRecords", GetRecordsRequest.class, new GetRecords(this));
    }

    public DataPorts ports() {
        return ports;
    }

    public KinesisSettings settings() {
        return settings;
    }

    /** What streams are called by, resolved. */
    public StreamLookup streams() {
        return streams;
    }

    /** Counts for operators. */
    public StreamMeters meters() {
        return meters;
    }

    public Tails tails() {
        return tails;
    }

    /** What subscriptions may send at once. */
    public EventBudget events() {
        return events;
    }

    /** What the caches of this node hold now, by part. */
    public List<CacheUse> caches() {
        long cache = settings.cacheBytes();
        return List.of(
                new CacheUse(Part.TAILS, tails.bytes(), Part.TAILS.of(cache)),
                new CacheUse(Part.EVENTS, events.held(), Part.EVENTS.of(cache)),
                new CacheUse(Part.READS, reads.taken(), Part.READS.of(cache)));
    }

    public ShardReader reader() {
        return reader;
    }

    /** Starting positions. */
    public Positions positions() {
        return positions;
    }

    Throttles throttles() {
        return throttles;
    }
}
