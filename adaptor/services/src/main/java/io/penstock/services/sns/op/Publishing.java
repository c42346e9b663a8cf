package io.penstock.services.sns.op;

import io.penstock.kernel.fault.FaultException;
import io.penstock.kernel.name.Uuids;
import io.penstock.kernel.port.NewRecord;
import io.penstock.services.sns.message.MessageCheck;
import io.penstock.services.sns.message.Outgoing;
import io.penstock.services.sns.message.TopicRecord;
import io.penstock.services.sns.rules.SnsFaults;
import io.penstock.services.sns.rules.SnsLimits;
import io.penstock.services.sns.topic.FifoLog;
import io.penstock.services.sns.topic.TopicDirectory.Found;
import io.penstock.wire.CallContext;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sns.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sns.model.PublishBatchRequest;
import software.amazon.awssdk.services.sns.model.PublishBatchRequestEntry;
import software.amazon.awssdk.services.sns.model.PublishBatchResponse;
import software.amazon.awssdk.services.sns.model.PublishBatchResultEntry;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sns.model.PublishResponse;

/** Publish and PublishBatch. They answer when the log has the messages; the fan-out goes on from there. */
final class Publishing {

    private static final Pattern ENTRY_ID = Pattern.compile("[A-Za-z0-9_-]{1,80}");
    private static final String TOPIC_ARN = "TopicArn";

    private final Environment environment;

    Publishing(Environment environment) {
        this.environment = environment;
    }

    /** What a publisher is told; without a sequence number on standard topics. */
    private record Answer(String id, @Nullable String sequenceNumber) {}

    PublishResponse publish(CallContext call, PublishRequest request) throws InterruptedException {
        if (request.phoneNumber() != null) {
            throw SnsFaults.invalid("PhoneNumber Reason: SMS is not available here");
        }
        String given = request.topicArn() == null ? request.targetArn() : request.topicArn();
        String parameter = request.topicArn() == null ? "TargetArn" : TOPIC_ARN;
        if (given == null) {
            throw SnsFaults.invalid("TopicArn or TargetArn Reason: no value for required parameter");
        }
        Outgoing outgoing = Outgoing.of(request);
        String arn = Arns.topic(call, given, parameter);
        MessageCheck.check(outgoing, FifoLog.isFifo(arn));
        Answer answer = Await.reply(send(call, topic(arn), outgoing));
        return PublishResponse.builder()
                .messageId(answer.id())
                .sequenceNumber(answer.sequenceNumber())
                .build();
    }

    private Found topic(String arn) throws InterruptedException {
        return Await.reply(environment.directory().find(arn)).orElseThrow(SnsFaults::noTopic);
    }

    private static void refuseWithoutId(Found topic, Outgoing outgoing) {
        if (topic.topic().log() != null
                && outgoing.deduplicationId() == null
                && !topic.topic().isContentBased()) {
            throw SnsFaults.invalid("The topic should either have ContentBasedDeduplication enabled or "
                    + "MessageDeduplicationId provided explicitly");
        }
    }

    private CompletableFuture<Answer> send(CallContext call, Found topic, Outgoing outgoing) {
        refuseWithoutId(topic, outgoing);
        String message = outgoing.message();
        if (topic.topic().bodyFilters() > 0
                && message != null
                && environment.tooLong().test(message)) {
            throw SnsFaults.invalid(
                    "Message Reason: lists of this length are not available here on topics with a filter policy on bodies");
        }
        String id = Uuids.random(environment.random());
        TopicRecord.Origin origin =
                new TopicRecord.Origin(topic.topic().arn(), topic.topic().id(), id, topic.version(), call.baseUrl());
        if (topic.topic().log() == null) {
            return environment
                    .publications()
                    .append(TopicRecord.of(outgoing, origin))
                    .thenApply(appended -> new Answer(id, null));
        }
        NewRecord record = TopicRecord.of(outgoing, origin, topic.topic().isDeduplicatedPerGroup());
        return environment
                .fifo()
                .topics()
                .publish(topic.topic(), record, id)
                .thenApply(published -> new Answer(published.messageId(), published.sequenceNumber()));
    }

    PublishBatchResponse publishBatch(CallContext call, PublishBatchRequest request) throws InterruptedException {
        String arn = Arns.topic(call, request.topicArn(), TOPIC_ARN);
        List<PublishBatchRequestEntry> entries = request.publishBatchRequestEntries();
        checkIds(entries);
        int bytes = 0;
        for (PublishBatchRequestEntry entry : entries) {
            bytes += MessageCheck.check(Outgoing.of(entry), FifoLog.isFifo(arn));
        }
        if (bytes > SnsLimits.MESSAGE_BYTES) {
            throw SnsFaults.BATCH_TOO_LONG.with();
        }
        Found topic = topic(arn);
        entries.forEach(entry -> refuseWithoutId(topic, Outgoing.of(entry)));
        List<CompletableFuture<Answer>> sent = new ArrayList<>(entries.size());
        for (PublishBatchRequestEntry entry : entries) {
            sent.add(send(call, topic, Outgoing.of(entry)));
        }
        return answer(entries, sent);
    }

    private static PublishBatchResponse answer(
            List<PublishBatchRequestEntry> entries, List<CompletableFuture<Answer>> sent) throws InterruptedException {
        List<PublishBatchResultEntry> successful = new ArrayList<>();
        List<BatchResultErrorEntry> failed = new ArrayList<>();
        for (int i = 0; i < sent.size(); i++) {
            String id = entries.get(i).id();
            try {
                Answer answer = Await.reply(sent.get(i));
                successful.add(PublishBatchResultEntry.builder()
                        .id(id)
                        .messageId(answer.id())
                        .sequenceNumber(answer.sequenceNumber())
                        .build());
            } catch (FaultException fault) {
                failed.add(BatchResultErrorEntry.builder()
                        .id(id)
                        .code(fault.fault().queryCode())
                        .message(fault.getMessage())
                        .senderFault(false)
                        .build());
            }
        }
        return PublishBatchResponse.builder()
                .successful(successful)
                .failed(failed)
                .build();
    }

    private static void checkIds(List<PublishBatchRequestEntry> entries) {
        if (entries.isEmpty()) {
            throw SnsFaults.EMPTY_BATCH.with();
        }
        if (entries.size() > SnsLimits.BATCH) {
            throw SnsFaults.TOO_MANY_ENTRIES.with();
        }
        Set<String> ids = new HashSet<>();
        for (PublishBatchRequestEntry entry : entries) {
            if (entry.id() == null || !ENTRY_ID.matcher(entry.id()).matches()) {
                throw SnsFaults.INVALID_ENTRY_ID.with();
            }
            if (!ids.add(entry.id())) {
                throw SnsFaults.IDS_NOT_DISTINCT.with();
            }
        }
    }
}
