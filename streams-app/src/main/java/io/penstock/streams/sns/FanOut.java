package io.penstock.streams.sns;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.penstock.streams.queue.QueueMessage;
import io.penstock.streams.queue.QueueTarget;
import io.penstock.streams.queue.QueueTargets;
import io.penstock.streams.queue.TopicValue;
import io.penstock.streams.runtime.Definitions;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes a publication and forwards one message for each subscription that takes it. */
final class FanOut extends ContextualProcessor<byte[], byte[], byte[], TopicValue> {

    private static final Logger LOG = LoggerFactory.getLogger(FanOut.class);

    /** How long the key to sign with may take to be here: it is made before the first topic. */
    private static final Duration CATALOG = Duration.ofSeconds(10);

    /** AWS's id of the principal that SNS sends as. */
    private static final String SENDER = "AIDAIT2UOQQY3AUEKVGXU";

    private final Surroundings around;
    private final SettlingQueues queues;

    /** Subscriptions that messages were dropped for and none has been delivered to since: one warning is enough for each. */
    private final Set<String> dropping = new HashSet<>();

    /**
     * What the fan-out knows.
     *
     * @param topicPrefix the operator's
     * @param endpoint for links in messages whose publisher says none
     */
    record Surroundings(
            Definitions definitions,
            Subscriptions subscriptions,
            QueueTargets queues,
            String topicPrefix,
            String endpoint) {}

    FanOut(Surroundings around) {
        this.around = around;
        this.queues = new SettlingQueues(around.definitions(), around.queues());
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        RecordMetadata place =
                context().recordMetadata().orElseThrow(() -> new IllegalStateException("a record that is in no topic"));
        Publication publication = Publication.of(record, place);
        Publication.Facts facts = publication.facts();
        if (facts.topic() == null) {
            LOG.atWarn()
                    .addKeyValue("partition", place.partition())
                    .addKeyValue("offset", place.offset())
                    .log("a publication is left out: it names no topic");
            return;
        }
        try {
            Optional<TopicSpec> topic = around.subscriptions()
                    .topic(
                            facts.topic(),
                            facts.definitions(),
                            context().currentSystemTimeMs() - publication.timestampMillis())
                    .filter(found -> facts.topicId() == null || facts.topicId().equals(found.id()));
            if (topic.isEmpty()) {
                LOG.atInfo()
                        .addKeyValue("topic", facts.topic())
                        .addKeyValue("message", publication.id())
                        .log("a publication is left out: its topic is deleted");
                return;
            }
            fanOut(publication, topic.get());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for definitions", e);
        }
    }

    private void fanOut(Publication publication, TopicSpec topic) throws InterruptedException {
        Envelope envelope = null;
        for (SubscriptionSpec subscription : around.subscriptions().of(topic).taking(publication)) {
            if (!subscription.raw() && envelope == null) {
                envelope = envelope(publication, topic);
            }
            byte[] body = envelope == null || subscription.raw()
                    ? publication.message(subscription.protocol()).getBytes(UTF_8)
                    : envelope.of(subscription);
            if (subscription.isHttp() || subscription.isMail()) {
                context().forward(outside(publication, subscription, topic, body));
            } else {
                deliver(publication, subscription, body);
            }
        }
    }

    private Record<byte[], TopicValue> outside(
            Publication publication, SubscriptionSpec subscription, TopicSpec topic, byte[] body) {
        HttpDelivery.Draft draft = new HttpDelivery.Draft(
                deliveryId(publication, subscription), body, context().currentStreamTimeMs());
        return subscription.isMail()
                ? MailDelivery.of(around.topicPrefix(), publication, subscription, topic, draft)
                : HttpDelivery.of(
                        around.topicPrefix(),
                        publication,
                        subscription,
                        topic.http().with(subscription.http()),
                        draft);
    }

    private Envelope envelope(Publication publication, TopicSpec topic) throws InterruptedException {
        Signer signer = around.definitions()
                .await(Signer.KIND, Signer.CURRENT, 0, CATALOG)
                .map(Signer::parse)
                .orElseThrow(() -> new IllegalStateException("the catalog has no key to sign with"));
        String endpoint = publication.facts().endpoint();
        return new Envelope(publication, topic, signer, endpoint == null ? around.endpoint() : endpoint);
    }

    private Optional<QueueTarget> queue(String arn, Publication publication) throws InterruptedException {
        return queues.find(arn, publication.timestampMillis(), context().currentSystemTimeMs());
    }

    private void deliver(Publication publication, SubscriptionSpec subscription, byte[] body)
            throws InterruptedException {
        Optional<QueueTarget> queue = queue(subscription.endpoint(), publication);
        Optional<Refusal> refusal = queue.isEmpty()
                ? Optional.of(Refusal.NO_QUEUE)
                : Refusal.of(
                        queue.get(),
                        body.length + (subscription.raw() ? publication.attributeBytes() : 0),
                        subscription.raw() ? publication.attributes().size() : 0);
        if (refusal.isPresent()) {
            deadLetter(publication, subscription, body, refusal.get());
            return;
        }
        dropping.remove(subscription.arn());
        QueueMessage message = message(queue.orElseThrow(), publication, subscription, body);
        if (subscription.raw()) {
            copyAttributes(publication, message);
        }
        context().forward(message.record(context().currentStreamTimeMs()));
    }

    static void copyAttributes(Publication publication, QueueMessage message) {
        publication.attributes().forEach((name, it) -> message.attribute(name, it.type(), it.value()));
    }

    static QueueMessage message(
            QueueTarget queue, Publication publication, SubscriptionSpec subscription, byte[] body) {
        return new QueueMessage(queue, deliveryId(publication, subscription), SENDER, body)
                .group(publication.group())
                .trace(publication.facts().traceHeader());
    }

    /** The same when a publication is processed again, so that whoever compares finds the repetition. */
    private static String deliveryId(Publication publication, SubscriptionSpec subscription) {
        return UUID.nameUUIDFromBytes((publication.id() + subscription.arn()).getBytes(UTF_8))
                .toString();
    }

    private void deadLetter(Publication publication, SubscriptionSpec subscription, byte[] body, Refusal refusal)
            throws InterruptedException {
        String arn = subscription.deadLetterArn();
        Optional<QueueTarget> queue = arn == null ? Optional.empty() : queue(arn, publication);
        if (queue.isEmpty() || body.length > queue.get().maximumBytes()) {
            // It stays in its topic, where an operator finds it and all others behind it.
            (dropping.add(subscription.arn()) ? LOG.atWarn() : LOG.atDebug())
                    .addKeyValue("subscription", subscription.arn())
                    .addKeyValue("message", publication.id())
                    .addKeyValue(
                            "record",
                            context().recordMetadata().map(Object::toString).orElse(""))
                    .log(
                            "a message cannot be delivered and has no dead-letter queue that takes it: {}",
                            refusal.message());
            return;
        }
        QueueMessage message = deadLetter(queue.get(), publication, subscription, body, refusal);
        context().forward(message.record(context().currentStreamTimeMs()));
    }

    static QueueMessage deadLetter(
            QueueTarget queue, Publication publication, SubscriptionSpec subscription, byte[] body, Refusal refusal) {
        QueueMessage message = message(queue, publication, subscription, body);
        boolean fits = publication.attributes().size() + Refusal.ATTRIBUTES <= QueueMessage.ATTRIBUTES
                && body.length + publication.attributeBytes() + Refusal.ATTRIBUTES_BYTES <= queue.maximumBytes();
        if (subscription.raw() && fits) {
            copyAttributes(publication, message);
        }
        return message.attribute("RequestID", deliveryId(publication, subscription))
                .attribute("ErrorCode", refusal.code())
                .attribute("ErrorMessage", refusal.message());
    }
}
