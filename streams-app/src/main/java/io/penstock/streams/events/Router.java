package io.penstock.streams.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.penstock.streams.input.InputTransformer;
import io.penstock.streams.pattern.SampleEvent;
import io.penstock.streams.queue.QueueMessage;
import io.penstock.streams.queue.QueueTarget;
import io.penstock.streams.queue.QueueTargets;
import io.penstock.streams.queue.TopicValue;
import io.penstock.streams.runtime.Definitions;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes an event and forwards one message for each target of the rules that match it. */
final class Router extends ContextualProcessor<byte[], byte[], byte[], TopicValue> {

    /** The kind of buses in the catalog. */
    static final String BUS = "events.bus";

    private static final Logger LOG = LoggerFactory.getLogger(Router.class);

    /** Definitions are milliseconds behind; who waits longer has lost them, and begins anew. */
    private static final Duration CATALOG = Duration.ofSeconds(10);

    /** How old an event must be before a queue that is not known does not exist. */
    private static final Duration SETTLING = Duration.ofMillis(250);

    private static final String SENDER = "events.amazonaws.com";

    private final Surroundings around;

    record Surroundings(Definitions definitions, Rules rules, QueueTargets queues) {}

    /** One event for one target. */
    private record Delivery(Entry entry, RuleSpec rule, TargetSpec target) {

        /** The same when an event is processed again, so that whoever compares finds the repetition. */
        String id() {
            return UUID.nameUUIDFromBytes((entry.id() + rule.arn() + '\0' + target.id()).getBytes(UTF_8))
                    .toString();
        }
    }

    Router(Surroundings around) {
        this.around = around;
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        RecordMetadata place =
                context().recordMetadata().orElseThrow(() -> new IllegalStateException("a record that is in no topic"));
        Optional<Entry> read = Entry.of(record, place);
        if (read.isEmpty() || SampleEvent.isTooLong(read.get().event())) {
            LOG.atWarn()
                    .addKeyValue("partition", place.partition())
                    .addKeyValue("offset", place.offset())
                    .log("an event is left out: it names no bus, is no JSON object, or has lists that are too long");
            return;
        }
        try {
            route(read.get());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for definitions", e);
        }
    }

    private void route(Entry entry) throws InterruptedException {
        long version = entry.definitions();
        if (version > 0
                && around.definitions()
                        .await(BUS, entry.bus(), version, CATALOG)
                        .isEmpty()) {
            throw new IllegalStateException("version " + version + " of " + entry.bus() + " is not in the catalog");
        }
        for (RuleSpec rule : around.rules().matching(entry.bus(), entry.event())) {
            if (version >= 0 && rule.since() > version) {
                continue;
            }
            InputTransformer.Origin origin =
                    new InputTransformer.Origin(rule.arn(), rule.name(), entry.ingestionTime());
            for (TargetSpec target : rule.targets()) {
                Optional<String> body = target.body(entry.event(), origin);
                Delivery delivery = new Delivery(entry, rule, target);
                if (body.isPresent()) {
                    deliver(delivery, body.get().getBytes(UTF_8));
                } else {
                    deadLetter(
                            delivery,
                            entry.event().toString().getBytes(UTF_8),
                            "INVALID_PARAMETER",
                            "The InputPath of the target finds nothing in the event.");
                }
            }
        }
    }

    private void deliver(Delivery delivery, byte[] body) throws InterruptedException {
        Optional<QueueTarget> queue = queue(delivery.target().arn(), delivery.entry());
        if (queue.isEmpty()) {
            deadLetter(delivery, body, "RESOURCE_NOT_FOUND", "The specified queue does not exist.");
        } else if (body.length > queue.get().maximumBytes()) {
            deadLetter(
                    delivery,
                    body,
                    "INVALID_PARAMETER",
                    "Message must be shorter than " + queue.get().maximumBytes() + " bytes.");
        } else {
            context()
                    .forward(new QueueMessage(queue.get(), delivery.id(), SENDER, body)
                            .trace(delivery.entry().trace())
                            .record(context().currentStreamTimeMs()));
        }
    }

    /** A queue, if it exists. One that is not known may have been made right before the event was put, and its definition still be on its way. */
    private Optional<QueueTarget> queue(String arn, Entry entry) throws InterruptedException {
        Optional<QueueTarget> known = around.queues().find(arn);
        long left = entry.timestampMillis() + SETTLING.toMillis() - context().currentSystemTimeMs();
        if (known.isPresent() || left <= 0) {
            return known;
        }
        long next = around.definitions()
                .find(QueueTargets.KIND, arn)
                .map(gone -> gone.version() + 1)
                .orElse(0L);
        around.definitions()
                .await(QueueTargets.KIND, arn, next, Duration.ofMillis(Math.min(left, SETTLING.toMillis())));
        return around.queues().find(arn);
    }

    private void deadLetter(Delivery delivery, byte[] body, String code, String text) throws InterruptedException {
        String arn = delivery.target().deadLetterArn();
        Optional<QueueTarget> queue = arn == null ? Optional.empty() : queue(arn, delivery.entry());
        if (queue.isEmpty() || body.length > queue.get().maximumBytes()) {
            LOG.atWarn()
                    .addKeyValue("rule", delivery.rule().arn())
                    .addKeyValue("event", delivery.entry().id())
                    .log("an event cannot be delivered and has no dead-letter queue: {}", text);
            return;
        }
        context()
                .forward(new QueueMessage(queue.get(), delivery.id(), SENDER, body)
                        .trace(delivery.entry().trace())
                        .attribute("RULE_ARN", delivery.rule().arn())
                        .attribute("TARGET_ARN", delivery.target().arn())
                        .attribute("ERROR_CODE", code)
                        .attribute("ERROR_MESSAGE", text)
                        .record(context().currentStreamTimeMs()));
    }
}
