package io.penstock.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.PublishResponse;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** The other door of a FIFO topic: plain Kafka clients on its log, and on the topic of a queue that it delivers to. */
@ExtendWith(SharedServer.class)
final class SnsFifoDoorIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String PLACE = ".us-east-1.000000000000.";

    private final TestServer server;
    private final SnsClient sns;
    private final SqsClient sqs;
    private final String name = "fifo-door-" + System.nanoTime();
    private String topic = "";
    private String url = "";

    SnsFifoDoorIT(TestServer server) {
        this.server = server;
        this.sns = Sdk.sns(server.endpoint());
        this.sqs = Sdk.sync(server.endpoint());
    }

    @BeforeEach
    void make() {
        topic = sns.createTopic(create -> create.name(name + ".fifo")
                        .attributes(Map.of("FifoTopic", "true", "ArchivePolicy", "{\"MessageRetentionPeriod\":\"1\"}")))
                .topicArn();
        url = sqs.createQueue(create ->
                        create.queueName(name + ".fifo").attributes(Map.of(QueueAttributeName.FIFO_QUEUE, "true")))
                .queueUrl();
        sns.subscribe(it -> it.topicArn(topic)
                .protocol("sqs")
                .endpoint("arn:aws:sqs:us-east-1:000000000000:" + name + ".fifo")
                .attributes(Map.of("RawMessageDelivery", "true")));
    }

    @AfterEach
    void close() {
        sns.close();
        sqs.close();
    }

    private PublishResponse publish(String message) {
        return sns.publish(publish -> publish.topicArn(topic)
                .messageGroupId("g")
                .messageDeduplicationId(message)
                .message(message));
    }

    private List<String> receive(int count) {
        List<String> bodies = new ArrayList<>();
        await().atMost(PATIENCE).until(() -> {
            for (Message message : sqs.receiveMessage(receive ->
                            receive.queueUrl(url).maxNumberOfMessages(10).waitTimeSeconds(1))
                    .messages()) {
                bodies.add(message.body());
                sqs.deleteMessage(delete -> delete.queueUrl(url).receiptHandle(message.receiptHandle()));
            }
            return bodies.size() >= count;
        });
        return bodies;
    }

    private List<ConsumerRecord<String, String>> read(String log, int count) {
        List<ConsumerRecord<String, String>> records = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", server.bootstrapServers()),
                new StringDeserializer(),
                new StringDeserializer())) {
            List<TopicPartition> partitions = List.of(new TopicPartition(log, 0));
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            await().pollInSameThread().atMost(PATIENCE).until(() -> {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
                return records.size() >= count;
            });
        }
        return records;
    }

    private void produce(List<ProducerRecord<String, String>> records) {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", server.bootstrapServers()),
                new StringSerializer(),
                new StringSerializer())) {
            records.forEach(producer::send);
            producer.flush();
        }
    }

    /** As a deposed sender would that wakes up when the five minutes are over, and the queue has forgotten all ids. */
    @Test
    void what_is_written_to_a_queue_again_counts_for_nothing_though_its_ids_are_forgotten() {
        List.of("a", "b", "c").forEach(this::publish);
        assertThat(receive(3)).containsExactly("a", "b", "c");
        String log = "sqs-fifo" + PLACE + name;
        produce(read(log, 3).stream()
                .map(record -> {
                    record.headers().remove("sqs.deduplication-id");
                    return new ProducerRecord<>(log, 0, record.key(), record.value(), record.headers());
                })
                .toList());
        publish("d");
        assertThat(receive(1)).containsExactly("d");
    }

    @Test
    void a_plain_consumer_reads_the_archive_and_a_plain_producer_publishes() {
        String log = "sns-fifo" + PLACE + name;
        PublishResponse published = publish("a");
        ConsumerRecord<String, String> archived = read(log, 1).getFirst();
        assertThat(archived.key()).isEqualTo("g");
        assertThat(archived.value()).isEqualTo("a");
        assertThat(archived.headers().lastHeader("sns.message-id").value())
                .asString(UTF_8)
                .isEqualTo(published.messageId());
        ProducerRecord<String, String> record = new ProducerRecord<>(log, "g", "from Kafka");
        record.headers().add("sns.deduplication-id", "k".getBytes(UTF_8));
        produce(List.of(record, record));
        publish("z");
        assertThat(receive(3)).containsExactly("a", "from Kafka", "z");
    }
}
