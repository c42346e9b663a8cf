package io.penstock.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.InvalidParameterException;
import software.amazon.awssdk.services.sns.model.InvalidStateException;
import software.amazon.awssdk.services.sns.model.PublishBatchRequestEntry;
import software.amazon.awssdk.services.sns.model.PublishBatchResultEntry;
import software.amazon.awssdk.services.sns.model.PublishResponse;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** FIFO topics over HTTP with the SDK for Java v2. */
@ExtendWith(SharedServer.class)
final class SnsFifoIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SQS = "arn:aws:sqs:us-east-1:000000000000:";
    private static final Map<String, String> RAW = Map.of("RawMessageDelivery", "true");

    private final SnsClient sns;
    private final SqsClient sqs;
    private final String name = "fifo-" + System.nanoTime();

    SnsFifoIT(TestServer server) {
        this.sns = Sdk.sns(server.endpoint());
        this.sqs = Sdk.sync(server.endpoint());
    }

    @AfterEach
    void close() {
        sns.close();
        sqs.close();
    }

    private String topic(Map<String, String> attributes) {
        Map<String, String> all = new HashMap<>(attributes);
        all.put("FifoTopic", "true");
        return sns.createTopic(create -> create.name(name + ".fifo").attributes(all))
                .topicArn();
    }

    private String queue(String queue) {
        Map<QueueAttributeName, String> attributes =
                queue.endsWith(".fifo") ? Map.of(QueueAttributeName.FIFO_QUEUE, "true") : Map.of();
        sqs.createQueue(create -> create.queueName(name + queue).attributes(attributes));
        return SQS + name + queue;
    }

    private String subscribe(String topic, String queue, Map<String, String> attributes) {
        String arn = queue(queue);
        return sns.subscribe(subscribe ->
                        subscribe.topicArn(topic).protocol("sqs").endpoint(arn).attributes(attributes))
                .subscriptionArn();
    }

    private PublishResponse publish(String topic, String group, String message) {
        return sns.publish(publish -> publish.topicArn(topic)
                .messageGroupId(group)
                .messageDeduplicationId(message)
                .message(message));
    }

    /** Receives and deletes, until there are that many, and looks once more for others. */
    private List<Message> receive(String queue, int count) {
        String url = sqs.getQueueUrl(get -> get.queueName(name + queue)).queueUrl();
        List<Message> messages = new ArrayList<>();
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            take(url, messages, 1);
            return messages.size() >= count;
        });
        take(url, messages, 1);
        return messages;
    }

    private void take(String url, List<Message> messages, int seconds) {
        for (Message message : sqs.receiveMessage(receive -> receive.queueUrl(url)
                        .maxNumberOfMessages(10)
                        .waitTimeSeconds(seconds)
                        .messageAttributeNames("All")
                        .messageSystemAttributeNames(MessageSystemAttributeName.ALL))
                .messages()) {
            messages.add(message);
            sqs.deleteMessage(delete -> delete.queueUrl(url).receiptHandle(message.receiptHandle()));
        }
    }

    private List<String> bodies(String queue, int count) {
        return receive(queue, count).stream().map(Message::body).toList();
    }

    @Test
    void a_group_comes_in_order_in_a_fifo_queue_and_completely_in_a_standard_queue() {
        String topic = topic(Map.of());
        subscribe(topic, "q.fifo", RAW);
        subscribe(topic, "standard", RAW);
        List<String> sent = IntStream.range(0, 50).mapToObj(i -> "m" + i).toList();
        List<String> numbers = sent.stream()
                .map(each -> publish(topic, "g", each).sequenceNumber())
                .toList();
        assertThat(numbers).isSorted().doesNotHaveDuplicates().allMatch(number -> number.matches("\\d{20}"));
        List<Message> received = receive("q.fifo", 50);
        assertThat(received.stream().map(Message::body)).containsExactlyElementsOf(sent);
        assertThat(received.getFirst().attributes())
                .containsEntry(MessageSystemAttributeName.MESSAGE_GROUP_ID, "g")
                .containsEntry(MessageSystemAttributeName.MESSAGE_DEDUPLICATION_ID, "m0");
        assertThat(bodies("standard", 50)).containsExactlyInAnyOrderElementsOf(sent);
    }

    @Test
    void a_duplicate_is_answered_as_its_original_and_delivered_once() {
        String topic = topic(Map.of("ContentBasedDeduplication", "true"));
        subscribe(topic, "q.fifo", RAW);
        PublishResponse first = sns.publish(
                publish -> publish.topicArn(topic).messageGroupId("a").message("same"));
        PublishResponse second = sns.publish(
                publish -> publish.topicArn(topic).messageGroupId("b").message("same"));
        assertThat(second.messageId()).isEqualTo(first.messageId());
        assertThat(second.sequenceNumber()).isEqualTo(first.sequenceNumber());
        publish(topic, "a", "other");
        assertThat(bodies("q.fifo", 2)).containsExactly("same", "other");
        sns.setTopicAttributes(
                set -> set.topicArn(topic).attributeName("FifoThroughputScope").attributeValue("MessageGroup"));
        PublishResponse third = sns.publish(
                publish -> publish.topicArn(topic).messageGroupId("c").message("same"));
        assertThat(third.messageId()).isNotEqualTo(first.messageId());
    }

    @Test
    void a_batch_is_in_order_and_says_its_numbers() {
        String topic = topic(Map.of());
        subscribe(topic, "q.fifo", RAW);
        List<PublishBatchRequestEntry> entries = IntStream.range(0, 10)
                .mapToObj(i -> PublishBatchRequestEntry.builder()
                        .id("e" + i)
                        .messageGroupId("g")
                        .messageDeduplicationId("d" + i)
                        .message("m" + i)
                        .build())
                .toList();
        List<PublishBatchResultEntry> successful = sns.publishBatch(
                        batch -> batch.topicArn(topic).publishBatchRequestEntries(entries))
                .successful();
        assertThat(successful.stream().map(PublishBatchResultEntry::sequenceNumber))
                .hasSize(10)
                .isSorted();
        assertThat(bodies("q.fifo", 10))
                .containsExactlyElementsOf(
                        IntStream.range(0, 10).mapToObj(i -> "m" + i).toList());
    }

    @Test
    void an_envelope_has_a_sequence_number_and_no_signature() throws Exception {
        String topic = topic(Map.of());
        subscribe(topic, "q.fifo", Map.of());
        PublishResponse published = publish(topic, "g", "hello");
        JsonNode envelope = JSON.readTree(receive("q.fifo", 1).getFirst().body());
        assertThat(envelope.path("SequenceNumber").asText()).isEqualTo(published.sequenceNumber());
        assertThat(envelope.path("MessageId").asText()).isEqualTo(published.messageId());
        assertThat(envelope.has("Signature")).isFalse();
        assertThat(envelope.has("Replayed")).isFalse();
    }

    @Test
    void a_message_whose_queue_is_gone_is_in_the_fifo_dead_letter_queue_in_order() {
        String topic = topic(Map.of());
        String dead = queue("dead.fifo");
        subscribe(
                topic,
                "gone.fifo",
                Map.of("RawMessageDelivery", "true", "RedrivePolicy", "{\"deadLetterTargetArn\":\"" + dead + "\"}"));
        String url = sqs.getQueueUrl(get -> get.queueName(name + "gone.fifo")).queueUrl();
        sqs.deleteQueue(delete -> delete.queueUrl(url));
        List<String> sent = IntStream.range(0, 5).mapToObj(i -> "m" + i).toList();
        sent.forEach(each -> publish(topic, "g", each));
        List<Message> received = receive("dead.fifo", 5);
        assertThat(received.stream().map(Message::body)).containsExactlyElementsOf(sent);
        assertThat(received.getFirst().messageAttributes()).containsKey("ErrorCode");
    }

    @Test
    void what_aws_refuses_is_refused_in_its_words() {
        String topic = topic(Map.of());
        String standard = sns.createTopic(create -> create.name(name)).topicArn();
        String fifo = queue("q.fifo");
        assertThatThrownBy(() -> sns.subscribe(
                        it -> it.topicArn(standard).protocol("sqs").endpoint(fifo)))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining("FIFO SQS Queues can not be subscribed to standard SNS topics");
        assertThatThrownBy(() ->
                        sns.subscribe(it -> it.topicArn(topic).protocol("https").endpoint("https://example.com")))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining("Please use FIFO SQS queue");
        assertThatThrownBy(() -> sns.publish(it -> it.topicArn(topic).message("m")))
                .hasMessageContaining("The MessageGroupId parameter is required for FIFO topics");
        assertThatThrownBy(
                        () -> sns.publish(it -> it.topicArn(topic).message("m").messageGroupId("g")))
                .hasMessageContaining("The topic should either have ContentBasedDeduplication enabled or "
                        + "MessageDeduplicationId provided explicitly");
        assertThatThrownBy(() -> sns.createTopic(it -> it.name(name + "2").attributes(Map.of("FifoTopic", "true"))))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining("must end with .fifo");
        assertThatThrownBy(() -> sns.createTopic(it -> it.name(name + "2.fifo")))
                .isInstanceOf(InvalidParameterException.class);
    }

    @Test
    void a_topic_that_is_made_again_has_nothing_of_the_one_before() {
        String topic = topic(Map.of());
        publish(topic, "g", "old");
        sns.deleteTopic(delete -> delete.topicArn(topic));
        topic(Map.of());
        subscribe(topic, "q.fifo", RAW);
        publish(topic, "g", "new");
        assertThat(bodies("q.fifo", 1)).containsExactly("new");
    }

    @Test
    void an_archive_is_replayed_through_the_filter_and_marked_and_then_comes_what_is_new() throws Exception {
        String topic = topic(Map.of("ArchivePolicy", "{\"MessageRetentionPeriod\":\"30\"}"));
        assertThat(sns.getTopicAttributes(get -> get.topicArn(topic)).attributes())
                .containsKey("BeginningArchiveTime")
                .containsEntry("FifoTopic", "true");
        IntStream.range(0, 20).forEach(i -> publish(topic, "g", "{\"n\":" + i + "}"));
        String policy = "{\"PointType\":\"Timestamp\",\"StartingPoint\":\""
                + Instant.now().minusSeconds(3600) + "\"}";
        String subscription = subscribe(
                topic,
                "q.fifo",
                Map.of(
                        "ReplayPolicy",
                        policy,
                        "FilterPolicyScope",
                        "MessageBody",
                        "FilterPolicy",
                        "{\"n\":[{\"numeric\":[\">=\",10]}]}"));
        IntStream.range(20, 25).forEach(i -> publish(topic, "g", "{\"n\":" + i + "}"));
        List<Integer> numbers = new ArrayList<>();
        List<Integer> replayed = new ArrayList<>();
        for (Message message : receive("q.fifo", 15)) {
            JsonNode envelope = JSON.readTree(message.body());
            int n = JSON.readTree(envelope.path("Message").asText()).path("n").asInt();
            numbers.add(n);
            if (envelope.path("Replayed").asText().equals("true")) {
                replayed.add(n);
            }
        }
        assertThat(numbers)
                .containsExactlyElementsOf(IntStream.range(10, 25).boxed().toList());
        assertThat(replayed).containsAll(IntStream.range(10, 20).boxed().toList());
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(sns.getSubscriptionAttributes(get -> get.subscriptionArn(subscription))
                                .attributes())
                        .containsEntry("ReplayStatus", "Completed"));
        publish(topic, "g", "{\"n\":99}");
        assertThat(receive("q.fifo", 1).getFirst().body()).contains("99").doesNotContain("Replayed");
    }

    @Test
    void a_replay_with_an_end_pauses_its_subscription_until_another_goes_on() {
        String topic = topic(Map.of("ArchivePolicy", "{\"MessageRetentionPeriod\":1}"));
        String subscription = subscribe(topic, "q.fifo", RAW);
        publish(topic, "g", "first");
        assertThat(bodies("q.fifo", 1)).containsExactly("first");
        Instant end = Instant.now();
        replay(subscription, end.minusSeconds(600), end);
        assertThat(bodies("q.fifo", 1)).containsExactly("first");
        publish(topic, "g", "second");
        assertThat(bodies("q.fifo", 0)).isEmpty();
        sns.setSubscriptionAttributes(set -> set.subscriptionArn(subscription)
                .attributeName("ReplayPolicy")
                .attributeValue("{\"PointType\":\"Timestamp\",\"StartingPoint\":\"" + end + "\"}"));
        assertThat(bodies("q.fifo", 1)).containsExactly("second");
        publish(topic, "g", "third");
        assertThat(bodies("q.fifo", 1)).containsExactly("third");
    }

    private void replay(String subscription, Instant start, Instant end) {
        sns.setSubscriptionAttributes(set -> set.subscriptionArn(subscription)
                .attributeName("ReplayPolicy")
                .attributeValue("{\"PointType\":\"Timestamp\",\"StartingPoint\":\"" + start + "\",\"EndingPoint\":\""
                        + end + "\"}"));
    }

    @Test
    void an_archive_keeps_its_topic_from_being_deleted_and_without_one_there_is_no_replay() {
        String topic = topic(Map.of("ArchivePolicy", "{\"MessageRetentionPeriod\":\"365\"}"));
        String subscription = subscribe(topic, "q.fifo", RAW);
        assertThatThrownBy(() -> sns.deleteTopic(delete -> delete.topicArn(topic)))
                .isInstanceOf(InvalidStateException.class)
                .hasMessageContaining("Invalid state: Cannot delete a topic with an ArchivePolicy");
        sns.setTopicAttributes(
                set -> set.topicArn(topic).attributeName("ArchivePolicy").attributeValue("{}"));
        Instant now = Instant.now();
        assertThatThrownBy(() -> replay(subscription, now.minusSeconds(60), now))
                .isInstanceOf(InvalidParameterException.class);
        sns.deleteTopic(delete -> delete.topicArn(topic));
        assertThatThrownBy(() -> sns.createTopic(create -> create.name(name + "3.fifo")
                        .attributes(Map.of("FifoTopic", "true", "ArchivePolicy", "{\"MessageRetentionPeriod\":366}"))))
                .isInstanceOf(InvalidParameterException.class);
    }
}
