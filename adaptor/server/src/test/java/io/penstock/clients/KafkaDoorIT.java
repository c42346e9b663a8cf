package io.penstock.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

/** The other door of a queue: plain Kafka clients on its topic, as docs/services/sqs.md promises them. */
@ExtendWith(SharedServer.class)
@Execution(ExecutionMode.CONCURRENT)
class KafkaDoorIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final TestServer server;
    private final SqsClient sqs;

    KafkaDoorIT(TestServer server) {
        this.server = server;
        this.sqs = Sdk.sync(server.endpoint());
    }

    @AfterEach
    void close() {
        sqs.close();
    }

    @Test
    void a_plain_consumer_reads_body_key_and_headers() {
        TestQueue queue = TestQueue.createFifo(sqs, Map.of());
        SendMessageResponse sent = sqs.sendMessage(request -> request.queueUrl(queue.url())
                .messageBody("body ☃")
                .messageGroupId("customer-7")
                .messageDeduplicationId("order-1")
                .messageAttributes(Map.of(
                        "colour",
                                MessageAttributeValue.builder()
                                        .dataType("String.css")
                                        .stringValue("red")
                                        .build(),
                        "bytes",
                                MessageAttributeValue.builder()
                                        .dataType("Binary")
                                        .binaryValue(SdkBytes.fromByteArray(new byte[] {0, -1}))
                                        .build())));
        ConsumerRecord<String, String> record = readOne(topic(queue));
        assertThat(record.value()).isEqualTo("body ☃");
        assertThat(record.key()).isEqualTo("customer-7");
        assertThat(header(record, "sqs.message-id")).isEqualTo(sent.messageId());
        assertThat(header(record, "sqs.deduplication-id")).isEqualTo("order-1");
        assertThat(header(record, "sqs.attribute.colour")).isEqualTo("red");
        assertThat(header(record, "sqs.attribute-type.colour")).isEqualTo("String.css");
        assertThat(header(record, "sqs.attribute-type.bytes")).isEqualTo("Binary");
        assertThat(record.headers().lastHeader("sqs.attribute.bytes").value()).containsExactly(0, -1);
    }

    @Test
    void a_plain_producers_record_is_received_as_a_message() {
        TestQueue queue = TestQueue.create(sqs);
        ProducerRecord<String, String> record = new ProducerRecord<>(topic(queue), null, "from Kafka ☃");
        record.headers().add("sqs.attribute.colour", "red".getBytes(StandardCharsets.UTF_8));
        record.headers().add("foreign", "ignored".getBytes(StandardCharsets.UTF_8));
        produce(record);
        Message message = queue.receiveOne();
        assertThat(message.body()).isEqualTo("from Kafka ☃");
        assertThat(message.md5OfBody()).isEqualTo(Md5.of("from Kafka ☃"));
        assertThat(message.messageId()).matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
        Map<String, MessageAttributeValue> colour = Map.of(
                "colour",
                MessageAttributeValue.builder()
                        .dataType("String")
                        .stringValue("red")
                        .build());
        assertThat(message.messageAttributes()).isEqualTo(colour);
        assertThat(message.md5OfMessageAttributes()).isEqualTo(Md5.of(colour));
        queue.changeVisibility(message, 0);
        Message again = queue.receiveOne();
        assertThat(again.messageId()).isEqualTo(message.messageId());
        queue.delete(again);
        queue.awaitCounts(0, 0, 0);
    }

    @Test
    void the_key_of_a_plain_record_is_its_group_on_a_fifo_queue() {
        TestQueue queue = TestQueue.createFifo(sqs, Map.of(QueueAttributeName.CONTENT_BASED_DEDUPLICATION, "true"));
        produce(new ProducerRecord<>(topic(queue), "customer-7", "one"));
        produce(new ProducerRecord<>(topic(queue), "customer-7", "two"));
        produce(new ProducerRecord<>(topic(queue), "customer-8", "other"));
        List<Message> received = new ArrayList<>();
        await().atMost(PATIENCE).until(() -> {
            queue.receive(1).forEach(received::add);
            return received.size() == 2;
        });
        assertThat(received).extracting(Message::body).containsExactlyInAnyOrder("one", "other");
        assertThat(queue.receiveNow()).isEmpty();
        received.forEach(queue::delete);
        Message two = queue.receiveOne();
        assertThat(two.body()).isEqualTo("two");
        assertThat(two.attributes())
                .containsEntry(MessageSystemAttributeName.MESSAGE_GROUP_ID, "customer-7")
                .containsKey(MessageSystemAttributeName.SEQUENCE_NUMBER);
    }

    /** Markers and aborted records have offsets, and are no messages. */
    @Test
    void records_of_transactions_are_messages_when_committed_and_count_for_nothing_when_not() {
        TestQueue queue = TestQueue.create(sqs);
        Map<String, Object> transactional =
                Map.of("bootstrap.servers", server.bootstrapServers(), "transactional.id", queue.name());
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(transactional, new StringSerializer(), new StringSerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(topic(queue), "committed"));
            producer.commitTransaction();
            Message message = queue.receiveOne();
            assertThat(message.body()).isEqualTo("committed");
            queue.delete(message);
            queue.awaitCounts(0, 0, 0);

            producer.beginTransaction();
            for (int i = 0; i < 10; i++) {
                producer.send(new ProducerRecord<>(topic(queue), "aborted"));
            }
            producer.flush();
            producer.abortTransaction();
            queue.awaitCounts(0, 0, 0);
        }
        assertThat(queue.receiveNow()).isEmpty();
        sqs.sendMessage(request -> request.queueUrl(queue.url()).messageBody("after"));
        assertThat(queue.receiveOne().body()).isEqualTo("after");
    }

    private static String topic(TestQueue queue) {
        String place = ".us-east-1.000000000000.";
        return queue.name().endsWith(".fifo")
                ? "sqs-fifo" + place + queue.name().substring(0, queue.name().length() - ".fifo".length())
                : "sqs" + place + queue.name();
    }

    private ConsumerRecord<String, String> readOne(String topic) {
        List<ConsumerRecord<String, String>> records = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", server.bootstrapServers()),
                new StringDeserializer(),
                new StringDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            await().pollInSameThread().atMost(PATIENCE).until(() -> {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
                return !records.isEmpty();
            });
        }
        assertThat(records).hasSize(1);
        return records.getFirst();
    }

    private void produce(ProducerRecord<String, String> record) {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", server.bootstrapServers()),
                new StringSerializer(),
                new StringSerializer())) {
            producer.send(record);
            producer.flush();
        }
    }

    private static @Nullable String header(ConsumerRecord<?, ?> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }
}
