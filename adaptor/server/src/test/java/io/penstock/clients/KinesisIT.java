package io.penstock.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.ChildShard;
import software.amazon.awssdk.services.kinesis.model.InvalidArgumentException;
import software.amazon.awssdk.services.kinesis.model.KinesisException;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEvent;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardResponseHandler;

/** Records of streams through AWS's own clients: CBOR, JSON, HTTP/2, Python, and Kafka's clients on the other door. */
@ExtendWith(SharedServer.class)
@Execution(ExecutionMode.CONCURRENT)
@Timeout(480)
class KinesisIT {

    private static final String FIRST = "shardId-000000000000";
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    @Test
    void records_come_back_in_order_in_cbor_and_in_json(TestServer server) {
        try (KinesisClient cbor = KinesisSdk.sync(server.endpoint());
                KinesisClient json = KinesisSdk.json(server.endpoint())) {
            TestStream stream = TestStream.create(cbor, 1);
            stream.put("key", TestStream.texts(0, 500));
            stream.with(json).put("key", TestStream.texts(500, 1_000));
            for (KinesisClient client : List.of(cbor, json)) {
                assertThat(stream.with(client).all()).containsExactly(TestStream.texts(0, 1_000));
                List<Record> records = stream.with(client).all(FIRST);
                assertThat(records).allMatch(one -> one.partitionKey().equals("key"));
                assertThat(records.getFirst().approximateArrivalTimestamp()).isNotNull();
            }
        }
    }

    @Test
    void ten_mebibytes_are_a_record_once_the_stream_allows_it(TestServer server) {
        try (KinesisClient kinesis = KinesisSdk.sync(server.endpoint());
                KinesisClient json = KinesisSdk.json(server.endpoint())) {
            TestStream stream = TestStream.create(kinesis, 1);
            byte[] data = new byte[(10 << 20) - 1];
            data[data.length - 1] = 7;
            assertThatThrownBy(() -> put(kinesis, stream, data)).isInstanceOf(KinesisException.class);
            kinesis.updateMaxRecordSize(r -> r.streamARN(stream.arn()).maxRecordSizeInKiB(10_240));
            kinesis.waiter().waitUntilStreamExists(r -> r.streamName(stream.name()));
            put(kinesis, stream, data);
            put(json, stream, data);
            assertThat(stream.all(FIRST))
                    .hasSize(2)
                    .allSatisfy(
                            one -> assertThat(one.data().asByteArrayUnsafe()).isEqualTo(data));
        }
    }

    private static void put(KinesisClient kinesis, TestStream stream, byte[] data) {
        kinesis.putRecord(r -> r.streamName(stream.name()).partitionKey("k").data(SdkBytes.fromByteArrayUnsafe(data)));
    }

    @Test
    void garbage_is_no_iterator(TestServer server) {
        try (KinesisClient kinesis = KinesisSdk.sync(server.endpoint())) {
            assertThatThrownBy(() -> kinesis.getRecords(r -> r.shardIterator("garbage")))
                    .isInstanceOf(InvalidArgumentException.class)
                    .hasMessageContaining("Invalid ShardIterator.");
        }
    }

    /** Events of one subscription, and how it ended. */
    private record Subscribed(BlockingQueue<SubscribeToShardEvent> events, CompletableFuture<Void> done) {

        static Subscribed to(KinesisAsyncClient client, String consumer, ShardIteratorType type) {
            BlockingQueue<SubscribeToShardEvent> events = new LinkedBlockingQueue<>();
            CompletableFuture<Void> done = client.subscribeToShard(
                    r -> r.consumerARN(consumer).shardId(FIRST).startingPosition(p -> p.type(type)),
                    SubscribeToShardResponseHandler.builder()
                            .subscriber(event -> events.add((SubscribeToShardEvent) event))
                            .build());
            return new Subscribed(events, done);
        }

        SubscribeToShardEvent next() throws InterruptedException {
            SubscribeToShardEvent event = events.poll(30, TimeUnit.SECONDS);
            if (event == null) {
                throw new AssertionError("no event in time, " + done, done.isDone() ? done.exceptionNow() : null);
            }
            return event;
        }

        List<String> records(int count) throws InterruptedException {
            List<String> all = new ArrayList<>();
            while (all.size() < count) {
                next().records().forEach(one -> all.add(one.data().asUtf8String()));
            }
            return all;
        }
    }

    private static String register(TestStream stream, String name) {
        String arn = stream.kinesis()
                .registerStreamConsumer(r -> r.streamARN(stream.arn()).consumerName(name))
                .consumer()
                .consumerARN();
        org.awaitility.Awaitility.await()
                .atMost(LIMIT)
                .until(() -> stream.kinesis()
                        .describeStreamConsumer(r -> r.consumerARN(arn))
                        .consumerDescription()
                        .consumerStatusAsString()
                        .equals("ACTIVE"));
        return arn;
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "https"})
    void subscribers_over_http_2_get_what_was_there_and_what_comes(String scheme, TestServer server) throws Exception {
        URI endpoint = URI.create(scheme + "://localhost:" + server.endpoint().getPort());
        try (KinesisClient kinesis = KinesisSdk.sync(server.endpoint());
                KinesisAsyncClient async = KinesisSdk.async(endpoint)) {
            TestStream stream = TestStream.create(kinesis, 1);
            stream.put("k", TestStream.texts(0, 500));
            Subscribed one = Subscribed.to(async, register(stream, "one"), ShardIteratorType.TRIM_HORIZON);
            Subscribed two = Subscribed.to(async, register(stream, "two"), ShardIteratorType.TRIM_HORIZON);
            assertThat(one.records(500)).containsExactly(TestStream.texts(0, 500));
            assertThat(two.records(500)).containsExactly(TestStream.texts(0, 500));
            for (int i = 500; i < 520; i++) {
                stream.put("k", "r" + i);
            }
            assertThat(one.records(20)).containsExactly(TestStream.texts(500, 520));
            assertThat(two.records(20)).containsExactly(TestStream.texts(500, 520));

            kinesis.splitShard(r -> r.streamName(stream.name())
                    .shardToSplit(FIRST)
                    .newStartingHashKey("170141183460469231731687303715884105728"));
            SubscribeToShardEvent last = one.next();
            while (last.childShards().isEmpty()) {
                last = one.next();
            }
            assertThat(last.childShards())
                    .extracting(ChildShard::shardId)
                    .containsExactly("shardId-000000000001", "shardId-000000000002");
            one.done().get(30, TimeUnit.SECONDS);
            stream.put("k", TestStream.texts(520, 530));
            assertThat(stream.all()).containsExactlyInAnyOrder(TestStream.texts(0, 530));
        }
    }

    @Test
    void a_consumer_that_subscribes_again_takes_over(TestServer server) throws Exception {
        try (KinesisClient kinesis = KinesisSdk.sync(server.endpoint());
                KinesisAsyncClient async = KinesisSdk.async(server.endpoint())) {
            TestStream stream = TestStream.create(kinesis, 1);
            String consumer = register(stream, "c");
            Subscribed first = Subscribed.to(async, consumer, ShardIteratorType.TRIM_HORIZON);
            stream.put("k", "r0");
            assertThat(first.records(1)).containsExactly("r0");
            Subscribed second = Subscribed.to(async, consumer, ShardIteratorType.TRIM_HORIZON);
            assertThat(second.records(1)).containsExactly("r0");
            assertThat(first.done())
                    .failsWithin(LIMIT)
                    .withThrowableThat()
                    .havingRootCause()
                    .isInstanceOf(software.amazon.awssdk.services.kinesis.model.ResourceInUseException.class);
        }
    }

    @Test
    void streams_are_topics_to_kafka_clients(TestServer server) throws Exception {
        try (KinesisClient kinesis = KinesisSdk.sync(server.endpoint())) {
            TestStream stream = TestStream.create(kinesis, 1);
            Map<String, Object> to = Map.of("bootstrap.servers", server.bootstrapServers());
            try (KafkaProducer<String, String> producer =
                    new KafkaProducer<>(to, new StringSerializer(), new StringSerializer())) {
                producer.send(new ProducerRecord<>(stream.topic(), 0, null, "without a key"))
                        .get();
                stream.put("key", "from Kinesis");
                producer.send(new ProducerRecord<>(stream.topic(), 0, "key", "from Kafka"))
                        .get();
            }
            assertThat(stream.all(FIRST))
                    .extracting(Record::partitionKey, one -> one.data().asUtf8String())
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple("", "without a key"),
                            org.assertj.core.groups.Tuple.tuple("key", "from Kinesis"),
                            org.assertj.core.groups.Tuple.tuple("key", "from Kafka"));
            try (KafkaConsumer<String, String> consumer =
                    new KafkaConsumer<>(to, new StringDeserializer(), new StringDeserializer())) {
                TopicPartition partition = new TopicPartition(stream.topic(), 0);
                consumer.assign(List.of(partition));
                consumer.seekToBeginning(List.of(partition));
                List<String> read = new ArrayList<>();
                while (read.size() < 3) {
                    for (ConsumerRecord<String, String> one : consumer.poll(Duration.ofSeconds(10))) {
                        read.add(one.key() + "=" + one.value());
                        assertThat(one.headers()).isEmpty();
                    }
                }
                assertThat(read).containsExactly("null=without a key", "key=from Kinesis", "key=from Kafka");
            }
        }
    }

    @Test
    void boto3_puts_gets_and_subscribes(TestServer server) {
        Program python = new Program(directory).with(server);
        python.assumeInstalled("boto3", "python3", "-c", "import boto3");
        String output = python.run(
                        LIMIT, "python3", python.resource("boto3_kinesis.py").toString())
                .succeeded();
        assertThat(output).contains("ok put", "ok get", "ok subscribe", "ok errors");
    }

    @Test
    void the_aws_cli_puts_and_gets(TestServer server) {
        Program aws = new Program(directory).with(server);
        aws.assumeInstalled("the aws CLI", "aws", "--version");
        cli(aws, server, "create-stream --stream-name cli-data --shard-count 1");
        cli(aws, server, "wait stream-exists --stream-name cli-data");
        cli(aws, server, "put-record --stream-name cli-data --partition-key k --data aGVsbG8=");
        String iterator = cli(
                        aws,
                        server,
                        "get-shard-iterator --stream-name cli-data --shard-id " + FIRST
                                + " --shard-iterator-type TRIM_HORIZON --query ShardIterator --output text")
                .strip();
        assertThat(cli(aws, server, "get-records --shard-iterator " + iterator))
                .contains("\"Data\": ", "\"PartitionKey\": \"k\"", "\"MillisBehindLatest\": 0");
    }

    private static String cli(Program aws, TestServer server, String arguments) {
        return aws.run(LIMIT, ("aws --endpoint-url " + server.endpoint() + " kinesis " + arguments).split(" "))
                .succeeded();
    }
}
