package io.penstock.services.scheduler.schedule;

import java.util.List;

/** What a bucket answers. */
public sealed interface BucketReply {

    record Known(ScheduleDefinition schedule) implements BucketReply {}

    record Listed(List<ScheduleDefinition> schedules) implements BucketReply {}

    record Noted() implements BucketReply {}
}
