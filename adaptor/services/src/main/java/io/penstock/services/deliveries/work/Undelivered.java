package io.penstock.services.deliveries.work;

import io.penstock.kernel.delivery.Delivery;
import io.penstock.kernel.port.Header;
import io.penstock.kernel.port.NewRecord;
import io.penstock.kernel.port.RecordLog;
import io.penstock.kernel.port.TopicPartition;
import io.penstock.kernel.port.Topics;
import io.penstock.kernel.port.Topics.Spec;
import io.penstock.kernel.port.Topics.Topic;
import io.penstock.services.common.Remembered;
import io.penstock.services.deliveries.lane.LaneCommand.Failure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What neither an endpoint nor its dead-letter queue has taken, in a Kafka topic of its own, {@link #TOPIC}: a queue that is gone, or that refuses what is too large or has
 * characters that SQS refuses, loses nothing. AWS drops it. A record is that of the log of deliveries, with headers that say why; appended to the log again, it is delivered
 * anew. Names of headers are public. Thread-safe.
 */
public final class Undelivered {

    /** The topic, behind the operator's prefix; made with the first record. */
    public static final String TOPIC = "deliveries.undelivered";

    private static final Logger LOG = LoggerFactory.getLogger(Undelivered.class);

    /** How long records are kept, unless the operator changes it: as long as a queue of SQS can. */
    private static final Duration RETENTION = Duration.ofDays(14);

    private static final String CODE = "delivery.error-code";
    private static final String MESSAGE = "delivery.error-message";
    private static final String QUEUE_CODE = "delivery.dead-letter-error-code";
    private static final String QUEUE_MESSAGE = "delivery.dead-letter-error-message";

    private final RecordLog log;

    /** Asked for once, since very many messages may have to be kept at a time; anew after a failure, since somebody may have deleted it. */
    private final Remembered<Topic> topic;

    private final LongAdder kept = new LongAdder();
    private final LongAdder dropped = new LongAdder();

    /** @param maximumBytes of a record of the log of deliveries */
    public Undelivered(RecordLog log, Topics topics, int maximumBytes) {
        this.log = log;
        this.topic = new Remembered<>(() -> topics.ensure(new Spec(
                TOPIC,
                0,
                Map.of(
                        "cleanup.policy",
                        "delete",
                        "retention.ms",
                        Long.toString(RETENTION.toMillis()),
                        "max.message.bytes",
                        // With the reasons.
                        Integer.toString(maximumBytes + (maximumBytes >> 2))))));
    }

    /**
     * Completes when it is kept, and has told in the server's log where.
     *
     * @param ofEndpoint why it was to go to the queue
     * @param ofQueue why the queue did not take it
     */
    CompletableFuture<Void> keep(Delivery delivery, Failure ofEndpoint, Failure ofQueue) {
        return topic.get()
                .thenCompose(found -> {
                    int partition = Math.floorMod(delivery.lane().hashCode(), found.partitions());
                    return append(partition, delivery, ofEndpoint, ofQueue);
                })
                .whenComplete((done, failure) -> {
                    if (failure != null) {
                        topic.forget();
                        LOG.atWarn()
                                .addKeyValue("delivery", delivery.id())
                                .setCause(failure)
                                .log("what no dead-letter queue takes could not be kept and is tried again");
                    }
                });
    }

    private CompletableFuture<Void> append(int partition, Delivery delivery, Failure ofEndpoint, Failure ofQueue) {
        NewRecord record = delivery.record();
        List<Header> headers = new ArrayList<>(record.headers());
        headers.add(Header.of(CODE, ofEndpoint.code()));
        headers.add(Header.of(MESSAGE, ofEndpoint.message()));
        headers.add(Header.of(QUEUE_CODE, ofQueue.code()));
        headers.add(Header.of(QUEUE_MESSAGE, ofQueue.message()));
        return log.append(new TopicPartition(TOPIC, partition), new NewRecord(record.key(), record.value(), headers))
                .thenAccept(appended -> {
                    kept.increment();
                    LOG.atWarn()
                            .addKeyValue("lane", delivery.lane())
                            .addKeyValue("delivery", delivery.id())
                            .addKeyValue("code", ofQueue.code())
                            .addKeyValue("partition", partition)
                            .addKeyValue("offset", appended.offset())
                            .log(
                                    "a dead-letter queue does not take a message, which is kept in the topic {}: {}",
                                    TOPIC,
                                    ofQueue.message());
                });
    }

    /** A message has failed for good and has no dead-letter queue: as on AWS it is gone. */
    void drop(Delivery delivery, Failure failure) {
        dropped.increment();
        LOG.atWarn()
                .addKeyValue("lane", delivery.lane())
                .addKeyValue("delivery", delivery.id())
                .addKeyValue("code", failure.code())
                .log("a message could not be delivered and is dropped: {}", failure.message());
    }

    /** How many messages this node has kept since it started. */
    public long kept() {
        return kept.sum();
    }

    /** How many messages without a dead-letter queue this node has dropped since it started. */
    public long dropped() {
        return dropped.sum();
    }
}
