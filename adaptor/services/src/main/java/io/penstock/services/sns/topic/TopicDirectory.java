package io.penstock.services.sns.topic;

import io.penstock.kernel.machine.Codec;
import io.penstock.kernel.port.Catalog;
import io.penstock.kernel.port.Catalog.Entry;
import io.penstock.kernel.port.Machines;
import io.penstock.services.common.JsonRecords;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** The topics and subscriptions this node knows, read from the catalog and parsed once a version; and how to ask when it does not know one. Thread-safe. */
public final class TopicDirectory {

    /** The kind of topics in the catalog; keys are ARNs. */
    public static final String TOPICS = "sns.topic";

    /** The kind of subscriptions in the catalog; keys are ARNs. */
    public static final String SUBSCRIPTIONS = "sns.subscription";

    static final Codec<TopicDefinition> TOPIC = JsonRecords.of(TopicDefinition.class);
    static final Codec<Subscription> SUBSCRIPTION = JsonRecords.of(Subscription.class);

    /** @param version of its definitions, which the fan-out must have reached before it delivers what is published by this knowledge */
    public record Found(TopicDefinition topic, long version) {}

    private record Parsed(long version, TopicDefinition topic) {}

    private final Catalog catalog;
    private final Machines machines;
    private final Map<String, Parsed> parsed = new ConcurrentHashMap<>();
    private final Map<String, Subscription> subscriptions = new ConcurrentHashMap<>();

    public TopicDirectory(Catalog catalog, Machines machines) {
        this.catalog = catalog;
        this.machines = machines;
        catalog.watch(SUBSCRIPTIONS, this::changed);
    }

    private void changed(Entry entry) {
        if (entry.isDeleted()) {
            subscriptions.remove(entry.key());
        } else {
            subscriptions.put(entry.key(), SUBSCRIPTION.decode(entry.value()));
        }
    }

    /** What this node knows of a topic or, without any, what its owner says. */
    public CompletableFuture<Optional<Found>> find(String arn) {
        Optional<Found> known =
                catalog.find(TOPICS, arn).filter(entry -> !entry.isDeleted()).map(this::parse);
        if (known.isPresent()) {
            return CompletableFuture.completedFuture(known);
        }
        return submit(arn, new TopicCommand.Describe())
                .thenApply(reply -> reply instanceof TopicReply.Known found
                        ? Optional.of(new Found(found.topic(), found.version()))
                        : Optional.empty());
    }

    private Found parse(Entry entry) {
        Parsed known = parsed.get(entry.key());
        if (known == null || known.version() != entry.version()) {
            known = new Parsed(entry.version(), TOPIC.decode(entry.value()));
            parsed.put(entry.key(), known);
        }
        return new Found(known.topic(), entry.version());
    }

    /** All topics this node knows, in no order. */
    public List<TopicDefinition> topics() {
        return catalog.list(TOPICS).stream().map(entry -> parse(entry).topic()).toList();
    }

    /** All subscriptions this node knows, in no order. */
    public List<Subscription> subscriptions() {
        return List.copyOf(subscriptions.values());
    }

    /** Sends a command to a topic. */
    public CompletableFuture<TopicReply> submit(String topicArn, TopicCommand command) {
        return machines.submit(TopicMachine.TYPE, TopicMachine.id(topicArn), command);
    }
}
