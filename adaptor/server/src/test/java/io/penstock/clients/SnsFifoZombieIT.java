package io.penstock.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.broker.TestCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * Two nodes that share the logs of FIFO topics. One stands still for longer than its session while messages are on their way, loses its logs, and then goes on
 * sending as if nothing had been.
 */
@Timeout(480)
final class SnsFifoZombieIT {

    private static final int TOPICS = 6;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ConcurrentMap<Integer, Integer> acknowledged = new ConcurrentHashMap<>();
    private final AtomicBoolean stopping = new AtomicBoolean();

    @Test
    void every_topic_comes_in_order_and_once(@TempDir Path directory) throws Exception {
        try (TestCluster brokers = TestCluster.start(1);
                ServerProcess zombie = start(brokers, directory.resolve("zombie"));
                ServerProcess other = start(brokers, directory.resolve("other"));
                SnsClient sns = Sdk.sns(other.endpoint());
                SqsClient sqs = Sdk.sync(other.endpoint())) {
            IntStream.range(0, TOPICS).forEach(i -> make(sns, sqs, i));
            List<Thread> publishers = IntStream.range(0, TOPICS)
                    .mapToObj(i -> Thread.ofVirtual().start(() -> publish(sns, i)))
                    .toList();
            awaitProgress(20);
            zombie.freeze();
            // Of every topic: of those that the frozen node owned, too, so they have another owner.
            awaitProgress(20);
            zombie.resume();
            awaitProgress(40);
            stopping.set(true);
            for (Thread publisher : publishers) {
                publisher.join();
            }
            for (int i = 0; i < TOPICS; i++) {
                assertThat(drain(sqs, i))
                        .as("topic %d", i)
                        .isEqualTo(IntStream.range(0, acknowledged.getOrDefault(i, 0))
                                .boxed()
                                .toList());
            }
        }
    }

    private static ServerProcess start(TestCluster brokers, Path directory) {
        return ServerProcess.startNode(
                brokers.bootstrapServers(), directory, ServerProcess.onOneBroker("cluster.shards=6"));
    }

    private static void make(SnsClient sns, SqsClient sqs, int number) {
        String name = "z" + number + ".fifo";
        await().ignoreExceptionsInstanceOf(SdkException.class).atMost(PATIENCE).until(() -> {
            String topic = sns.createTopic(create -> create.name(name).attributes(Map.of("FifoTopic", "true")))
                    .topicArn();
            sqs.createQueue(create -> create.queueName(name).attributes(Map.of(QueueAttributeName.FIFO_QUEUE, "true")));
            sns.subscribe(it -> it.topicArn(topic)
                    .protocol("sqs")
                    .endpoint("arn:aws:sqs:us-east-1:000000000000:" + name)
                    .attributes(Map.of("RawMessageDelivery", "true")));
            return true;
        });
    }

    /** Publishes the next message when the one before was answered, else the same again; ends with an answer. */
    private void publish(SnsClient sns, int number) {
        String topic = "arn:aws:sns:us-east-1:000000000000:z" + number + ".fifo";
        while (!stopping.get()) {
            int next = acknowledged.getOrDefault(number, 0);
            boolean answered = false;
            while (!answered) {
                try {
                    sns.publish(it -> it.topicArn(topic)
                            .messageGroupId("g")
                            .messageDeduplicationId("d" + next)
                            .message(Integer.toString(next)));
                    answered = true;
                } catch (SdkException e) {
                    // Not acknowledged: again, with the same id.
                }
            }
            acknowledged.put(number, next + 1);
        }
    }

    private void awaitProgress(int messages) {
        List<Integer> before = IntStream.range(0, TOPICS)
                .mapToObj(i -> acknowledged.getOrDefault(i, 0))
                .toList();
        await().atMost(PATIENCE)
                .until(() -> IntStream.range(0, TOPICS)
                        .allMatch(i -> acknowledged.getOrDefault(i, 0) >= before.get(i) + messages));
    }

    private List<Integer> drain(SqsClient sqs, int number) {
        String url =
                sqs.getQueueUrl(get -> get.queueName("z" + number + ".fifo")).queueUrl();
        List<Integer> received = new ArrayList<>();
        await().atMost(PATIENCE).until(() -> {
            List<Message> messages = sqs.receiveMessage(receive ->
                            receive.queueUrl(url).maxNumberOfMessages(10).waitTimeSeconds(1))
                    .messages();
            messages.forEach(message -> {
                received.add(Integer.parseInt(message.body()));
                sqs.deleteMessage(delete -> delete.queueUrl(url).receiptHandle(message.receiptHandle()));
            });
            return messages.isEmpty() && received.size() >= acknowledged.getOrDefault(number, 0);
        });
        return received;
    }
}
