package io.penstock.services.sns.fifo;

import io.penstock.kernel.dedup.SequenceNumbers;
import io.penstock.kernel.fault.CommonFaults;
import io.penstock.kernel.port.Header;
import io.penstock.kernel.port.LogRecord;
import io.penstock.kernel.port.Machines;
import io.penstock.kernel.port.NewRecord;
import io.penstock.kernel.port.RecordLog;
import io.penstock.services.sns.topic.FifoLog;
import io.penstock.services.sns.topic.TopicDefinition;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The logs of FIFO topics, as operations on any node use them. Thread-safe. */
public final class FifoTopics {

    /** How long judging may take to reach a message that is appended. Longer means that the owner is lost; the publisher must repeat. */
    private static final Duration VERDICT = Duration.ofSeconds(10);

    private static final int RECORD_BYTES = 1 << 20;

    private final Machines machines;
    private final RecordLog log;
    private final InstantSource clock;

    public FifoTopics(Machines machines, RecordLog log, InstantSource clock) {
        this.machines = machines;
        this.log = log;
        this.clock = clock;
    }

    /** What a publisher is told; of a duplicate it is what the original's publisher was told. */
    public record Published(String messageId, String sequenceNumber) {}

    /** Completes when the topic's messages are delivered from now on. */
    public CompletableFuture<Void> open(TopicDefinition topic) {
        return submit(topic, new FifoCommand.Open()).thenApply(done -> null);
    }

    private CompletableFuture<FifoReply> submit(TopicDefinition topic, FifoCommand command) {
        return machines.submit(FifoMachine.TYPE, FifoMachine.id(topic.arn(), topic.id()), command);
    }

    /** Submits; opens the log first if whoever made the topic did not come to it. */
    private CompletableFuture<FifoReply> ask(TopicDefinition topic, FifoCommand command) {
        return submit(topic, command)
                .thenCompose(reply -> reply instanceof FifoReply.Closed
                        ? submit(topic, new FifoCommand.Open()).thenCompose(opened -> submit(topic, command))
                        : CompletableFuture.completedFuture(reply));
    }

    /** @param id the record's own MessageId */
    public CompletableFuture<Published> publish(TopicDefinition topic, NewRecord record, String id) {
        FifoLog where = topic.requiredLog();
        return log.append(where.place(), record).thenCompose(appended -> verdict(topic, appended.offset(), id));
    }

    private CompletableFuture<Published> verdict(TopicDefinition topic, long offset, String id) {
        long until = clock.millis() + VERDICT.toMillis();
        return ask(topic, new FifoCommand.Confirm(List.of(offset), until)).thenCompose(reply -> {
            if (!(reply instanceof FifoReply.Verdicts(List<Long> originals)) || originals.isEmpty()) {
                // Appended, but nobody knows whether as a duplicate. To publish it again is safe: that is what
                // de-duplication is for.
                return CompletableFuture.failedFuture(CommonFaults.UNAVAILABLE.with());
            }
            long original = originals.getFirst();
            return original == offset
                    ? CompletableFuture.completedFuture(new Published(id, SequenceNumbers.of(offset)))
                    : original(topic, original).thenApply(found -> new Published(found, SequenceNumbers.of(original)));
        });
    }

    private CompletableFuture<String> original(TopicDefinition topic, long offset) {
        return log.read(topic.requiredLog().place(), offset, 1, RECORD_BYTES).thenApply(records -> {
            for (LogRecord record : records) {
                if (record.offset() == offset) {
                    return record.header("sns.message-id").map(Header::text).orElse("");
                }
            }
            throw CommonFaults.UNAVAILABLE.with();
        });
    }

    /** Replays a subscription; see {@link FifoCommand.StartReplay}. */
    public CompletableFuture<Void> replay(TopicDefinition topic, String subscription, long start, long end) {
        return ask(topic, new FifoCommand.StartReplay(subscription, start, end)).thenApply(done -> null);
    }

    /** Ends a subscription's replay, if there is one: it goes on as any other. */
    public CompletableFuture<Void> stopReplay(TopicDefinition topic, String subscription) {
        return submit(topic, new FifoCommand.StopReplay(subscription)).thenApply(done -> null);
    }

    /** Ends all replays of a topic that has lost its archive. */
    public CompletableFuture<Void> failReplays(TopicDefinition topic) {
        return submit(topic, new FifoCommand.FailReplays()).thenApply(done -> null);
    }

    /** The status of a subscription's replay in AWS's words; empty when it has none. */
    public CompletableFuture<String> replayStatus(TopicDefinition topic, String subscription) {
        return submit(topic, new FifoCommand.DescribeReplay(subscription)).thenApply(reply -> {
            Replay replay = FifoMachine.replay(reply);
            return replay == null ? "" : replay.status().text();
        });
    }
}
