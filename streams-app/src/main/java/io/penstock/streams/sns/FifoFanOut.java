package io.penstock.streams.sns;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.kernel.dedup.SequenceNumbers;
import io.penstock.kernel.port.Header;
import io.penstock.kernel.port.LogRecord;
import io.penstock.kernel.port.NewRecord;
import io.penstock.kernel.port.TopicPartition;
import io.penstock.streams.queue.QueueMessage;
import io.penstock.streams.queue.QueueTarget;
import io.penstock.streams.queue.QueueTargets;
import io.penstock.streams.queue.TopicValue;
import io.penstock.streams.runtime.Definition;
import io.penstock.streams.runtime.Definitions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What messages of FIFO topics are for their subscriptions. Part of no topology: whoever reads the log of such a topic asks, one message after the other, and
 * appends what it is told in that order. Thread-safe.
 */
public final class FifoFanOut {

    private static final Logger LOG = LoggerFactory.getLogger(FifoFanOut.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectWriter PRETTY = JSON.writerWithDefaultPrettyPrinter();
    private static final String REPLAYED = "Replayed";

    private final Definitions definitions;
    private final Subscriptions subscriptions;
    private final SettlingQueues queues;
    private final Supplier<String> endpoint;
    private final InstantSource clock;

    /**
     * What is asked for.
     *
     * @param topic the ARN
     * @param topicId of the creation
     * @param subscriptions the ARNs that count
     * @param replay the number of the replay that sends; 0 for none
     */
    public record Question(String topic, String topicId, Predicate<String> subscriptions, long replay) {}

    /**
     * A record for a queue.
     *
     * @param subscription the ARN
     * @param deadLetter whether it goes to the subscription's dead-letter queue
     */
    public record Routed(String subscription, boolean deadLetter, TopicPartition to, NewRecord record) {}

    /** @param endpoint under which this server is reached, for links in messages whose publisher says none */
    public FifoFanOut(Supplier<String> endpoint, InstantSource clock) {
        this.definitions = new Definitions(kinds());
        this.subscriptions = new Subscriptions(definitions);
        // Whoever appends puts the operator's prefix before the names of topics.
        this.queues = new SettlingQueues(definitions, new QueueTargets(definitions, ""));
        this.endpoint = endpoint;
        this.clock = clock;
    }

    /** The kinds of the catalog that it needs to be offered. */
    public static Set<String> kinds() {
        Set<String> kinds = new HashSet<>(Subscriptions.KINDS);
        kinds.add(QueueTargets.KIND);
        return kinds;
    }

    /** Takes what the catalog has; subscriptions to standard topics are passed over. */
    public void offer(String kind, String key, long version, byte[] value) {
        if (kind.equals(QueueTargets.KIND) || key.contains(".fifo")) {
            definitions.offer(kind, new Definition(key, version, value));
        }
    }

    /**
     * In the order of the topic's subscriptions. Waits for definitions that the publisher knew.
     *
     * @throws IllegalStateException when they do not come: to be asked again
     */
    public List<Routed> route(LogRecord record, Question question) throws InterruptedException {
        Publication publication = Publication.of(record, question.topicId());
        Publication.Facts facts = publication.facts();
        if (facts.topicId() != null && !facts.topicId().equals(question.topicId())) {
            return List.of();
        }
        Optional<TopicSpec> topic = subscriptions
                .topic(question.topic(), facts.definitions(), clock.millis() - publication.timestampMillis())
                .filter(found -> found.id().equals(question.topicId()));
        if (topic.isEmpty()) {
            return List.of();
        }
        List<Routed> routed = new ArrayList<>();
        for (SubscriptionSpec each : subscriptions.of(topic.get()).taking(publication)) {
            if (question.subscriptions().test(each.arn())) {
                route(new Message(publication, record.offset(), topic.get(), question.replay()), each)
                        .ifPresent(routed::add);
            }
        }
        return routed;
    }

    private record Message(Publication publication, long offset, TopicSpec topic, long replay) {

        String group() {
            String group = publication.group();
            // A plain Kafka client may write without one.
            return group == null ? "no-key" : group;
        }

        /** Of a replay another one: the queue would take what it replays within five minutes for what was sent then. */
        String deduplicationId() {
            String given = publication.facts().deduplicationId();
            String id = given == null ? publication.id() : given;
            return replay == 0 ? id : sha256(id + "#" + replay);
        }
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private Optional<QueueTarget> queue(String arn, Message message) throws InterruptedException {
        return queues.find(arn, message.publication().timestampMillis(), clock.millis());
    }

    private Optional<Routed> route(Message message, SubscriptionSpec subscription) throws InterruptedException {
        byte[] body = subscription.raw()
                ? message.publication().message(subscription.protocol()).getBytes(UTF_8)
                : envelope(message, subscription);
        Optional<QueueTarget> queue = queue(subscription.endpoint(), message);
        int attributes = message.publication().attributes().size() + (message.replay() > 0 ? 1 : 0);
        Optional<Refusal> refusal = queue.isEmpty()
                ? Optional.of(Refusal.NO_QUEUE)
                : Refusal.of(
                        queue.get(),
                        body.length
                                + (subscription.raw() ? message.publication().attributeBytes() : 0),
                        subscription.raw() ? attributes : 0);
        if (refusal.isPresent()) {
            return deadLetter(message, subscription, body, refusal.get());
        }
        QueueMessage sent = FanOut.message(queue.orElseThrow(), message.publication(), subscription, body);
        if (subscription.raw()) {
            FanOut.copyAttributes(message.publication(), sent);
            if (message.replay() > 0) {
                sent.attribute(REPLAYED, "true");
            }
        }
        return Optional.of(routed(message, subscription, queue.get(), sent, false));
    }

    private Optional<Routed> deadLetter(Message message, SubscriptionSpec subscription, byte[] body, Refusal refusal)
            throws InterruptedException {
        String arn = subscription.deadLetterArn();
        Optional<QueueTarget> queue = arn == null ? Optional.empty() : queue(arn, message);
        if (queue.isEmpty() || body.length > queue.get().maximumBytes()) {
            LOG.atWarn()
                    .addKeyValue("subscription", subscription.arn())
                    .addKeyValue("message", message.publication().id())
                    .log(
                            "a message cannot be delivered and has no dead-letter queue that takes it: {}",
                            refusal.message());
            return Optional.empty();
        }
        QueueMessage sent = FanOut.deadLetter(queue.get(), message.publication(), subscription, body, refusal);
        return Optional.of(routed(message, subscription, queue.get(), sent, true));
    }

    private static Routed routed(
            Message message, SubscriptionSpec subscription, QueueTarget queue, QueueMessage sent, boolean dead) {
        if (queue.fifo()) {
            sent.deduplication(message.deduplicationId());
        }
        Record<byte[], TopicValue> record = sent.group(message.group()).record(0);
        List<Header> headers = new ArrayList<>();
        record.headers().forEach(header -> headers.add(new Header(header.key(), header.value())));
        byte[] key = message.group().getBytes(UTF_8);
        return new Routed(
                subscription.arn(),
                dead,
                new TopicPartition(queue.topic(), queue.partition(key)),
                new NewRecord(key, record.value().value(), headers));
    }

    /** AWS's for FIFO topics: with a sequence number, and without a signature. */
    private byte[] envelope(Message message, SubscriptionSpec subscription) {
        Publication publication = message.publication();
        ObjectNode json = JSON.createObjectNode()
                .put("Type", "Notification")
                .put("MessageId", publication.id())
                .put("SequenceNumber", SequenceNumbers.of(message.offset()))
                .put("TopicArn", message.topic().arn());
        @Nullable String subject = publication.facts().subject();
        if (subject != null) {
            json.put("Subject", subject);
        }
        @Nullable String server = publication.facts().endpoint();
        json.put("Message", publication.message(subscription.protocol()))
                .put("Timestamp", Envelope.timestamp(publication))
                .put("UnsubscribeURL", Envelope.unsubscribe(server == null ? endpoint.get() : server, subscription));
        Envelope.attributes(publication, json);
        if (message.replay() > 0) {
            json.put(REPLAYED, "true");
        }
        try {
            return PRETTY.writeValueAsString(json).getBytes(UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree that cannot be written", e);
        }
    }
}
