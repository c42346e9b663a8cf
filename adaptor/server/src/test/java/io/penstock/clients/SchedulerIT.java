package io.penstock.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.scheduler.SchedulerClient;
import software.amazon.awssdk.services.scheduler.model.ActionAfterCompletion;
import software.amazon.awssdk.services.scheduler.model.ConflictException;
import software.amazon.awssdk.services.scheduler.model.FlexibleTimeWindowMode;
import software.amazon.awssdk.services.scheduler.model.ResourceNotFoundException;
import software.amazon.awssdk.services.scheduler.model.Tag;
import software.amazon.awssdk.services.scheduler.model.Target;
import software.amazon.awssdk.services.scheduler.model.ValidationException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/** EventBridge Scheduler over HTTP with the SDK for Java v2. */
@ExtendWith(SharedServer.class)
final class SchedulerIT {

    private static final String ROLE = "arn:aws:iam::000000000000:role/scheduler";

    private final TestServer server;
    private final String name = "s-" + System.nanoTime();

    SchedulerIT(TestServer server) {
        this.server = server;
    }

    private static String at(Duration fromNow) {
        String instant =
                Instant.now().plus(fromNow).truncatedTo(ChronoUnit.SECONDS).toString();
        return "at(" + instant.replace("Z", "") + ")";
    }

    private static void create(SchedulerClient client, String name, String expression, Target target) {
        client.createSchedule(create -> create.name(name)
                .scheduleExpression(expression)
                .flexibleTimeWindow(window -> window.mode(FlexibleTimeWindowMode.OFF))
                .actionAfterCompletion(ActionAfterCompletion.DELETE)
                .target(target));
    }

    private static Target.Builder target(String arn) {
        return Target.builder().arn(arn).roleArn(ROLE);
    }

    private static String arn(String queue) {
        return "arn:aws:sqs:us-east-1:000000000000:" + queue;
    }

    private static Optional<String> attribute(Message message, String attribute) {
        return Optional.ofNullable(message.messageAttributes().get(attribute)).map(value -> value.stringValue());
    }

    private static List<Message> receive(SqsClient sqs, String url) {
        return sqs.receiveMessage(receive -> receive.queueUrl(url)
                        .maxNumberOfMessages(10)
                        .waitTimeSeconds(10)
                        .messageAttributeNames("All"))
                .messages();
    }

    @Test
    void a_queue_gets_the_input_with_its_context_attributes_and_the_schedule_goes() {
        try (SchedulerClient client = Sdk.scheduler(server.endpoint());
                SqsClient sqs = Sdk.sync(server.endpoint())) {
            String url = sqs.createQueue(queue -> queue.queueName(name)).queueUrl();
            create(
                    client,
                    name,
                    at(Duration.ofSeconds(2)),
                    target(arn(name))
                            .input("<aws.scheduler.schedule-arn> <aws.scheduler.scheduled-time> "
                                    + "<aws.scheduler.execution-id> <aws.scheduler.attempt-number>")
                            .build());
            assertThat(client.getSchedule(get -> get.name(name)).arn()).endsWith("schedule/default/" + name);
            List<Message> messages = receive(sqs, url);
            assertThat(messages).hasSize(1);
            assertThat(messages.getFirst().body())
                    .matches("arn:aws:scheduler:us-east-1:000000000000:schedule/default/" + name
                            + " \\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ [0-9a-f]{16} 1");
            assertThatThrownBy(() -> client.getSchedule(get -> get.name(name)))
                    .isInstanceOf(ResourceNotFoundException.class)
                    .hasMessageContaining("Schedule " + name + " does not exist.");
        }
    }

    @Test
    void an_operation_is_called_with_its_request() {
        try (SchedulerClient client = Sdk.scheduler(server.endpoint());
                DynamoDbClient tables = Sdk.dynamo(server.endpoint())) {
            DynamoTables.create(tables, name);
            create(
                    client,
                    name,
                    at(Duration.ZERO),
                    target("arn:aws:scheduler:::aws-sdk:dynamodb:putItem")
                            .input("{\"TableName\":\"" + name
                                    + "\",\"Item\":{\"pk\":{\"S\":\"<aws.scheduler.attempt-number>\"}}}")
                            .build());
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> tables.getItem(get -> get.tableName(name).key(Map.of("pk", AttributeValue.fromS("1"))))
                            .hasItem());
        }
    }

    @Test
    void a_stream_gets_the_input_under_its_partition_key() {
        try (SchedulerClient client = Sdk.scheduler(server.endpoint())) {
            TestStream stream = TestStream.create(KinesisSdk.sync(server.endpoint()), 1);
            create(
                    client,
                    name,
                    at(Duration.ZERO),
                    target(stream.arn())
                            .input("tick")
                            .kinesisParameters(kinesis -> kinesis.partitionKey("k"))
                            .build());
            String iterator = stream.iterator("shardId-000000000000", ShardIteratorType.TRIM_HORIZON);
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                List<Record> records = stream.kinesis()
                        .getRecords(get -> get.shardIterator(iterator))
                        .records();
                assertThat(records).extracting(Record::partitionKey).containsExactly("k");
                assertThat(records.getFirst().data().asUtf8String()).isEqualTo("tick");
            });
        }
    }

    @Test
    void what_cannot_be_delivered_is_in_the_dead_letter_queue() {
        try (SchedulerClient client = Sdk.scheduler(server.endpoint());
                SqsClient sqs = Sdk.sync(server.endpoint())) {
            String url = sqs.createQueue(queue -> queue.queueName(name)).queueUrl();
            create(
                    client,
                    name,
                    at(Duration.ZERO),
                    target(arn("nobody-" + name))
                            .input("lost")
                            .deadLetterConfig(dead -> dead.arn(arn(name)))
                            .build());
            Message dead = receive(sqs, url).getFirst();
            assertThat(dead.body()).isEqualTo("lost");
            assertThat(attribute(dead, "ERROR_CODE")).contains("AWS.SimpleQueueService.NonExistentQueue");
            assertThat(attribute(dead, "RETRY_ATTEMPTS")).contains("0");
            assertThat(attribute(dead, "TARGET_ARN")).contains(arn("nobody-" + name));
            assertThat(dead.messageAttributes()).doesNotContainKey("EXHAUSTED_RETRY_CONDITION");
        }
    }

    @Test
    void groups_and_pages_and_refusals_are_as_the_client_expects() {
        try (SchedulerClient client = Sdk.scheduler(server.endpoint())) {
            String group =
                    client.createScheduleGroup(create -> create.name(name)).scheduleGroupArn();
            client.tagResource(tag -> tag.resourceArn(group)
                    .tags(Tag.builder().key("team").value("a").build()));
            assertThat(client.listTagsForResource(list -> list.resourceArn(group))
                            .tags())
                    .hasSize(1);
            IntStream.range(0, 12)
                    .forEach(i -> client.createSchedule(create -> create.name("s" + i)
                            .groupName(name)
                            .scheduleExpression("cron(0 21 * * ? *)")
                            .flexibleTimeWindow(window -> window.mode(FlexibleTimeWindowMode.OFF))
                            .target(target(arn(name)).build())));
            assertThat(client.listSchedulesPaginator(
                                    list -> list.groupName(name).maxResults(5))
                            .schedules())
                    .hasSize(12);
            assertThatThrownBy(() -> client.createScheduleGroup(create -> create.name(name)))
                    .isInstanceOf(ConflictException.class);
            assertThatThrownBy(() -> create(
                            client,
                            name,
                            "rate(1 day)",
                            target("arn:aws:lambda:us-east-1:000000000000:function:f")
                                    .build()))
                    .isInstanceOf(ValidationException.class)
                    .hasMessageContaining("Targets of the service lambda are not available here");
            assertThatThrownBy(() -> client.getSchedule(get -> get.name("not a name")))
                    .isInstanceOf(ValidationException.class);
            client.deleteScheduleGroup(delete -> delete.name(name));
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThatThrownBy(() -> client.getScheduleGroup(get -> get.name(name)))
                            .isInstanceOf(ResourceNotFoundException.class));
        }
    }

    @Test
    void what_fell_due_while_nobody_was_there_is_delivered_after_the_restart(@TempDir Path directory) throws Exception {
        Instant due;
        try (ServerProcess killed = ServerProcess.start(directory);
                SchedulerClient client = Sdk.scheduler(killed.endpoint());
                SqsClient sqs = Sdk.sync(killed.endpoint())) {
            sqs.createQueue(queue -> queue.queueName(name));
            due = Instant.now().plusSeconds(3);
            create(
                    client,
                    name,
                    at(Duration.ofSeconds(3)),
                    target(arn(name)).input("late").build());
            killed.kill();
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> Instant.now().isAfter(due));
        try (ServerProcess again = ServerProcess.start(directory);
                SqsClient sqs = Sdk.sync(again.endpoint())) {
            String url = sqs.getQueueUrl(queue -> queue.queueName(name)).queueUrl();
            assertThat(receive(sqs, url)).extracting(Message::body).containsExactly("late");
        }
    }
}
