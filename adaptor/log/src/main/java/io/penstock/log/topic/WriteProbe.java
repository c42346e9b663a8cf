package io.penstock.log.topic;

import io.penstock.kernel.port.TopicPartition;
import io.penstock.log.client.Futures;
import io.penstock.log.client.KafkaClients;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * Says which partitions would take no append with {@code acks=all}: those without a leader, and those with fewer replicas in sync than
 * their {@code min.insync.replicas}, as the brokers have it now, says. Appends nothing itself.
 */
public final class WriteProbe {

    private static final String MIN_ISR = "min.insync.replicas";

    private final KafkaClients clients;
    private final TopicNames names;

    public WriteProbe(KafkaClients clients, TopicNames names) {
        this.clients = clients;
        this.names = names;
    }

    /** The partitions that take no append, each with the reason; fails as the brokers' answer did. */
    public CompletableFuture<List<String>> unwritable(Collection<TopicPartition> partitions) {
        List<String> topics = partitions.stream()
                .map(partition -> names.physical(partition.topic()))
                .distinct()
                .sorted()
                .toList();
        CompletableFuture<Map<String, TopicDescription>> described = described(topics);
        return minimums(topics).thenCombine(described, (minimums, found) -> {
            List<String> problems = new ArrayList<>();
            for (TopicPartition partition : partitions) {
                String topic = names.physical(partition.topic());
                problem(found.get(topic), partition.partition(), minimums.getOrDefault(topic, 1))
                        .ifPresent(problem -> problems.add(topic + "-" + partition.partition() + " " + problem));
            }
            return problems;
        });
    }

    private static Optional<String> problem(@Nullable TopicDescription topic, int partition, int minimum) {
        if (topic == null) {
            return Optional.of("(the topic is not there)");
        }
        if (partition >= topic.partitions().size()) {
            return Optional.of("(the topic has " + topic.partitions().size() + " partitions)");
        }
        TopicPartitionInfo info = topic.partitions().get(partition);
        if (info.leader() == null || info.leader().isEmpty()) {
            return Optional.of("(no leader)");
        }
        return info.isr().size() >= minimum
                ? Optional.empty()
                : Optional.of("(" + info.isr().size() + " in sync, " + MIN_ISR + " is " + minimum + ")");
    }

    private CompletableFuture<Map<String, TopicDescription>> described(List<String> topics) {
        Map<String, CompletableFuture<Optional<TopicDescription>>> asked = new HashMap<>();
        admin().describeTopics(topics)
                .topicNameValues()
                .forEach((topic, answer) -> asked.put(
                        topic, Futures.of(answer).thenApply(Optional::of).exceptionallyCompose(WriteProbe::ifMissing)));
        return CompletableFuture.allOf(asked.values().toArray(CompletableFuture[]::new))
                .thenApply(done -> {
                    Map<String, TopicDescription> found = new HashMap<>();
                    asked.forEach((topic, answer) -> answer.join().ifPresent(each -> found.put(topic, each)));
                    return found;
                });
    }

    private static CompletableFuture<Optional<TopicDescription>> ifMissing(Throwable error) {
        return Futures.cause(error) instanceof UnknownTopicOrPartitionException
                ? CompletableFuture.completedFuture(Optional.empty())
                : CompletableFuture.failedFuture(Futures.cause(error));
    }

    /** What the brokers apply, their own default included. A principal that may not read it gets an answer about leaders alone. */
    private CompletableFuture<Map<String, Integer>> minimums(List<String> topics) {
        List<ConfigResource> resources = topics.stream()
                .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                .toList();
        return Futures.of(admin().describeConfigs(resources).all())
                .thenApply(configs -> {
                    Map<String, Integer> minimums = new HashMap<>();
                    configs.forEach((topic, config) -> Optional.ofNullable(config.get(MIN_ISR))
                            .ifPresent(entry -> minimums.put(topic.name(), Integer.valueOf(entry.value()))));
                    return minimums;
                })
                .exceptionallyCompose(error -> Futures.cause(error) instanceof AuthorizationException
                                || Futures.cause(error) instanceof UnknownTopicOrPartitionException
                        ? CompletableFuture.completedFuture(Map.of())
                        : CompletableFuture.failedFuture(Futures.cause(error)));
    }

    private Admin admin() {
        return clients.admin();
    }
}
