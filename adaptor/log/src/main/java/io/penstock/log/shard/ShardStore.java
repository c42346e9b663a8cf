package io.penstock.log.shard;

import io.penstock.kernel.port.NewRecord;
import io.penstock.kernel.port.TopicPartition;
import io.penstock.kernel.port.Topics;
import io.penstock.log.client.Appender;
import io.penstock.log.client.KafkaClients;
import io.penstock.log.client.ReaderPool;
import io.penstock.log.record.Trimmer;
import io.penstock.log.topic.TopicNames;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/** Journal and snapshots of all shards: where they are and how they are written, read and trimmed. */
final class ShardStore {

    static final String JOURNAL = "penstock.journal";
    static final String SNAPSHOTS = "penstock.snapshots";

    private final KafkaClients clients;
    private final TopicNames names;
    private final Appender appender;
    private final ReaderPool readers;
    private final Trimmer trimmer;
    private final AtomicLong unacknowledged = new AtomicLong();

    ShardStore(KafkaClients clients, TopicNames names, Appender appender, ReaderPool readers) {
        this.clients = clients;
        this.names = names;
        this.appender = appender;
        this.readers = readers;
        this.trimmer = new Trimmer(clients.admin());
    }

    /** How the topics are made: kept until trimmed, since a record lost to retention would be a lost decision. */
    static List<Topics.Spec> topics(int shards) {
        Map<String, String> kept = Map.of(
                "cleanup.policy", "delete",
                "retention.ms", "-1",
                "retention.bytes", "-1",
                "max.message.bytes", Integer.toString(KafkaClients.MAX_RECORD_BYTES));
        return List.of(new Topics.Spec(JOURNAL, shards, kept), new Topics.Spec(SNAPSHOTS, shards, kept));
    }

    String node() {
        return clients.nodeId();
    }

    /** Journal bytes of this node that are not acknowledged yet. */
    long unacknowledgedBytes() {
        return unacknowledged.get();
    }

    void journal(int shard, byte[] record, Appender.Ack ack) {
        unacknowledged.addAndGet(record.length);
        appender.append(journal(shard), new NewRecord(null, record, List.of()), (offset, timestamp, error) -> {
            unacknowledged.addAndGet(-record.length);
            ack.done(offset, timestamp, error);
        });
    }

    void chunk(int shard, byte[] chunk, Appender.Ack ack) {
        appender.append(snapshots(shard), new NewRecord(null, chunk, List.of()), ack);
    }

    <T> CompletableFuture<T> read(Function<KafkaConsumer<byte[], byte[]>, T> read) {
        return readers.submit(read);
    }

    CompletableFuture<Void> trimJournal(int shard, long before) {
        return trimmer.trim(kafka(journal(shard)), before);
    }

    CompletableFuture<Void> trimSnapshots(int shard, long before) {
        return trimmer.trim(kafka(snapshots(shard)), before);
    }

    LogReader journalReader(int shard, KafkaConsumer<byte[], byte[]> consumer) {
        return new LogReader(consumer, kafka(journal(shard)), patience());
    }

    LogReader snapshotReader(int shard, KafkaConsumer<byte[], byte[]> consumer) {
        return new LogReader(consumer, kafka(snapshots(shard)), patience());
    }

    private Duration patience() {
        return clients.deliveryTimeout().multipliedBy(2);
    }

    private TopicPartition journal(int shard) {
        return names.physical(new TopicPartition(JOURNAL, shard));
    }

    private TopicPartition snapshots(int shard) {
        return names.physical(new TopicPartition(SNAPSHOTS, shard));
    }

    private static org.apache.kafka.common.TopicPartition kafka(TopicPartition partition) {
        return new org.apache.kafka.common.TopicPartition(partition.topic(), partition.partition());
    }
}
