package io.penstock.services.sns.op;

import io.penstock.kernel.fault.FaultException;
import io.penstock.services.common.Await;
import io.penstock.services.sns.fifo.FifoTopics;
import io.penstock.services.sns.rules.SnsFaults;
import io.penstock.services.sns.topic.FifoLog;
import io.penstock.services.sns.topic.ReplayPolicy;
import io.penstock.services.sns.topic.Subscription;
import io.penstock.services.sns.topic.TopicCommand;
import io.penstock.services.sns.topic.TopicDefinition;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Replays of subscriptions to FIFO topics. */
final class Replays {

    private final Environment environment;

    Replays(Environment environment) {
        this.environment = environment;
    }

    private FifoTopics fifo() {
        return environment.fifo().topics();
    }

    private TopicDefinition topic(String arn) throws InterruptedException {
        return Await.reply(environment.directory().find(arn))
                .orElseThrow(SnsFaults::noTopic)
                .topic();
    }

    /** Refuses a policy that the topic has no archive for. */
    void check(String topic, @Nullable String policy, String where) throws InterruptedException {
        if (policy != null && !ReplayPolicy.isNone(policy) && topic(topic).archiveDays() == 0) {
            throw SnsFaults.invalid(where + "ReplayPolicy: the topic has no ArchivePolicy");
        }
    }

    /** Begins what a new subscription asks for; one that was there goes on as it is. */
    void begin(Subscription made) throws InterruptedException {
        String policy = made.attributes().get(ReplayPolicy.NAME);
        if (policy == null || describe(made).isPresent()) {
            return;
        }
        try {
            start(made, policy);
        } catch (FaultException e) {
            // Refused as a whole.
            Await.reply(
                    environment.directory().submit(made.topicArn(), new TopicCommand.Unsubscribe(made.arn(), true)));
            throw e;
        }
    }

    void set(Subscription subscription, String policy) throws InterruptedException {
        if (ReplayPolicy.isNone(policy)) {
            forget(subscription.arn());
        } else {
            check(subscription.topicArn(), policy, "");
            start(subscription, policy);
        }
    }

    private void start(Subscription subscription, String policy) throws InterruptedException {
        TopicDefinition topic = topic(subscription.topicArn());
        ReplayPolicy asked = ReplayPolicy.parse(policy, "");
        long start =
                Math.max(asked.start(), topic.archiveBegin(environment.clock().millis()));
        Await.reply(fifo().replay(topic, subscription.arn(), start, asked.end()));
    }

    /** The subscription goes on without, or is gone. */
    void forget(String subscriptionArn) throws InterruptedException {
        String topic = Arns.topicOf(subscriptionArn);
        if (!FifoLog.isFifo(topic)) {
            return;
        }
        var found = Await.reply(environment.directory().find(topic));
        if (found.isPresent()) {
            Await.reply(fifo().stopReplay(found.get().topic(), subscriptionArn));
        }
    }

    /** ReplayStatus. */
    Optional<String> describe(Subscription subscription) throws InterruptedException {
        if (!FifoLog.isFifo(subscription.topicArn())
                || !subscription.attributes().containsKey(ReplayPolicy.NAME)) {
            return Optional.empty();
        }
        String status = Await.reply(fifo().replayStatus(topic(subscription.topicArn()), subscription.arn()));
        return status.isEmpty() ? Optional.empty() : Optional.of(status);
    }
}
