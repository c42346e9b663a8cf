package io.penstock.services.scheduler.op;

import io.penstock.services.scheduler.rules.SchedulerLimits;
import io.penstock.wire.ServiceDefinition;
import software.amazon.awssdk.services.scheduler.model.CreateScheduleGroupRequest;
import software.amazon.awssdk.services.scheduler.model.CreateScheduleRequest;
import software.amazon.awssdk.services.scheduler.model.DeleteScheduleGroupRequest;
import software.amazon.awssdk.services.scheduler.model.DeleteScheduleRequest;
import software.amazon.awssdk.services.scheduler.model.GetScheduleGroupRequest;
import software.amazon.awssdk.services.scheduler.model.GetScheduleRequest;
import software.amazon.awssdk.services.scheduler.model.ListScheduleGroupsRequest;
import software.amazon.awssdk.services.scheduler.model.ListSchedulesRequest;
import software.amazon.awssdk.services.scheduler.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.scheduler.model.TagResourceRequest;
import software.amazon.awssdk.services.scheduler.model.UntagResourceRequest;
import software.amazon.awssdk.services.scheduler.model.UpdateScheduleRequest;

/** All operations of the API. */
public final class Operations {

    private Operations() {}

    /** Adds them to a definition of the service. */
    public static ServiceDefinition on(ServiceDefinition service, Environment environment) {
        Schedules schedules = new Schedules(environment);
        Groups groups = new Groups(environment);
        return service.on(
                        "CreateSchedule",
                        CreateScheduleRequest.class,
                        environment.rates().limit("CreateSchedule", SchedulerLimits.CREATIONS, schedules::create))
                .on("UpdateSchedule", UpdateScheduleRequest.class, schedules::update)
                .on("DeleteSchedule", DeleteScheduleRequest.class, schedules::delete)
                .on("GetSchedule", GetScheduleRequest.class, schedules::get)
                .on("ListSchedules", ListSchedulesRequest.class, schedules::list)
                .on("CreateScheduleGroup", CreateScheduleGroupRequest.class, groups::create)
                .on("GetScheduleGroup", GetScheduleGroupRequest.class, groups::get)
                .on("DeleteScheduleGroup", DeleteScheduleGroupRequest.class, groups::delete)
                .on("ListScheduleGroups", ListScheduleGroupsRequest.class, groups::list)
                .on("TagResource", TagResourceRequest.class, groups::tag)
                .on("UntagResource", UntagResourceRequest.class, groups::untag)
                .on("ListTagsForResource", ListTagsForResourceRequest.class, groups::tags);
    }
}
