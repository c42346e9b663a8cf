package io.penstock.services.scheduler.op;

import io.penstock.services.scheduler.rules.SchedulerFaults;
import io.penstock.services.scheduler.schedule.BucketCommand;
import io.penstock.services.scheduler.schedule.GroupCommand;
import io.penstock.services.scheduler.schedule.GroupDefinition;
import io.penstock.services.scheduler.schedule.ScheduleDefinition;
import io.penstock.services.scheduler.schedule.ScheduleDefinition.Dates;
import io.penstock.services.scheduler.schedule.SchedulePlace;
import io.penstock.services.scheduler.schedule.TargetDefinition;
import io.penstock.wire.CallContext;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.scheduler.model.ActionAfterCompletion;
import software.amazon.awssdk.services.scheduler.model.CreateScheduleRequest;
import software.amazon.awssdk.services.scheduler.model.CreateScheduleResponse;
import software.amazon.awssdk.services.scheduler.model.DeadLetterConfig;
import software.amazon.awssdk.services.scheduler.model.DeleteScheduleRequest;
import software.amazon.awssdk.services.scheduler.model.DeleteScheduleResponse;
import software.amazon.awssdk.services.scheduler.model.FlexibleTimeWindow;
import software.amazon.awssdk.services.scheduler.model.FlexibleTimeWindowMode;
import software.amazon.awssdk.services.scheduler.model.GetScheduleRequest;
import software.amazon.awssdk.services.scheduler.model.GetScheduleResponse;
import software.amazon.awssdk.services.scheduler.model.KinesisParameters;
import software.amazon.awssdk.services.scheduler.model.ListSchedulesRequest;
import software.amazon.awssdk.services.scheduler.model.ListSchedulesResponse;
import software.amazon.awssdk.services.scheduler.model.RetryPolicy;
import software.amazon.awssdk.services.scheduler.model.ScheduleState;
import software.amazon.awssdk.services.scheduler.model.ScheduleSummary;
import software.amazon.awssdk.services.scheduler.model.SqsParameters;
import software.amazon.awssdk.services.scheduler.model.Target;
import software.amazon.awssdk.services.scheduler.model.UpdateScheduleRequest;
import software.amazon.awssdk.services.scheduler.model.UpdateScheduleResponse;

/** The operations on schedules. */
final class Schedules {

    private final Environment environment;

    Schedules(Environment environment) {
        this.environment = environment;
    }

    CreateScheduleResponse create(CallContext call, CreateScheduleRequest request) throws InterruptedException {
        Asked.refuseKey(request.kmsKeyArn());
        SchedulePlace place = Environment.place(call, request.groupName(), request.name());
        ScheduleDefinition asked = new ScheduleDefinition(
                place,
                group(call, place),
                Asked.of(request).checked(),
                Asked.enabled(request.stateAsString()),
                Asked.deletes(request.actionAfterCompletionAsString()),
                request.description(),
                environment.targets().check(request.target()),
                request.clientToken(),
                Dates.NONE);
        ScheduleDefinition made = environment.schedule(call, place, new BucketCommand.Create(asked));
        return CreateScheduleResponse.builder().scheduleArn(made.place().arn()).build();
    }

    UpdateScheduleResponse update(CallContext call, UpdateScheduleRequest request) throws InterruptedException {
        Asked.refuseKey(request.kmsKeyArn());
        SchedulePlace place = Environment.place(call, request.groupName(), request.name());
        ScheduleDefinition asked = new ScheduleDefinition(
                place,
                group(call, place),
                Asked.of(request).checked(),
                Asked.enabled(request.stateAsString()),
                Asked.deletes(request.actionAfterCompletionAsString()),
                request.description(),
                environment.targets().check(request.target()),
                request.clientToken(),
                Dates.NONE);
        ScheduleDefinition changed = environment.schedule(call, place, new BucketCommand.Update(asked));
        return UpdateScheduleResponse.builder()
                .scheduleArn(changed.place().arn())
                .build();
    }

    /** The id of the group that a schedule is to be in. */
    private String group(CallContext call, SchedulePlace place) throws InterruptedException {
        GroupDefinition group = environment.group(call, new GroupCommand.Get(place.group()));
        if (group.deleting()) {
            throw SchedulerFaults.conflict("Schedule group " + group.name() + " is being deleted.");
        }
        return group.id();
    }

    DeleteScheduleResponse delete(CallContext call, DeleteScheduleRequest request) throws InterruptedException {
        SchedulePlace place = Environment.place(call, request.groupName(), request.name());
        environment.ask(call, place, new BucketCommand.Delete(place.key(), request.clientToken()));
        return DeleteScheduleResponse.builder().build();
    }

    GetScheduleResponse get(CallContext call, GetScheduleRequest request) throws InterruptedException {
        SchedulePlace place = Environment.place(call, request.groupName(), request.name());
        ScheduleDefinition found = environment.schedule(call, place, new BucketCommand.Get(place.key()));
        return GetScheduleResponse.builder()
                .actionAfterCompletion(
                        found.deleteWhenOver() ? ActionAfterCompletion.DELETE : ActionAfterCompletion.NONE)
                .arn(found.place().arn())
                .creationDate(Instant.ofEpochMilli(found.dates().created()))
                .lastModificationDate(Instant.ofEpochMilli(found.dates().modified()))
                .description(found.description())
                .startDate(instant(found.when().startMillis()))
                .endDate(instant(found.when().endMillis()))
                .flexibleTimeWindow(window(found.when().windowMinutes()))
                .groupName(found.place().group())
                .name(found.place().name())
                .scheduleExpression(found.when().expression())
                .scheduleExpressionTimezone(found.when().zone())
                .state(state(found))
                .target(target(found.target()))
                .build();
    }

    private static @Nullable Instant instant(@Nullable Long millis) {
        return millis == null ? null : Instant.ofEpochMilli(millis);
    }

    private static FlexibleTimeWindow window(int minutes) {
        FlexibleTimeWindow.Builder window = FlexibleTimeWindow.builder()
                .mode(minutes == 0 ? FlexibleTimeWindowMode.OFF : FlexibleTimeWindowMode.FLEXIBLE);
        return minutes == 0
                ? window.build()
                : window.maximumWindowInMinutes(minutes).build();
    }

    private static ScheduleState state(ScheduleDefinition schedule) {
        return schedule.enabled() ? ScheduleState.ENABLED : ScheduleState.DISABLED;
    }

    private static Target target(TargetDefinition kept) {
        Target.Builder target = Target.builder()
                .arn(kept.arn())
                .roleArn(kept.roleArn())
                .input(kept.input())
                .retryPolicy(RetryPolicy.builder()
                        .maximumEventAgeInSeconds(kept.maxAgeSeconds())
                        .maximumRetryAttempts(kept.maxRetries())
                        .build());
        if (kept.deadLetterArn() != null) {
            target.deadLetterConfig(
                    DeadLetterConfig.builder().arn(kept.deadLetterArn()).build());
        }
        if (kept.messageGroupId() != null) {
            target.sqsParameters(SqsParameters.builder()
                    .messageGroupId(kept.messageGroupId())
                    .build());
        }
        if (kept.partitionKey() != null) {
            target.kinesisParameters(KinesisParameters.builder()
                    .partitionKey(kept.partitionKey())
                    .build());
        }
        if (kept.detailType() != null) {
            target.eventBridgeParameters(
                    event -> event.detailType(kept.detailType()).source(kept.source()));
        }
        return target.build();
    }

    ListSchedulesResponse list(CallContext call, ListSchedulesRequest request) throws InterruptedException {
        if (request.groupName() != null) {
            environment.group(call, new GroupCommand.Get(request.groupName()));
        }
        int limit = request.maxResults() == null ? Environment.PAGE : request.maxResults();
        Boolean enabled = request.stateAsString() == null ? null : Asked.enabled(request.stateAsString());
        List<ScheduleDefinition> found = environment.page(
                call,
                new BucketCommand.Page(
                        request.groupName(),
                        request.namePrefix() == null ? "" : request.namePrefix(),
                        enabled,
                        Asked.after(request.nextToken()),
                        limit + 1));
        List<ScheduleDefinition> page = found.subList(0, Math.min(limit, found.size()));
        ListSchedulesResponse.Builder response = ListSchedulesResponse.builder()
                .schedules(page.stream().map(Schedules::summary).toList());
        return found.size() > limit
                ? response.nextToken(Asked.token(page.getLast().place().key())).build()
                : response.build();
    }

    private static ScheduleSummary summary(ScheduleDefinition schedule) {
        return ScheduleSummary.builder()
                .arn(schedule.place().arn())
                .creationDate(Instant.ofEpochMilli(schedule.dates().created()))
                .lastModificationDate(Instant.ofEpochMilli(schedule.dates().modified()))
                .groupName(schedule.place().group())
                .name(schedule.place().name())
                .state(state(schedule))
                .target(target -> target.arn(schedule.target().arn()))
                .build();
    }
}
