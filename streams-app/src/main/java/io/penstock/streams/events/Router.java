package io.penstock.streams.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.penstock.kernel.delivery.Delivery;
import io.penstock.kernel.name.Arn;
import io.penstock.streams.input.InputTransformer;
import io.penstock.streams.pattern.SampleEvent;
import io.penstock.streams.queue.DeliveryRecord;
import io.penstock.streams.queue.QueueMessage;
import io.penstock.streams.queue.QueueTarget;
import io.penstock.streams.queue.QueueTargets;
import io.penstock.streams.queue.TopicValue;
import io.penstock.streams.runtime.Definitions;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes an event and forwards one record for each target of the rules that match it. */
final class Router extends ContextualProcessor<byte[], byte[], byte[], TopicValue> {

    private static final Logger LOG = LoggerFactory.getLogger(Router.class);

    /** How old an event must be before a queue or bus that is not known does not exist. */
    private static final Duration SETTLING = Duration.ofMillis(250);

    private static final String SENDER = "events.amazonaws.com";

    /** What is called takes no larger bodies. */
    private static final int MAXIMUM_CALL_BYTES = 1 << 20;

    /** So many targets are remembered to have been warned of. */
    private static final int WARNED = 10_000;

    private final Surroundings around;
    private final Buses buses;

    /** Targets that events were dropped for: one warning is enough for each. */
    private final Set<String> dropping = new HashSet<>();

    /** @param prefix the operator's, of topics */
    record Surroundings(
            Definitions definitions, Rules rules, Archiving archiving, QueueTargets queues, String prefix) {}

    /** Why an event is not delivered. */
    private record Refusal(String code, String text) {}

    Router(Surroundings around) {
        this.around = around;
        this.buses = new Buses(around.definitions());
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
        buses.await(entry.bus(), version, age(entry));
        around.archiving().of(entry, context().currentStreamTimeMs()).forEach(context()::forward);
        List<RuleSpec> rules = entry.rule() == null
                ? around.rules().matching(entry.bus(), entry.event())
                : around.rules().named(entry.bus(), entry.rule());
        for (RuleSpec rule : rules) {
            if ((version >= 0 && rule.since() > version) || !entry.isFor(rule.arn())) {
                continue;
            }
            InputTransformer.Origin origin =
                    new InputTransformer.Origin(rule.arn(), rule.name(), entry.ingestionTime());
            for (TargetSpec target : rule.targets()) {
                Optional<String> body = target.body(entry.event(), origin);
                Outgoing outgoing = new Outgoing(entry, rule, target);
                if (body.isPresent()) {
                    deliver(outgoing, body.get().getBytes(UTF_8));
                } else {
                    deadLetter(
                            outgoing,
                            entry.event().toString().getBytes(UTF_8),
                            new Refusal(
                                    "INVALID_PARAMETER", "The InputPath of the target finds nothing in the event."));
                }
            }
        }
    }

    private void deliver(Outgoing outgoing, byte[] body) throws InterruptedException {
        switch (outgoing.target().kind()) {
            case TargetSpec.Queue() -> toQueue(outgoing, body);
            case TargetSpec.Bus(Arn bus) -> toBus(outgoing, bus, body);
            case TargetSpec.FifoQueue queue -> call(outgoing, ServiceCall.queue(outgoing, queue, body));
            case TargetSpec.Stream stream -> call(outgoing, ServiceCall.stream(outgoing, stream, body));
            case TargetSpec.ApiDestination to ->
                call(outgoing, ServiceCall.destination(outgoing, to, around.definitions(), body));
            case TargetSpec.Topic topic -> call(outgoing, ServiceCall.topic(outgoing, topic, body));
        }
    }

    private void toQueue(Outgoing outgoing, byte[] body) throws InterruptedException {
        Optional<QueueTarget> queue = queue(outgoing.target().arn(), outgoing.entry());
        if (queue.isEmpty()) {
            deadLetter(outgoing, body, new Refusal("NO_RESOURCE", "The specified queue does not exist."));
        } else if (body.length > queue.get().maximumBytes()) {
            deadLetter(outgoing, body, tooLong(queue.get().maximumBytes()));
        } else {
            context()
                    .forward(new QueueMessage(queue.get(), outgoing.id(), SENDER, body)
                            .trace(outgoing.entry().trace())
                            .record(context().currentStreamTimeMs()));
        }
    }

    private static Refusal tooLong(int bytes) {
        return new Refusal("INVALID_PARAMETER", "Message must be shorter than " + bytes + " bytes.");
    }

    private long age(Entry entry) {
        return context().currentSystemTimeMs() - entry.timestampMillis();
    }

    /** How long to wait for a definition that may be on its way. */
    private Duration settling(Entry entry) {
        long left = SETTLING.toMillis() - age(entry);
        return Duration.ofMillis(Math.clamp(left, 0, SETTLING.toMillis()));
    }

    /** A queue, if it exists. One that is not known may have been made right before the event was put, and its definition still be on its way. */
    private Optional<QueueTarget> queue(String arn, Entry entry) throws InterruptedException {
        Optional<QueueTarget> known = around.queues().find(arn);
        Duration settling = settling(entry);
        if (known.isPresent() || settling.isZero()) {
            return known;
        }
        long next = around.definitions()
                .find(QueueTargets.KIND, arn)
                .map(gone -> gone.version() + 1)
                .orElse(0L);
        around.definitions().await(QueueTargets.KIND, arn, next, settling);
        return around.queues().find(arn);
    }

    /** Once: what another bus has sent here goes to no third one, as on AWS. */
    private void toBus(Outgoing outgoing, Arn bus, byte[] body) throws InterruptedException {
        Entry entry = outgoing.entry();
        String arn = bus.toString();
        if (entry.forwardedBy() != null || arn.equals(entry.bus())) {
            deadLetter(outgoing, body, oneHop(entry, bus));
            return;
        }
        Long version = entry.targetDefinitions().get(arn);
        if (version != null) {
            buses.await(arn, version, age(entry));
        }
        if (!buses.exists(bus, settling(entry))) {
            deadLetter(outgoing, body, new Refusal("NO_RESOURCE", "The specified event bus does not exist."));
            return;
        }
        Headers headers = new RecordHeaders();
        headers.add("events.bus-arn", arn.getBytes(UTF_8));
        headers.add("events.forwarded-by", outgoing.rule().arn().getBytes(UTF_8));
        if (version != null) {
            headers.add("events.definitions", Long.toString(version).getBytes(UTF_8));
        }
        if (entry.trace() != null) {
            headers.add("events.trace-header", entry.trace().getBytes(UTF_8));
        }
        context()
                .forward(new Record<>(
                        // Any partition.
                        null,
                        new TopicValue(around.prefix() + EventsTopology.ENTRIES, body),
                        context().currentStreamTimeMs(),
                        headers));
    }

    private static Refusal oneHop(Entry entry, Arn bus) {
        if (bus.toString().equals(entry.bus())) {
            return new Refusal("LOOP_DETECTED", "An event bus is not sent its own events.");
        }
        boolean sameRegion = Arn.parse(entry.bus())
                .map(Arn::region)
                .filter(bus.region()::equals)
                .isPresent();
        return new Refusal(
                sameRegion ? "THIRD_ACCOUNT_HOP_DETECTED" : "THIRD_REGION_HOP_DETECTED",
                "An event that comes from another event bus is not sent to a third one.");
    }

    private void call(Outgoing outgoing, Delivery delivery) throws InterruptedException {
        byte[] body = delivery.target().body();
        if (body.length > MAXIMUM_CALL_BYTES) {
            deadLetter(outgoing, body, tooLong(MAXIMUM_CALL_BYTES));
            return;
        }
        context().forward(DeliveryRecord.of(around.prefix(), delivery, context().currentStreamTimeMs()));
    }

    private void deadLetter(Outgoing outgoing, byte[] body, Refusal refusal) throws InterruptedException {
        String arn = outgoing.target().deadLetterArn();
        Optional<QueueTarget> queue = arn == null ? Optional.empty() : queue(arn, outgoing.entry());
        if (queue.isEmpty() || body.length > queue.get().maximumBytes()) {
            if (dropping.size() > WARNED) {
                dropping.clear();
            }
            (dropping.add(outgoing.lane()) ? LOG.atWarn() : LOG.atDebug())
                    .addKeyValue("rule", outgoing.rule().arn())
                    .addKeyValue("event", outgoing.entry().id())
                    .addKeyValue(
                            "record",
                            context().recordMetadata().map(Object::toString).orElse(""))
                    .log("an event cannot be delivered and has no dead-letter queue that takes it: {}", refusal.text());
            return;
        }
        context()
                .forward(new QueueMessage(queue.get(), outgoing.id(), SENDER, body)
                        .trace(outgoing.entry().trace())
                        .attribute("RULE_ARN", outgoing.rule().arn())
                        .attribute("TARGET_ARN", outgoing.target().arn())
                        .attribute("ERROR_CODE", refusal.code())
                        .attribute("ERROR_MESSAGE", refusal.text())
                        .attribute("RETRY_ATTEMPTS", "0")
                        .record(context().currentStreamTimeMs()));
    }
}
