package io.penstock.services.sqs.op;

import static io.penstock.services.sqs.SqsFixture.fault;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.kernel.port.Topics;
import io.penstock.services.sqs.SqsFixture;
import io.penstock.services.sqs.definition.QueueTopic;
import io.penstock.services.sqs.rules.SqsFaults;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.CreateQueueRequest;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** De-duplication over a whole FIFO queue, where the operator's queues have several partitions. */
class FifoPartitionsTest {

    private static final String TOPIC = "sqs-fifo.us-east-1.000000000000.orders";
    private static final int GROUPS = 20;

    private final SqsFixture sqs = SqsFixture.partitioned(4);

    @AfterEach
    void close() {
        sqs.close();
    }

    private static CreateQueueRequest.Builder fifo(String partitions) {
        return CreateQueueRequest.builder()
                .queueName("orders.fifo")
                .attributes(Map.of(QueueAttributeName.FIFO_QUEUE, "true"))
                .tags(Map.of(QueueTopic.PARTITIONS_TAG, partitions));
    }

    private void set(String url, QueueAttributeName name, String value) {
        sqs.client.setQueueAttributes(request -> request.queueUrl(url).attributes(Map.of(name, value)));
    }

    private int partitions() {
        return sqs.world.topics().find(TOPIC).join().orElseThrow().partitions();
    }

    @Test
    void one_id_in_many_groups_is_one_message() {
        String url = sqs.createFifo("orders.fifo");
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < GROUPS; i++) {
            String group = "g" + i;
            ids.add(sqs.client
                    .sendMessage(request -> request.queueUrl(url)
                            .messageGroupId(group)
                            .messageDeduplicationId("id")
                            .messageBody("body of " + group))
                    .messageId());
        }
        assertThat(ids).hasSize(1);
        assertThat(sqs.bodies(url)).containsExactly("body of g0");
        assertThat(sqs.receive(url)).isEmpty();
    }

    @Test
    void one_body_in_many_groups_is_one_message_when_content_is_what_counts() {
        String url = sqs.createFifo("orders.fifo");
        for (int i = 0; i < GROUPS; i++) {
            sqs.send(url, "g" + i, "same");
        }
        assertThat(sqs.bodies(url)).containsExactly("same");
        assertThat(sqs.receive(url)).isEmpty();
    }

    @Test
    void a_tag_that_asks_for_several_partitions_is_refused() {
        assertThat(fault(() -> sqs.client.createQueue(fifo("4").build())))
                .hasMessage(
                        "Value 4 for parameter penstock:partitions is invalid. Reason: A FIFO queue has one partition "
                                + "unless its DeduplicationScope is messageGroup.");
        assertThat(sqs.world.topics().find(TOPIC).join()).isEmpty();
        sqs.client.createQueue(fifo("1").build());
        assertThat(partitions()).isOne();
    }

    @Test
    void a_queue_that_deduplicates_by_group_may_have_several_partitions() {
        sqs.client.createQueue(fifo("3")
                .attributes(Map.of(
                        QueueAttributeName.FIFO_QUEUE, "true",
                        QueueAttributeName.DEDUPLICATION_SCOPE, "messageGroup"))
                .build());
        assertThat(partitions()).isEqualTo(3);
    }

    @Test
    void a_queue_of_several_partitions_cannot_be_made_to_deduplicate_as_a_whole() {
        String url = sqs.createFifoPerGroup("orders.fifo");
        assertThat(partitions()).isEqualTo(4);
        set(url, QueueAttributeName.FIFO_THROUGHPUT_LIMIT, "perQueue");
        assertThat(fault(() -> set(url, QueueAttributeName.DEDUPLICATION_SCOPE, "queue")))
                .hasMessage(
                        "Invalid value for the parameter DeduplicationScope. Reason: The queue has 4 partitions, and "
                                + "only one of one partition can be de-duplicated as a whole.");
        assertThat(fault(() -> set(url, QueueAttributeName.DEDUPLICATION_SCOPE, ""))
                        .fault())
                .isEqualTo(SqsFaults.INVALID_ATTRIBUTE_VALUE);
        assertThat(sqs.attribute(url, QueueAttributeName.DEDUPLICATION_SCOPE)).isEqualTo("messageGroup");
    }

    @Test
    void the_scope_of_a_queue_of_one_partition_can_be_changed_and_changed_back() {
        String url = sqs.createFifo("orders.fifo");
        set(url, QueueAttributeName.DEDUPLICATION_SCOPE, "messageGroup");
        set(url, QueueAttributeName.DEDUPLICATION_SCOPE, "queue");
        assertThat(sqs.attribute(url, QueueAttributeName.DEDUPLICATION_SCOPE)).isEqualTo("queue");
    }

    /** Such queues were made by earlier versions, too. They lose nothing, and can be changed in every other respect. */
    @Test
    void a_queue_that_adopts_a_topic_of_several_partitions_goes_on_with_them() {
        sqs.world.topics().ensure(new Topics.Spec(TOPIC, 3, Map.of())).join();
        String url = sqs.createFifo("orders.fifo");
        Set<String> received = new HashSet<>();
        for (int i = 0; i < GROUPS; i++) {
            sqs.send(url, "g" + i, "m" + i);
        }
        for (var batch = sqs.bodies(url); !batch.isEmpty(); batch = sqs.bodies(url)) {
            received.addAll(batch);
        }
        assertThat(received).hasSize(GROUPS);
        set(url, QueueAttributeName.VISIBILITY_TIMEOUT, "7");
        assertThat(sqs.attribute(url, QueueAttributeName.VISIBILITY_TIMEOUT)).isEqualTo("7");
    }
}
