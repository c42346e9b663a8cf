package io.penstock.log.record;

import io.penstock.kernel.fault.CommonFaults;
import io.penstock.kernel.port.LogRecord;
import io.penstock.kernel.port.NewRecord;
import io.penstock.kernel.port.RecordLog;
import io.penstock.kernel.port.TopicPartition;
import io.penstock.log.client.Appender;
import io.penstock.log.client.Failures;
import io.penstock.log.client.Futures;
import io.penstock.log.client.KafkaClients;
import io.penstock.log.client.ReaderPool;
import io.penstock.log.topic.TopicNames;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Partitions of Kafka as the record log of services. */
public final class KafkaRecordLog implements RecordLog, AutoCloseable {

    private static final ReaderPool.Bounds READS = new ReaderPool.Bounds(8, 10_000, 128 << 10, 50);

    private final KafkaClients clients;
    private final TopicNames names;
    private final Appender appender;
    private final ReaderPool readers;
    private final Scanners scanners;
    private final Feeds feeds;
    private final Trimmer trimmer;
    private final LogEnds ends = new LogEnds(this::ends);

    /**
     * @param appender closed with this log
     * @param tailConsumers how many consumers follow the ends of partitions
     */
    public KafkaRecordLog(KafkaClients clients, TopicNames names, Appender appender, int tailConsumers) {
        this.clients = clients;
        this.names = names;
        this.appender = appender;
        this.readers = new ReaderPool(clients, "read", READS);
        this.scanners = new Scanners(clients);
        this.feeds = new Feeds(clients, tailConsumers);
        this.trimmer = new Trimmer(clients.admin());
    }

    @Override
    public CompletableFuture<Appended> append(TopicPartition partition, NewRecord record) {
        CompletableFuture<Appended> future = new CompletableFuture<>();
        append(partition, record, (offset, timestamp, failure) -> {
            if (failure == null) {
                future.complete(new Appended(offset, timestamp));
            } else {
                future.completeExceptionally(failure);
            }
        });
        return future;
    }

    @Override
    public void append(TopicPartition partition, NewRecord record, Ack ack) {
        org.apache.kafka.common.TopicPartition kafka = names.kafka(partition);
        appender.append(names.physical(partition), record, (offset, timestamp, error) -> {
            ack.done(offset, timestamp, error == null ? null : Failures.ofAppend(error));
            if (error == null) {
                feeds.appended(kafka, record, offset, timestamp);
            }
        });
    }

    @Override
    public long lookups() {
        return clients.lookups();
    }

    @Override
    public Feed follow(TopicPartition partition, long fromOffset, Receiver receiver) {
        return feeds.follow(names.kafka(partition), fromOffset, receiver);
    }

    @Override
    public CompletableFuture<List<LogRecord>> read(
            TopicPartition partition, long fromOffset, int maxRecords, int maxBytes) {
        PointRead read = new PointRead(names.kafka(partition), fromOffset, maxRecords, maxBytes);
        return readers.submit(read::run);
    }

    @Override
    public CompletableFuture<Scan> scan(TopicPartition partition, long fromOffset, int maxRecords, int maxBytes) {
        return scanners.scan(new Scanners.Wish(names.kafka(partition), fromOffset, maxRecords, maxBytes));
    }

    @Override
    public CompletableFuture<Long> offsetAt(TopicPartition partition, long timestampMillis) {
        // Kafka answers -1 when every record is older.
        return offset(partition, OffsetSpec.forTimestamp(timestampMillis))
                .thenCompose(found -> found >= 0 ? CompletableFuture.completedFuture(found) : end(partition));
    }

    @Override
    public CompletableFuture<Long> end(TopicPartition partition) {
        return ends.of(names.kafka(partition)).exceptionallyCompose(KafkaRecordLog::unavailable);
    }

    @Override
    public CompletableFuture<Range> range(TopicPartition partition) {
        return offset(partition, OffsetSpec.earliest())
                .thenCombine(end(partition), (first, last) -> new Range(Math.min(first, last), last));
    }

    private CompletableFuture<Long> offset(TopicPartition partition, OffsetSpec spec) {
        org.apache.kafka.common.TopicPartition kafka = names.kafka(partition);
        return offset(listed(Map.of(kafka, spec)), kafka).exceptionallyCompose(KafkaRecordLog::unavailable);
    }

    private ListOffsetsResult listed(Map<org.apache.kafka.common.TopicPartition, OffsetSpec> specs) {
        return clients.admin().listOffsets(specs, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED));
    }

    private static CompletableFuture<Long> offset(
            ListOffsetsResult result, org.apache.kafka.common.TopicPartition partition) {
        return Futures.of(result.partitionResult(partition)).thenApply(found -> found.offset());
    }

    /** One request for each broker, whatever the partitions. */
    private LogEnds.Answers ends(Set<org.apache.kafka.common.TopicPartition> partitions) {
        Map<org.apache.kafka.common.TopicPartition, OffsetSpec> specs = new HashMap<>();
        partitions.forEach(partition -> specs.put(partition, OffsetSpec.latest()));
        ListOffsetsResult result = listed(specs);
        return partition -> offset(result, partition);
    }

    private static <T> CompletableFuture<T> unavailable(Throwable error) {
        return CompletableFuture.failedFuture(CommonFaults.UNAVAILABLE.with());
    }

    @Override
    public CompletableFuture<Void> trim(TopicPartition partition, long beforeOffset) {
        return trimmer.trim(names.kafka(partition), beforeOffset).exceptionallyCompose(error -> {
            // Of a deleted topic everything is forgotten.
            boolean gone = Futures.cause(error) instanceof UnknownTopicOrPartitionException;
            return gone
                    ? CompletableFuture.completedFuture(null)
                    : CompletableFuture.failedFuture(CommonFaults.UNAVAILABLE.with());
        });
    }

    /** Tells the feeds of a topic that it was deleted, sooner than they would notice by themselves. */
    public void deleted(String topic) {
        feeds.ended(names.physical(topic));
        scanners.forget(names.physical(topic));
    }

    /** How many feeds are open. */
    public int openFeeds() {
        return feeds.size();
    }

    /** Bytes of keys and values that were fetched ahead for those who {@link #scan}; 64 MiB at most; 16 MiB in fetches of Kafka's clients are not counted. */
    public long scannedAheadBytes() {
        return scanners.aheadBytes();
    }

    @Override
    public void close() {
        feeds.close();
        readers.close();
        scanners.close();
        appender.close();
    }
}
