package io.penstock.services.kinesis.data;

import io.penstock.services.kinesis.rules.KinesisSettings;
import io.penstock.wire.ServiceDefinition;
import software.amazon.awssdk.services.kinesis.model.GetRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequest;

/** Everything that reading and writing records share on one node. One for each process. */
public final class DataPlane {

    private final DataPorts ports;
    private final KinesisSettings settings;
    private final StreamLookup streams;
    private final Throttles throttles;
    private final StreamMeters meters;
    private final Tails tails;
    private final ShardReader reader;
    private final Positions positions;

    public DataPlane(DataPorts ports, KinesisSettings settings) {
        long half = settings.cacheBytes() / 2;
        this.ports = ports;
        this.settings = settings;
        this.streams = new StreamLookup(ports.directory());
        this.throttles = new Throttles(settings.limits().shard(), ports.clock(), ports.machines());
        this.meters = new StreamMeters(ports.directory());
        this.tails = new Tails(ports.log(), half);
        this.reader = new ShardReader(ports, tails, new ReadBudget(half));
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
