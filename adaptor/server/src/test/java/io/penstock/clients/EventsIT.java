package io.penstock.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.EventBridgeException;
import software.amazon.awssdk.services.eventbridge.model.InvalidEventPatternException;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResultEntry;
import software.amazon.awssdk.services.eventbridge.model.Target;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/** EventBridge over HTTP, delivering to queues, with the SDK for Java v2 and the aws CLI. */
@ExtendWith(SharedServer.class)
final class EventsIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static final String EVENT = """
            {"version": "0", "id": "1", "detail-type": "Order", "source": "com.shop", "account": "000000000000",
             "time": "2026-01-01T00:00:00Z", "region": "us-east-1", "resources": [], "detail": {"total": 12.5}}""";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SQS = "arn:aws:sqs:us-east-1:000000000000:";

    private final TestServer server;
    private final EventBridgeClient events;
    private final SqsClient sqs;
    private final String name = "events-" + System.nanoTime();

    @TempDir
    private Path directory;

    EventsIT(TestServer server) {
        this.server = server;
        this.events = Sdk.events(server.endpoint());
        this.sqs = Sdk.sync(server.endpoint());
    }

    @AfterEach
    void close() {
        events.close();
        sqs.close();
    }

    private boolean matches(String pattern) {
        return events.testEventPattern(test -> test.eventPattern(pattern).event(EVENT))
                .result();
    }

    @Test
    void patterns_are_tested_and_refused_in_the_words_of_aws() {
        assertThat(matches("{\"detail\": {\"total\": [{\"numeric\": [\">\", 12]}]}}"))
                .isTrue();
        assertThat(matches("{\"detail\": {\"total\": [{\"numeric\": [\">\", 13]}]}}"))
                .isFalse();
        assertThatThrownBy(() -> matches("{\"source\": \"com.shop\"}"))
                .isInstanceOf(InvalidEventPatternException.class)
                .hasMessageContaining("Event pattern is not valid. Reason: \"source\" must be an object or an array");
        assertThatThrownBy(() -> events.testEventPattern(
                        test -> test.eventPattern("{\"source\": [\"a\"]}").event("{}")))
                .isInstanceOf(EventBridgeException.class)
                .hasMessageContaining("Parameter Event is not valid.");
    }

    @Test
    void what_is_not_here_is_refused_by_name() {
        assertThatThrownBy(() -> events.listEndpoints(list -> {}))
                .isInstanceOfSatisfying(
                        EventBridgeException.class,
                        refused -> assertThat(refused.awsErrorDetails().errorCode())
                                .isEqualTo("UnknownOperationException"));
    }

    @Test
    void the_aws_cli_tests_a_pattern() {
        Program aws = new Program(directory).with(server);
        aws.assumeInstalled("the aws CLI", "aws", "--version");
        // With the endpoint as an option: version 1 of the CLI ignores AWS_ENDPOINT_URL.
        String answer = aws.run(
                        LIMIT,
                        "aws",
                        "--endpoint-url",
                        server.endpoint().toString(),
                        "events",
                        "test-event-pattern",
                        "--event-pattern",
                        "{\"source\": [{\"prefix\": \"com.\"}]}",
                        "--event",
                        EVENT)
                .succeeded();
        assertThat(answer).contains("\"Result\": true");
    }

    private String queue(String queue) {
        sqs.createQueue(create -> create.queueName(name + queue));
        return SQS + name + queue;
    }

    private void rule(String rule, String pattern, Target... targets) {
        events.putRule(put -> put.name(name + rule).eventPattern(pattern));
        events.putTargets(put -> put.rule(name + rule).targets(targets));
    }

    private static Target target(String arn, Consumer<Target.Builder> more) {
        return Target.builder().id("t").arn(arn).applyMutation(more).build();
    }

    private String put(String source, String detail) {
        PutEventsResponse response = events.putEvents(put -> put.entries(PutEventsRequestEntry.builder()
                .source(source)
                .detailType("Order")
                .detail(detail)
                .build()));
        assertThat(response.failedEntryCount()).isZero();
        return response.entries().getFirst().eventId();
    }

    private List<Message> receive(String queue, int count) {
        String url = sqs.getQueueUrl(get -> get.queueName(name + queue)).queueUrl();
        List<Message> messages = new ArrayList<>();
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            messages.addAll(sqs.receiveMessage(receive -> receive.queueUrl(url)
                            .maxNumberOfMessages(10)
                            .waitTimeSeconds(1)
                            .messageAttributeNames("All"))
                    .messages());
            return messages.size() >= count;
        });
        return messages;
    }

    @Test
    void an_event_reaches_the_queues_of_the_rules_that_match_it_and_no_other() throws Exception {
        String pattern = "{\"source\": [\"" + name + "\"], \"detail\": {\"total\": [{\"numeric\": [\">\", 10]}]}}";
        put(name, "{\"total\": 99}");
        rule("whole", pattern, target(queue("whole"), target -> {}));
        rule(
                "transformed",
                pattern,
                target(
                        queue("transformed"),
                        target -> target.inputTransformer(transformer -> transformer
                                .inputPathsMap(Map.of("total", "$.detail.total"))
                                .inputTemplate("{\"rule\": <aws.events.rule-name>, \"text\": \"total <total>\"}"))),
                target(queue("part"), target -> target.id("p").inputPath("$.detail")),
                target(queue("constant"), target -> target.id("c").input("{\"fixed\": 1}")));
        put(name, "{\"total\": 5}");
        String id = put(name, "{\"total\": 12}");
        List<Message> whole = receive("whole", 1);
        assertThat(whole).hasSize(1);
        JsonNode event = JSON.readTree(whole.getFirst().body());
        assertThat(event.path("id").asText()).isEqualTo(id);
        assertThat(event.path("detail-type").asText()).isEqualTo("Order");
        assertThat(event.path("account").asText()).isEqualTo("000000000000");
        assertThat(event.path("region").asText()).isEqualTo("us-east-1");
        assertThat(event.path("time").asText()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
        assertThat(event.path("detail").path("total").asInt()).isEqualTo(12);
        assertThat(receive("transformed", 1).getFirst().body())
                .isEqualTo("{\"rule\":\"" + name + "transformed\",\"text\":\"total 12\"}");
        assertThat(receive("part", 1).getFirst().body()).isEqualTo("{\"total\":12}");
        assertThat(receive("constant", 1).getFirst().body()).isEqualTo("{\"fixed\": 1}");
    }

    @Test
    void a_disabled_or_changed_rule_counts_at_once() {
        rule("r", "{\"source\": [\"" + name + "\"]}", target(queue("q"), target -> {}));
        events.disableRule(disable -> disable.name(name + "r"));
        put(name, "{\"n\": 1}");
        events.enableRule(enable -> enable.name(name + "r"));
        events.putRule(
                put -> put.name(name + "r").eventPattern("{\"source\": [\"" + name + "\"], \"detail\": {\"n\": [3]}}"));
        put(name, "{\"n\": 2}");
        put(name, "{\"n\": 3}");
        assertThat(receive("q", 1))
                .singleElement()
                .satisfies(message -> assertThat(message.body()).contains("\"detail\":{\"n\":3}"));
    }

    @Test
    void what_a_queue_cannot_take_goes_to_the_dead_letter_queue_of_its_target() {
        String dead = queue("dead");
        rule(
                "r",
                "{\"source\": [\"" + name + "\"]}",
                target(SQS + name + "-none", target -> target.deadLetterConfig(config -> config.arn(dead))));
        put(name, "{}");
        Message letter = receive("dead", 1).getFirst();
        assertThat(letter.messageAttributes().get("TARGET_ARN"))
                .isNotNull()
                .satisfies(arn -> assertThat(arn.stringValue()).isEqualTo(SQS + name + "-none"));
        assertThat(letter.messageAttributes()).containsKeys("RULE_ARN", "ERROR_CODE", "ERROR_MESSAGE");
    }

    @Test
    void each_bus_has_rules_of_its_own() {
        String bus = events.createEventBus(create -> create.name(name)).eventBusArn();
        assertThat(bus).endsWith(":event-bus/" + name);
        events.putRule(put -> put.name("r").eventBusName(name).eventPattern("{\"source\": [\"" + name + "\"]}"));
        events.putTargets(put -> put.rule("r").eventBusName(bus).targets(target(queue("q"), target -> {})));
        put(name, "{\"of\": \"default\"}");
        events.putEvents(put -> put.entries(PutEventsRequestEntry.builder()
                .eventBusName(bus)
                .source(name)
                .detailType("Order")
                .detail("{\"of\": \"own\"}")
                .resources("arn:x")
                .build()));
        assertThat(receive("q", 1))
                .singleElement()
                .satisfies(message ->
                        assertThat(message.body()).contains("\"resources\":[\"arn:x\"],\"detail\":{\"of\":\"own\"}"));
        assertThat(events.listEventBuses(list -> list.namePrefix(name)).eventBuses())
                .hasSize(1);
        assertThat(events.listEventBuses(list -> {}).eventBuses())
                .anyMatch(each -> each.name().equals("default"));
        assertThat(events.listRules(list -> list.eventBusName(name)).rules()).hasSize(1);
        assertThat(events.listTargetsByRule(list -> list.eventBusName(name).rule("r"))
                        .targets())
                .hasSize(1);
        assertThat(events.listRuleNamesByTarget(list -> list.eventBusName(name).targetArn(SQS + name + "q"))
                        .ruleNames())
                .containsExactly("r");
        refused(
                "ValidationException",
                () -> events.deleteRule(delete -> delete.eventBusName(name).name("r")));
        refused("ValidationException", () -> events.deleteEventBus(delete -> delete.name(name)));
        assertThat(events.removeTargets(
                                remove -> remove.eventBusName(name).rule("r").ids("t", "x"))
                        .failedEntries())
                .singleElement()
                .satisfies(failed -> assertThat(failed.targetId()).isEqualTo("x"));
        events.deleteRule(delete -> delete.eventBusName(name).name("r"));
        events.deleteEventBus(delete -> delete.name(name));
        refused("ResourceNotFoundException", () -> events.describeEventBus(describe -> describe.name(name)));
    }

    private static void refused(String code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        EventBridgeException.class,
                        refused -> assertThat(refused.awsErrorDetails().errorCode())
                                .isEqualTo(code));
    }

    @Test
    void what_aws_refuses_and_what_is_not_here_is_refused() {
        refused("ResourceAlreadyExistsException", () -> events.createEventBus(create -> create.name("default")));
        refused("ValidationException", () -> events.deleteEventBus(delete -> delete.name("default")));
        refused("ValidationException", () -> events.putRule(put -> put.name(name)));
        refused(
                "ValidationException",
                () -> events.putRule(put -> put.name(name).scheduleExpression("rate(1 minutes)")));
        refused(
                "InvalidEventPatternException",
                () -> events.putRule(put -> put.name(name).eventPattern("{\"source\": \"a\"}")));
        refused("ResourceNotFoundException", () -> events.describeRule(describe -> describe.name(name)));
        events.putRule(put -> put.name(name).eventPattern("{\"source\": [\"a\"]}"));
        for (String arn : List.of("arn:aws:lambda:us-east-1:000000000000:function:f", SQS + "q.fifo", "x")) {
            refused(
                    "ValidationException",
                    () -> events.putTargets(put -> put.rule(name).targets(target(arn, target -> {}))));
        }
        Target[] six = IntStream.range(0, 6)
                .mapToObj(i -> target(SQS + "q", target -> target.id("t" + i)))
                .toArray(Target[]::new);
        refused(
                "LimitExceededException",
                () -> events.putTargets(put -> put.rule(name).targets(six)));
        PutEventsResponse response = events.putEvents(put -> put.entries(
                entry(null, "d", "{}"), entry("s", "d", "[]"), entry("aws.s3", "d", "{}"), entry("s", "d", "{}")));
        assertThat(response.failedEntryCount()).isEqualTo(3);
        assertThat(response.entries())
                .extracting(PutEventsResultEntry::errorCode)
                .containsExactly("InvalidArgument", "MalformedDetail", "NotAuthorizedForSourceException", null);
        refused(
                "ValidationException",
                () -> events.putEvents(put -> put.entries(entry("s", "d", "{\"a\":\"" + "x".repeat(1 << 20) + "\"}"))));
    }

    private static PutEventsRequestEntry entry(@Nullable String source, String detailType, String detail) {
        return PutEventsRequestEntry.builder()
                .source(source)
                .detailType(detailType)
                .detail(detail)
                .build();
    }
}
