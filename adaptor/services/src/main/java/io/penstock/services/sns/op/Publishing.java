package io.penstock.services.sns.op;

import io.penstock.kernel.fault.CommonFaults;
import io.penstock.kernel.fault.FaultException;
import io.penstock.kernel.name.Uuids;
import io.penstock.kernel.port.NewRecord;
import io.penstock.services.common.Await;
import io.penstock.services.sns.message.MessageCheck;
import io.penstock.services.sns.message.Outgoing;
import io.penstock.services.sns.message.TopicRecord;
import io.penstock.services.sns.rules.SnsFaults;
import io.penstock.services.sns.rules.SnsLimits;
import io.penstock.services.sns.topic.FifoLog;
import io.penstock.services.sns.topic.TopicDefinition;
import io.penstock.services.sns.topic.TopicDirectory.Found;
import io.penstock.wire.CallContext;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sns.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sns.model.PublishBatchRequest;
import software.amazon.awssdk.services.sns.model.PublishBatchRequestEntry;
import software.amazon.awssdk.services.sns.model.PublishBatchResponse;
import software.amazon.awssdk.services.sns.model.PublishBatchResultEntry;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sns.model.PublishResponse;

/** Publish and PublishBatch. They answer when the log has the messages; the fan-out goes on from there. */
final class Publishing {

    private static final Logger LOG = LoggerFactory.getLogger(Publishing.class);

    private static final Pattern ENTRY_ID = Pattern.compile("[A-Za-z0-9_-]+");
    private static final int ENTRY_ID_LENGTH = 80;
    private static final String TOPIC_ARN = "TopicArn";

    private final Environment environment;
    private final PublishRates rates;

    Publishing(Environment environment) {
        this.environment = environment;
        this.rates = new PublishRates(environment.rates());
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
        int bytes = MessageCheck.check(outgoing, FifoLog.isFifo(arn));
        Found topic = topic(arn);
        check(topic, outgoing);
        rates.spend(call, topic.topic(), List.of(outgoing), bytes);
        Answer answer = Await.reply(send(call, topic, outgoing));
        return PublishResponse.builder()
                .messageId(answer.id())
                .sequenceNumber(answer.sequenceNumber())
                .build();
    }

    private Found topic(String arn) throws InterruptedException {
        return Await.reply(environment.directory().find(arn)).orElseThrow(SnsFaults::noTopic);
    }

    /** Refuses what this topic does not take. */
    private void check(Found topic, Outgoing outgoing) {
        if (topic.topic().log() != null
                && outgoing.deduplicationId() == null
                && !topic.topic().isContentBased()) {
            throw SnsFaults.invalid("The topic should either have ContentBasedDeduplication enabled or "
                    + "MessageDeduplicationId provided explicitly");
        }
        String message = outgoing.message();
        if (topic.topic().bodyFilters() > 0
                && message != null
                && environment.tooLong().test(message)) {
            throw SnsFaults.invalid(
                    "Message Reason: lists of this length are not available here on topics with a filter policy on bodies");
        }
    }

    /** Whatever goes wrong is in the future: of a batch, messages before this one may be on their way. */
    private CompletableFuture<Answer> send(CallContext call, Found topic, Outgoing outgoing) {
        String id = Uuids.random(environment.random());
        TopicRecord.Origin origin =
                new TopicRecord.Origin(topic.topic().arn(), topic.topic().id(), id, topic.version(), call.baseUrl());
        try {
            return append(topic.topic(), outgoing, origin);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private CompletableFuture<Answer> append(TopicDefinition topic, Outgoing outgoing, TopicRecord.Origin origin) {
        if (topic.log() == null) {
            return environment
                    .publications()
                    .append(TopicRecord.of(outgoing, origin))
                    .thenApply(appended -> new Answer(origin.messageId(), null));
        }
        NewRecord record = TopicRecord.of(outgoing, origin, topic.isDeduplicatedPerGroup());
        return environment
                .fifo()
                .topics()
                .publish(topic, record, origin.messageId())
                .thenApply(published -> new Answer(published.messageId(), published.sequenceNumber()));
    }

    /** What is invalid refuses the batch before anything of it is sent, as on AWS. What fails later is told of each entry. */
    PublishBatchResponse publishBatch(CallContext call, PublishBatchRequest request) throws InterruptedException {
        String arn = Arns.topic(call, request.topicArn(), TOPIC_ARN);
        List<PublishBatchRequestEntry> entries = request.publishBatchRequestEntries();
        checkIds(entries);
        List<Outgoing> messages = entries.stream().map(Outgoing::of).toList();
        int bytes = 0;
        for (Outgoing message : messages) {
            bytes += MessageCheck.check(message, FifoLog.isFifo(arn));
        }
        if (bytes > SnsLimits.MESSAGE_BYTES) {
            throw SnsFaults.BATCH_TOO_LONG.with();
        }
        Found topic = topic(arn);
        messages.forEach(message -> check(topic, message));
        rates.spend(call, topic.topic(), messages, bytes);
        List<CompletableFuture<Answer>> sent = new ArrayList<>(messages.size());
        for (Outgoing message : messages) {
            sent.add(send(call, topic, message));
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
                failed.add(failed(id, fault));
            } catch (IllegalStateException defect) {
                LOG.atError().setCause(defect).log("a message of a batch was not appended");
                failed.add(failed(id, CommonFaults.INTERNAL.with()));
            }
        }
        return PublishBatchResponse.builder()
                .successful(successful)
                .failed(failed)
                .build();
    }

    /** None is the sender's: an entry that is invalid has refused the batch. */
    private static BatchResultErrorEntry failed(String id, FaultException fault) {
        return BatchResultErrorEntry.builder()
                .id(id)
                .code(fault.fault().queryCode())
                .message(fault.getMessage())
                .senderFault(false)
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
            String id = entry.id() == null ? "" : entry.id();
            if (id.length() > ENTRY_ID_LENGTH) {
                throw SnsFaults.entryIdTooLong(id);
            }
            if (!ENTRY_ID.matcher(id).matches()) {
                throw SnsFaults.invalidEntryId(id);
            }
            if (!ids.add(entry.id())) {
                throw SnsFaults.IDS_NOT_DISTINCT.with();
            }
        }
    }
}
