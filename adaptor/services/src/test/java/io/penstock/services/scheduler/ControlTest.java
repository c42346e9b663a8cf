package io.penstock.services.scheduler;

import static io.penstock.services.scheduler.SchedulerFixture.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.services.scheduler.rules.SchedulerLimits;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.scheduler.model.ActionAfterCompletion;
import software.amazon.awssdk.services.scheduler.model.FlexibleTimeWindowMode;
import software.amazon.awssdk.services.scheduler.model.GetScheduleResponse;
import software.amazon.awssdk.services.scheduler.model.ListSchedulesResponse;
import software.amazon.awssdk.services.scheduler.model.ScheduleGroupSummary;
import software.amazon.awssdk.services.scheduler.model.ScheduleState;
import software.amazon.awssdk.services.scheduler.model.ScheduleSummary;
import software.amazon.awssdk.services.scheduler.model.Tag;

class ControlTest {

    private static final String DAILY = "cron(0 21 * * ? *)";

    private final SchedulerFixture fixture = new SchedulerFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void a_schedule_is_told_as_it_was_made() {
        fixture.create(
                "daily",
                DAILY,
                request -> request.scheduleExpressionTimezone("Europe/Berlin")
                        .description("d")
                        .startDate(fixture.now().plusSeconds(60))
                        .endDate(fixture.now().plusSeconds(600))
                        .actionAfterCompletion(ActionAfterCompletion.DELETE)
                        .flexibleTimeWindow(window ->
                                window.mode(FlexibleTimeWindowMode.FLEXIBLE).maximumWindowInMinutes(5))
                        .target(SchedulerFixture.queue(3, 120)));
        GetScheduleResponse got = fixture.client.getSchedule(get -> get.name("daily"));
        assertThat(got.arn()).isEqualTo("arn:aws:scheduler:us-east-1:000000000000:schedule/default/daily");
        assertThat(got.scheduleExpression()).isEqualTo(DAILY);
        assertThat(got.scheduleExpressionTimezone()).isEqualTo("Europe/Berlin");
        assertThat(got.groupName()).isEqualTo("default");
        assertThat(got.state()).isEqualTo(ScheduleState.ENABLED);
        assertThat(got.description()).isEqualTo("d");
        assertThat(got.actionAfterCompletion()).isEqualTo(ActionAfterCompletion.DELETE);
        assertThat(got.startDate()).isEqualTo(fixture.now().plusSeconds(60));
        assertThat(got.endDate()).isEqualTo(fixture.now().plusSeconds(600));
        assertThat(got.flexibleTimeWindow().maximumWindowInMinutes()).isEqualTo(5);
        assertThat(got.target()).isEqualTo(SchedulerFixture.queue(3, 120));
        assertThat(got.creationDate()).isEqualTo(fixture.now());
    }

    @Test
    void a_change_replaces_everything_but_the_date_of_creation() {
        fixture.create("s", DAILY, request -> request.description("old"));
        var created = fixture.now();
        fixture.world.advance(Duration.ofSeconds(5));
        fixture.client.updateSchedule(update -> update.name("s")
                .scheduleExpression("rate(1 day)")
                .flexibleTimeWindow(window -> window.mode(FlexibleTimeWindowMode.OFF))
                .state(ScheduleState.DISABLED)
                .target(SchedulerFixture.queue().build()));
        GetScheduleResponse got = fixture.client.getSchedule(get -> get.name("s"));
        assertThat(got.description()).isNull();
        assertThat(got.state()).isEqualTo(ScheduleState.DISABLED);
        assertThat(got.creationDate()).isEqualTo(created);
        assertThat(got.lastModificationDate()).isEqualTo(fixture.now());
        assertRefused(
                "ResourceNotFoundException",
                "Schedule other does not exist.",
                () -> fixture.client.updateSchedule(update -> update.name("other")
                        .scheduleExpression("rate(1 day)")
                        .flexibleTimeWindow(window -> window.mode(FlexibleTimeWindowMode.OFF))
                        .target(SchedulerFixture.queue().build())));
    }

    @Test
    void an_account_has_so_many_creations_a_second() {
        IntStream.range(0, SchedulerLimits.CREATIONS)
                .forEach(i -> assertRefused(
                        "ResourceNotFoundException",
                        "Schedule group none does not exist.",
                        () -> fixture.create("s", DAILY, request -> request.groupName("none"))));
        assertRefused(
                "ThrottlingException",
                "Rate exceeded",
                () -> fixture.create("s", DAILY, request -> request.groupName("none")));
        fixture.world.advance(Duration.ofSeconds(1));
        fixture.create("s", DAILY, request -> {});
    }

    @Test
    void a_repetition_under_the_same_token_changes_nothing_and_another_request_conflicts() {
        fixture.create("s", DAILY, request -> request.clientToken("t"));
        fixture.world.advance(Duration.ofSeconds(5));
        fixture.create("s", DAILY, request -> request.clientToken("t"));
        assertRefused(
                "ConflictException",
                "Schedule s already exists.",
                () -> fixture.create("s", "rate(1 day)", request -> request.clientToken("t")));
        assertRefused(
                "ConflictException",
                "Schedule s already exists.",
                () -> fixture.create("s", DAILY, request -> request.clientToken("u")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            cron(0 0 * * *)       | UTC           | Invalid Schedule Expression cron(0 0 * * *).
            at(2026-01-01T00:00)  | UTC           | Invalid Schedule Expression at(2026-01-01T00:00).
            rate(1 day)           | Nowhere/Land  | Invalid ScheduleExpressionTimezone Nowhere/Land.
            rate(1 day)           | +02:00        | Invalid ScheduleExpressionTimezone +02:00.
            """)
    void expressions_and_zones_are_checked(String expression, String zone, String text) {
        assertRefused(
                "ValidationException",
                text,
                () -> fixture.create("s", expression, request -> request.scheduleExpressionTimezone(zone)));
    }

    /** AWS's words, as others report them; of schedules that do not recur AWS ignores the date. */
    @Test
    void a_start_may_be_five_minutes_over() {
        var start = fixture.now();
        fixture.create("s", DAILY, request -> request.startDate(start).clientToken("t"));
        fixture.world.advance(Duration.ofMinutes(5));
        fixture.create("in-time", DAILY, request -> request.startDate(start));
        fixture.world.advance(Duration.ofSeconds(1));
        String text = "The StartDate you specify cannot be earlier than 5 minutes ago.";
        assertRefused(
                "ValidationException", text, () -> fixture.create("late", DAILY, request -> request.startDate(start)));
        assertRefused(
                "ValidationException",
                text,
                () -> fixture.client.updateSchedule(update -> update.name("s")
                        .scheduleExpression(DAILY)
                        .startDate(start)
                        .flexibleTimeWindow(window -> window.mode(FlexibleTimeWindowMode.OFF))
                        .target(SchedulerFixture.queue().build())));
        fixture.create("once", fixture.at(Duration.ofHours(1)), request -> request.startDate(start));
        fixture.create("s", DAILY, request -> request.startDate(start).clientToken("t"));
    }

    @Test
    void the_default_group_does_not_count_though_it_is_tagged() {
        fixture.client.tagResource(
                tag -> tag.resourceArn("arn:aws:scheduler:us-east-1:000000000000:schedule-group/default")
                        .tags(Tag.builder().key("k").value("v").build()));
        IntStream.range(0, 500).forEach(i -> fixture.client.createScheduleGroup(create -> create.name("g" + i)));
        assertRefused(
                "ServiceQuotaExceededException",
                "500",
                () -> fixture.client.createScheduleGroup(create -> create.name("h")));
    }

    @Test
    void dates_and_windows_are_checked() {
        assertRefused(
                "ValidationException",
                "The StartDate you specify must be earlier than the EndDate.",
                () -> fixture.create(
                        "s", DAILY, request -> request.startDate(fixture.now()).endDate(fixture.now())));
        assertRefused(
                "ValidationException",
                "MaximumWindowInMinutes must be provided",
                () -> fixture.create(
                        "s",
                        DAILY,
                        request -> request.flexibleTimeWindow(window -> window.mode(FlexibleTimeWindowMode.FLEXIBLE))));
        assertRefused(
                "ValidationException",
                "KmsKeyArn is not available here",
                () -> fixture.create(
                        "s", DAILY, request -> request.kmsKeyArn("arn:aws:kms:us-east-1:000000000000:key/k")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            nonsense                                              | Provided Arn is not in correct format.
            arn:aws:sqs:us-east-1:000000000000:a/b                | Provided Arn is not in correct format.
            arn:aws:lambda:us-east-1:000000000000:function:f      | Targets of the service lambda are not available here
            arn:aws:sns:us-east-1:000000000000:t.fifo             | Provided Arn is not in correct format.
            arn:aws:states:us-east-1:000000000000:stateMachine:m  | Targets of the service states are not available here
            arn:aws:events:us-east-1:000000000000:event-bus/b     | EventBridgeParameters are required
            arn:aws:sqs:us-east-1:000000000000:q.fifo             | SqsParameters.MessageGroupId is required
            arn:aws:kinesis:us-east-1:000000000000:stream/s       | KinesisParameters.PartitionKey is required
            arn:aws:scheduler:::aws-sdk:lambda:invoke             | The service lambda of the target
            arn:aws:scheduler:::aws-sdk:sqs:purgeQueue            | PurgeQueue is not an available operation of sqs.
            arn:aws:scheduler:::aws-sdk:sqs:receiveMessage        | ReceiveMessage only reads
            arn:aws:scheduler:::aws-sdk:sqs:sendMessage           | Invalid RequestJson provided.
            """)
    void a_target_that_cannot_be_invoked_is_refused(String arn, String text) {
        assertRefused(
                "ValidationException",
                text,
                () -> fixture.create(
                        "s",
                        DAILY,
                        request ->
                                request.target(SchedulerFixture.queue().arn(arn).build())));
        assertThat(fixture.client.listSchedules(list -> {}).schedules()).isEmpty();
    }

    @Test
    void schedules_are_listed_in_pages_by_group_prefix_and_state() {
        fixture.client.createScheduleGroup(create -> create.name("g"));
        IntStream.range(0, 30).forEach(i -> fixture.create("a" + i, DAILY));
        IntStream.range(0, 7)
                .forEach(i -> fixture.create(
                        "b" + i,
                        DAILY,
                        request ->
                                request.groupName("g").state(i < 3 ? ScheduleState.DISABLED : ScheduleState.ENABLED)));
        ListSchedulesResponse first = fixture.client.listSchedules(list -> list.maxResults(25));
        ListSchedulesResponse rest =
                fixture.client.listSchedules(list -> list.maxResults(25).nextToken(first.nextToken()));
        assertThat(first.schedules()).hasSize(25);
        assertThat(rest.schedules()).hasSize(12);
        assertThat(rest.nextToken()).isNull();
        assertThat(IntStream.range(0, 37)
                        .mapToObj(i -> i < 25
                                ? first.schedules().get(i)
                                : rest.schedules().get(i - 25))
                        .map(ScheduleSummary::name))
                .doesNotHaveDuplicates()
                .hasSize(37);
        assertThat(fixture.client.listSchedules(list -> list.groupName("g")).schedules())
                .hasSize(7);
        assertThat(fixture.client
                        .listSchedules(list -> list.groupName("g").state(ScheduleState.DISABLED))
                        .schedules())
                .hasSize(3);
        assertThat(fixture.client.listSchedules(list -> list.namePrefix("a1")).schedules())
                .hasSize(11);
        assertRefused(
                "ResourceNotFoundException",
                "Schedule group h does not exist.",
                () -> fixture.client.listSchedules(list -> list.groupName("h")));
        assertRefused(
                "ValidationException",
                "Invalid NextToken provided.",
                () -> fixture.client.listSchedules(list -> list.nextToken("*")));
    }

    @Test
    void a_group_goes_with_its_schedules() {
        fixture.client.createScheduleGroup(create -> create.name("g"));
        IntStream.range(0, 20).forEach(i -> fixture.create("s" + i, "rate(1 hour)", request -> request.groupName("g")));
        fixture.create("stays", DAILY);
        fixture.client.deleteScheduleGroup(delete -> delete.name("g"));
        fixture.world.advance(Duration.ofSeconds(1));
        assertRefused(
                "ResourceNotFoundException",
                "Schedule group g does not exist.",
                () -> fixture.client.getScheduleGroup(get -> get.name("g")));
        assertThat(fixture.client.listSchedules(list -> {}).schedules())
                .extracting(ScheduleSummary::name)
                .containsExactly("stays");
        fixture.client.createScheduleGroup(create -> create.name("g"));
        fixture.create("s1", DAILY, request -> request.groupName("g"));
        assertThat(fixture.client.listSchedules(list -> list.groupName("g")).schedules())
                .hasSize(1);
    }

    @Test
    void a_group_is_made_listed_and_tagged() {
        fixture.client.createScheduleGroup(create -> create.name("g")
                .clientToken("t")
                .tags(Tag.builder().key("k").value("v").build()));
        fixture.client.createScheduleGroup(create -> create.name("g")
                .clientToken("t")
                .tags(Tag.builder().key("k").value("v").build()));
        assertRefused(
                "ConflictException",
                "Schedule group g already exists.",
                () -> fixture.client.createScheduleGroup(create -> create.name("g")));
        String arn = fixture.client.getScheduleGroup(get -> get.name("g")).arn();
        assertThat(arn).isEqualTo("arn:aws:scheduler:us-east-1:000000000000:schedule-group/g");
        fixture.client.tagResource(tag ->
                tag.resourceArn(arn).tags(Tag.builder().key("l").value("w").build()));
        fixture.client.untagResource(untag -> untag.resourceArn(arn).tagKeys(List.of("k")));
        assertThat(fixture.client
                        .listTagsForResource(list -> list.resourceArn(arn))
                        .tags())
                .containsExactly(Tag.builder().key("l").value("w").build());
        assertThat(fixture.client.listScheduleGroups(list -> {}).scheduleGroups())
                .extracting(ScheduleGroupSummary::name)
                .containsExactly("default", "g");
        assertRefused(
                "ValidationException",
                "default schedule group",
                () -> fixture.client.deleteScheduleGroup(delete -> delete.name("default")));
        assertRefused(
                "ConflictException",
                "already exists",
                () -> fixture.client.createScheduleGroup(create -> create.name("default")));
        assertRefused(
                "ResourceNotFoundException",
                "Schedule group h does not exist.",
                () -> fixture.create("s", DAILY, request -> request.groupName("h")));
    }

    @Test
    void the_quota_of_groups_holds() {
        IntStream.range(0, 500).forEach(i -> fixture.client.createScheduleGroup(create -> create.name("g" + i)));
        assertRefused(
                "ServiceQuotaExceededException",
                "500",
                () -> fixture.client.createScheduleGroup(create -> create.name("more")));
    }
}
