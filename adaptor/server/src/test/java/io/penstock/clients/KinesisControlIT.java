package io.penstock.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.KinesisException;
import software.amazon.awssdk.services.kinesis.model.ResourceInUseException;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/** Operations on streams through unchanged clients, and streams over topics that plain Kafka clients write. */
@ExtendWith(SharedServer.class)
@Execution(ExecutionMode.CONCURRENT)
@Timeout(480)
class KinesisControlIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String ZERO = "shardId-000000000000";

    @TempDir
    private Path directory;

    private final TestServer server;
    private final KinesisClient kinesis;

    KinesisControlIT(TestServer server) {
        this.server = server;
        this.kinesis = KinesisClient.builder()
                .endpointOverride(server.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .httpClientBuilder(UrlConnectionHttpClient.builder().socketTimeout(Duration.ofSeconds(30)))
                .build();
    }

    @AfterEach
    void close() {
        kinesis.close();
    }

    @Test
    void the_sdk_creates_splits_and_deletes_a_stream() {
        kinesis.createStream(request -> request.streamName("sdk").shardCount(1).tags(Map.of("team", "blue")));
        kinesis.waiter().waitUntilStreamExists(request -> request.streamName("sdk"));
        assertThatThrownBy(() -> kinesis.createStream(
                        request -> request.streamName("sdk").shardCount(1)))
                .isInstanceOf(ResourceInUseException.class)
                .hasMessageContaining("Stream sdk under account 000000000000 already exists.");
        kinesis.splitShard(request -> request.streamName("sdk")
                .shardToSplit(ZERO)
                .newStartingHashKey("170141183460469231731687303715884105728"));
        await().atMost(LIMIT).until(() -> shards("sdk").size() == 3);
        assertThat(shards("sdk")).extracting(Shard::parentShardId).containsExactly(null, ZERO, ZERO);
        assertThatThrownBy(() -> kinesis.splitShard(request -> request.streamName("sdk")
                        .shardToSplit("shardId-000000000009")
                        .newStartingHashKey("5")))
                .isInstanceOf(ResourceNotFoundException.class);
        assertThatThrownBy(() -> kinesis.describeStream(request -> request.streamName("no such name!")))
                .isInstanceOf(KinesisException.class)
                .hasMessageContaining("Member must satisfy regular expression pattern");
        kinesis.deleteStream(request -> request.streamName("sdk"));
        kinesis.waiter().waitUntilStreamNotExists(request -> request.streamName("sdk"));
    }

    private List<Shard> shards(String name) {
        return kinesis.listShards(request -> request.streamName(name)).shards();
    }

    @Test
    void an_existing_topic_is_a_stream_from_its_first_record_on() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", server.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic("web-clicks", 2, (short) 1)))
                    .all()
                    .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        }
        produce("web-clicks", 1, "before", 1_200);
        kinesis.createStream(request -> request.streamName("adopted").tags(Map.of("penstock:topic", "web-clicks")));
        kinesis.waiter().waitUntilStreamExists(request -> request.streamName("adopted"));
        // More than was granted at first, in one go: readers ask the owner for more.
        produce("web-clicks", 1, "after", 3_000);
        assertThat(shards("adopted")).hasSize(2);
        List<String> read = read("adopted", "shardId-000000000001", 4_200);
        assertThat(read).hasSize(4_200).startsWith("before-0").endsWith("after-2999");
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", server.bootstrapServers()))) {
            admin.createPartitions(Map.of("web-clicks", NewPartitions.increaseTo(3)))
                    .all()
                    .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        }
        produce("web-clicks", 2, "later", 2_000);
        await().atMost(LIMIT).until(() -> shards("adopted").size() == 3);
        assertThat(read("adopted", "shardId-000000000002", 2_000))
                .hasSize(2_000)
                .startsWith("later-0");
    }

    @Test
    void what_plain_producers_wrote_before_a_split_stays_in_the_parent() throws Exception {
        kinesis.createStream(request -> request.streamName("door").shardCount(1));
        kinesis.waiter().waitUntilStreamExists(request -> request.streamName("door"));
        produce("kinesis.us-east-1.000000000000.door", 0, "r", 2_500);
        assertThat(read("door", ZERO, 2_500)).hasSize(2_500);
        kinesis.splitShard(request -> request.streamName("door")
                .shardToSplit(ZERO)
                .newStartingHashKey("170141183460469231731687303715884105728"));
        await().atMost(LIMIT).until(() -> shards("door").size() == 3);
        assertThat(read("door", ZERO, Integer.MAX_VALUE)).as("no fillers").hasSize(2_500);
    }

    private void produce(String topic, int partition, String prefix, int count) throws Exception {
        Map<String, Object> configs = Map.of("bootstrap.servers", server.bootstrapServers());
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(configs, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < count; i++) {
                producer.send(new ProducerRecord<>(
                        topic, partition, null, (prefix + "-" + i).getBytes(StandardCharsets.UTF_8)));
            }
            producer.flush();
        }
    }

    /** Reads until so many records came, or the shard's end. */
    private List<String> read(String stream, String shard, int count) {
        List<String> read = new ArrayList<>();
        String[] iterator = {
            kinesis.getShardIterator(request ->
                            request.streamName(stream).shardId(shard).shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                    .shardIterator()
        };
        await().atMost(LIMIT).pollDelay(Duration.ZERO).until(() -> {
            GetRecordsResponse response = kinesis.getRecords(request -> request.shardIterator(iterator[0]));
            response.records().forEach(each -> read.add(each.data().asUtf8String()));
            iterator[0] = response.nextShardIterator();
            return iterator[0] == null || read.size() >= count;
        });
        return read;
    }

    @Test
    void boto3_controls_streams_unchanged() {
        Program python = new Program(directory).with(server);
        python.assumeInstalled("boto3", "python3", "-c", "import boto3");
        String output = python.run(
                        LIMIT,
                        "python3",
                        python.resource("boto3_kinesis_control.py").toString())
                .succeeded();
        assertThat(output)
                .contains("ok create", "ok reshard", "ok consumers", "ok tags", "ok paging", "ok errors", "ok delete");
    }

    @Test
    void the_aws_cli_controls_streams_unchanged() {
        Program aws = new Program(directory).with(server);
        aws.assumeInstalled("the aws CLI", "aws", "--version");
        cli(aws, "create-stream --stream-name cli --shard-count 2");
        cli(aws, "wait stream-exists --stream-name cli");
        cli(aws, "update-shard-count --stream-name cli --target-shard-count 4 --scaling-type UNIFORM_SCALING");
        cli(aws, "wait stream-exists --stream-name cli");
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(cli(aws, "describe-stream-summary --stream-name cli"))
                        .contains(
                                "\"OpenShardCount\": 4",
                                "\"RetentionPeriodHours\": 24",
                                "\"StreamStatus\": \"ACTIVE\""));
        assertThat(cli(aws, "list-streams")).contains("\"cli\"");
        Program.Ended refused = aws.run(LIMIT, command("describe-stream --stream-name nowhere"));
        assertThat(refused.code()).isNotZero();
        assertThat(refused.output())
                .contains("(ResourceNotFoundException)", "Stream nowhere under account 000000000000 not found.");
        cli(aws, "delete-stream --stream-name cli");
    }

    private String cli(Program aws, String arguments) {
        return aws.run(LIMIT, command(arguments)).succeeded();
    }

    private String[] command(String arguments) {
        return ("aws --endpoint-url " + server.endpoint() + " kinesis " + arguments).split(" ");
    }
}
