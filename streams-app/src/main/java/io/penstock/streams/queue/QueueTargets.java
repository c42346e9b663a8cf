package io.penstock.streams.queue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.streams.runtime.Definition;
import io.penstock.streams.runtime.Definitions;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The queues of the catalog, by ARN. Thread-safe. */
public final class QueueTargets {

    /** The kind of queues in the catalog. */
    public static final String KIND = "sqs.queue";

    /** Of a message, unless a queue takes less. */
    private static final int MAXIMUM_BYTES = 1 << 20;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, QueueTarget> queues = new ConcurrentHashMap<>();

    private final String topicPrefix;

    /**
     * @param definitions read {@link #KIND}
     * @param topicPrefix the operator's: definitions name topics without it
     */
    public QueueTargets(Definitions definitions, String topicPrefix) {
        this.topicPrefix = topicPrefix;
        definitions.watch(KIND, this::changed);
    }

    private void changed(Definition definition) {
        if (definition.isDeleted()) {
            queues.remove(definition.key());
        } else {
            queues.put(definition.key(), parse(definition));
        }
    }

    private QueueTarget parse(Definition definition) {
        try {
            JsonNode queue = JSON.readTree(definition.value()).path("queue");
            String topic = queue.path("placement").path("topic").asText("");
            if (topic.isEmpty()) {
                throw new IllegalStateException("a queue without a topic: " + definition.key());
            }
            boolean fifo = queue.path("attributes")
                    .path("set")
                    .path("FifoQueue")
                    .asText("")
                    .equals("true");
            int maximum = queue.path("attributes")
                    .path("set")
                    .path("MaximumMessageSize")
                    .asInt(MAXIMUM_BYTES);
            return new QueueTarget(
                    definition.key(),
                    topicPrefix + topic,
                    queue.path("placement").path("partitions").asInt(1),
                    fifo,
                    definition.key().split(":", 6)[4],
                    maximum);
        } catch (IOException e) {
            throw new IllegalStateException("not a queue: " + definition.key(), e);
        }
    }

    /** The queue, if it exists. */
    public Optional<QueueTarget> find(String arn) {
        return Optional.ofNullable(queues.get(arn));
    }
}
