package io.penstock.server.settings;

import java.util.Optional;

/** What Kafka topics are made like. */
public record TopicSettings(
        @Setting(
                doc =
                        "Written before the name of every topic, so that several installations share a Kafka. May be empty.")
        String prefix,

        @Setting(doc = "Replicas of every topic: 1 with the embedded broker, else 3. 0 leaves it to the brokers.")
        Optional<Integer> replicationFactor,

        @Setting(
                doc =
                        "Replicas that must have a write before it is acknowledged: 1 with the embedded broker, else 2. 0 leaves it to the"
                                + " brokers.")
        Optional<Integer> minInsyncReplicas,

        @Setting(
                doc =
                        "Partitions of what SNS and EventBridge take in, of deliveries and those that failed, and of archives, when these topics are"
                                + " made: 1 with the embedded broker, else 4. Queues have `sqs.partitions`, tables `dynamodb.partitions`, streams their shards.")
        Optional<Integer> partitions) {}
