package io.penstock.services.kinesis.stream;

import io.penstock.kernel.name.AccountId;
import io.penstock.kernel.name.Arn;
import io.penstock.kernel.port.TopicPartition;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A stream as every node knows it.
 *
 * @param arn the stream's ARN
 * @param id drawn anew for each creation, so that nothing of a deleted stream is taken for that of its successor
 * @param version grows with every change; also that of the catalog's entry
 * @param topic where its records are
 * @param shards in the order of their numbers: open ones, and closed ones whose records retention has not forgotten yet
 */
public record StreamDefinition(
        String arn,
        String id,
        long version,
        long createdMillis,
        Mode mode,
        Status status,
        Features features,
        Topic topic,
        SortedMap<String, String> tags,
        SortedMap<String, String> policies,
        List<ConsumerDefinition> consumers,
        List<ShardDefinition> shards) {

    /** Capacity mode. */
    public enum Mode {
        PROVISIONED,
        ON_DEMAND
    }

    /** What may be done with the stream. */
    public enum Status {
        CREATING,
        ACTIVE,
        /** Its shards or its mode change; records go in and out all the while. */
        UPDATING,
        DELETING
    }

    /**
     * @param retentionHours how long records can be read
     * @param maxRecordKib of data and partition key of one record
     * @param metrics shard-level metrics that are switched on, by AWS's names, sorted
     */
    public record Features(int retentionHours, int maxRecordKib, List<String> metrics) {
        public Features {
            metrics = metrics.stream().sorted().distinct().toList();
        }
    }

    /**
     * @param name of the Kafka topic
     * @param adopted whether the topic was there before the stream: its settings are not touched, its partitions do not split, and it outlives the stream
     */
    public record Topic(String name, boolean adopted) {}

    public StreamDefinition {
        tags = Collections.unmodifiableSortedMap(new TreeMap<>(tags));
        policies = Collections.unmodifiableSortedMap(new TreeMap<>(policies));
        consumers = List.copyOf(consumers);
        shards = List.copyOf(shards);
    }

    /** The ARN, parsed. */
    public Arn parsedArn() {
        return Arn.parse(arn).orElseThrow(() -> new IllegalStateException("a definition without a valid ARN: " + arn));
    }

    public AccountId account() {
        return parsedArn().account();
    }

    /** The stream's name. */
    public String name() {
        return arn.substring(arn.indexOf(StreamName.RESOURCE) + StreamName.RESOURCE.length());
    }

    /** Whether records can be put and got. */
    public boolean isServing() {
        return status == Status.ACTIVE || status == Status.UPDATING;
    }

    /** The shard of a number; empty when the stream never had it, or retention has forgotten it. */
    public Optional<ShardDefinition> shard(int number) {
        int low = 0;
        int high = shards.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            ShardDefinition shard = shards.get(middle);
            if (shard.number() == number) {
                return Optional.of(shard);
            }
            if (shard.number() < number) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return Optional.empty();
    }

    /** The shard of an id such as {@code shardId-000000000007}. */
    public Optional<ShardDefinition> shard(String shardId) {
        var number = ShardDefinition.numberOf(shardId);
        return number.isEmpty() ? Optional.empty() : shard(number.getAsInt());
    }

    /** The shards that are not closed, those on their way to it included. */
    public List<ShardDefinition> openShards() {
        return shards.stream()
                .filter(shard -> shard.state() != ShardDefinition.State.CLOSED)
                .toList();
    }

    /** The shards that replaced one, in the order of their numbers. */
    public List<ShardDefinition> children(int shard) {
        return shards.stream()
                .filter(child -> Integer.valueOf(shard).equals(child.parents().parent())
                        || Integer.valueOf(shard).equals(child.parents().adjacent()))
                .toList();
    }

    /** The partition of a shard. */
    public TopicPartition partition(int shard) {
        return new TopicPartition(topic.name(), shard);
    }

    /** The consumer of a name. */
    public Optional<ConsumerDefinition> consumer(String consumerName) {
        return consumers.stream()
                .filter(consumer -> consumer.name().equals(consumerName))
                .findFirst();
    }

    /** The consumer of an ARN, which tells its registration too: one that was registered anew has another. */
    public Optional<ConsumerDefinition> consumerOf(String consumerArn) {
        return consumers.stream()
                .filter(consumer -> consumer.arn(arn).equals(consumerArn))
                .findFirst();
    }

    /** A changed copy. */
    public Change but() {
        return new Change(this);
    }

    /** Collects changes; not thread-safe. */
    public static final class Change {
        private final StreamDefinition old;
        private long version;
        private Mode mode;
        private Status status;
        private Features features;
        private SortedMap<String, String> tags;
        private SortedMap<String, String> policies;
        private List<ConsumerDefinition> consumers;
        private List<ShardDefinition> shards;

        private Change(StreamDefinition old) {
            this.old = old;
            this.version = old.version;
            this.mode = old.mode;
            this.status = old.status;
            this.features = old.features;
            this.tags = old.tags;
            this.policies = old.policies;
            this.consumers = old.consumers;
            this.shards = old.shards;
        }

        public Change version(long changed) {
            version = changed;
            return this;
        }

        public Change mode(Mode changed) {
            mode = changed;
            return this;
        }

        public Change status(Status changed) {
            status = changed;
            return this;
        }

        public Change features(Features changed) {
            features = changed;
            return this;
        }

        public Change tags(SortedMap<String, String> changed) {
            tags = changed;
            return this;
        }

        public Change policies(SortedMap<String, String> changed) {
            policies = changed;
            return this;
        }

        public Change consumers(List<ConsumerDefinition> changed) {
            consumers = changed;
            return this;
        }

        public Change shards(List<ShardDefinition> changed) {
            shards = changed;
            return this;
        }

        public StreamDefinition build() {
            return new StreamDefinition(
                    old.arn,
                    old.id,
                    version,
                    old.createdMillis,
                    mode,
                    status,
                    features,
                    old.topic,
                    tags,
                    policies,
                    consumers,
                    shards);
        }
    }
}
