package io.penstock.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.broker.TestCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.scheduler.SchedulerClient;
import software.amazon.awssdk.services.scheduler.model.FlexibleTimeWindowMode;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/** Schedules of three nodes over three brokers, one of which is killed with {@code kill -9} while they fall due. */
@Timeout(480)
final class SchedulerNodesIT {

    private static final int SCHEDULES = 120;
    private static final int BEFORE = 80;
    private static final int FIRST_SECONDS = 10;
    private static final int SPREAD_SECONDS = 8;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String QUEUE = "scheduled";

    private final Map<Integer, Instant> due = new HashMap<>();

    private final Map<Integer, Instant> arrived = new HashMap<>();

    @Test
    void every_schedule_fires_and_none_early_when_one_of_three_nodes_is_killed(@TempDir Path directory)
            throws Exception {
        List<ServerProcess> nodes = new ArrayList<>();
        try (TestCluster brokers = TestCluster.start(3)) {
            nodes.addAll(ServerProcess.startNodes(3, brokers.bootstrapServers(), directory));
            try (SqsClient sqs = Sdk.sync(nodes.getLast().endpoint())) {
                String url = sqs.createQueue(queue -> queue.queueName(QUEUE)).queueUrl();
                schedule(nodes, 0, BEFORE);
                receive(sqs, url, BEFORE / 6);
                // On a slow machine the first may all be due by now.
                schedule(nodes, BEFORE, SCHEDULES);
                nodes.getFirst().kill();
                Instant killed = Instant.now();
                receive(sqs, url, SCHEDULES);
                assertThat(arrived.keySet()).isEqualTo(due.keySet());
                assertThat(arrived)
                        .allSatisfy((number, when) ->
                                assertThat(when).isAfterOrEqualTo(due.getOrDefault(number, Instant.MAX)));
                assertThat(due.values().stream().filter(killed::isBefore)).isNotEmpty();
            }
        } finally {
            nodes.forEach(ServerProcess::close);
        }
    }

    private void schedule(List<ServerProcess> nodes, int from, int to) {
        List<SchedulerClient> clients =
                nodes.stream().map(node -> Sdk.scheduler(node.endpoint())).toList();
        Instant first = Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(FIRST_SECONDS);
        try {
            for (int i = from; i < to; i++) {
                int number = i;
                Instant at = first.plusSeconds((long) (i - from) * SPREAD_SECONDS / (to - from));
                due.put(number, at);
                clients.get(i % clients.size())
                        .createSchedule(create -> create.name("s" + number)
                                .scheduleExpression("at(" + at.toString().replace("Z", "") + ")")
                                .flexibleTimeWindow(window -> window.mode(FlexibleTimeWindowMode.OFF))
                                .target(target -> target.arn("arn:aws:sqs:us-east-1:000000000000:" + QUEUE)
                                        .roleArn("arn:aws:iam::000000000000:role/scheduler")
                                        .input(Integer.toString(number))));
            }
        } finally {
            clients.forEach(SchedulerClient::close);
        }
    }

    /** Until so many have come. Some come twice, as documented: a crash between the call and its record repeats the call. */
    private void receive(SqsClient sqs, String url, int count) {
        await().atMost(PATIENCE).until(() -> {
            List<Message> messages = sqs.receiveMessage(receive ->
                            receive.queueUrl(url).maxNumberOfMessages(10).waitTimeSeconds(1))
                    .messages();
            Instant now = Instant.now();
            for (Message message : messages) {
                arrived.putIfAbsent(Integer.valueOf(message.body()), now);
                sqs.deleteMessage(delete -> delete.queueUrl(url).receiptHandle(message.receiptHandle()));
            }
            return arrived.size() >= count;
        });
    }
}
