package io.penstock.services.scheduler.op;

import io.penstock.kernel.name.Arn;
import io.penstock.services.scheduler.rules.SchedulerFaults;
import io.penstock.services.scheduler.schedule.GroupCommand;
import io.penstock.services.scheduler.schedule.GroupDefinition;
import io.penstock.services.scheduler.schedule.GroupReply;
import io.penstock.wire.CallContext;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.scheduler.model.CreateScheduleGroupRequest;
import software.amazon.awssdk.services.scheduler.model.CreateScheduleGroupResponse;
import software.amazon.awssdk.services.scheduler.model.DeleteScheduleGroupRequest;
import software.amazon.awssdk.services.scheduler.model.DeleteScheduleGroupResponse;
import software.amazon.awssdk.services.scheduler.model.GetScheduleGroupRequest;
import software.amazon.awssdk.services.scheduler.model.GetScheduleGroupResponse;
import software.amazon.awssdk.services.scheduler.model.ListScheduleGroupsRequest;
import software.amazon.awssdk.services.scheduler.model.ListScheduleGroupsResponse;
import software.amazon.awssdk.services.scheduler.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.scheduler.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.scheduler.model.ScheduleGroupState;
import software.amazon.awssdk.services.scheduler.model.ScheduleGroupSummary;
import software.amazon.awssdk.services.scheduler.model.Tag;
import software.amazon.awssdk.services.scheduler.model.TagResourceRequest;
import software.amazon.awssdk.services.scheduler.model.TagResourceResponse;
import software.amazon.awssdk.services.scheduler.model.UntagResourceRequest;
import software.amazon.awssdk.services.scheduler.model.UntagResourceResponse;

/** The operations on groups and their tags. */
final class Groups {

    private static final String RESOURCE = "schedule-group/";

    private final Environment environment;

    Groups(Environment environment) {
        this.environment = environment;
    }

    CreateScheduleGroupResponse create(CallContext call, CreateScheduleGroupRequest request)
            throws InterruptedException {
        GroupDefinition made = environment.group(
                call, new GroupCommand.Create(request.name(), tags(request.tags()), request.clientToken()));
        return CreateScheduleGroupResponse.builder()
                .scheduleGroupArn(arn(call, made))
                .build();
    }

    GetScheduleGroupResponse get(CallContext call, GetScheduleGroupRequest request) throws InterruptedException {
        GroupDefinition found = environment.group(call, new GroupCommand.Get(request.name()));
        return GetScheduleGroupResponse.builder()
                .arn(arn(call, found))
                .name(found.name())
                .state(state(found))
                .creationDate(date(found.createdMillis()))
                .lastModificationDate(date(found.modifiedMillis()))
                .build();
    }

    DeleteScheduleGroupResponse delete(CallContext call, DeleteScheduleGroupRequest request)
            throws InterruptedException {
        environment.group(call, new GroupCommand.Delete(request.name(), request.clientToken()));
        return DeleteScheduleGroupResponse.builder().build();
    }

    ListScheduleGroupsResponse list(CallContext call, ListScheduleGroupsRequest request) throws InterruptedException {
        int limit = request.maxResults() == null ? Environment.PAGE : request.maxResults();
        GroupCommand.Page page = new GroupCommand.Page(
                request.namePrefix() == null ? "" : request.namePrefix(), Asked.after(request.nextToken()), limit + 1);
        List<GroupDefinition> found = switch (environment.ask(call, page)) {
            case GroupReply.Listed(List<GroupDefinition> groups) -> groups;
            case GroupReply.Known _, GroupReply.Noted _ -> throw new IllegalStateException("no list of groups");
        };
        List<GroupDefinition> shown = found.subList(0, Math.min(limit, found.size()));
        ListScheduleGroupsResponse.Builder response = ListScheduleGroupsResponse.builder()
                .scheduleGroups(
                        shown.stream().map(group -> summary(call, group)).toList());
        return found.size() > limit
                ? response.nextToken(Asked.token(shown.getLast().name())).build()
                : response.build();
    }

    private static ScheduleGroupSummary summary(CallContext call, GroupDefinition group) {
        return ScheduleGroupSummary.builder()
                .arn(arn(call, group))
                .name(group.name())
                .state(state(group))
                .creationDate(date(group.createdMillis()))
                .lastModificationDate(date(group.modifiedMillis()))
                .build();
    }

    TagResourceResponse tag(CallContext call, TagResourceRequest request) throws InterruptedException {
        environment.group(call, new GroupCommand.Tag(name(call, request.resourceArn()), tags(request.tags())));
        return TagResourceResponse.builder().build();
    }

    UntagResourceResponse untag(CallContext call, UntagResourceRequest request) throws InterruptedException {
        environment.group(call, new GroupCommand.Untag(name(call, request.resourceArn()), request.tagKeys()));
        return UntagResourceResponse.builder().build();
    }

    ListTagsForResourceResponse tags(CallContext call, ListTagsForResourceRequest request) throws InterruptedException {
        GroupDefinition group = environment.group(call, new GroupCommand.Get(name(call, request.resourceArn())));
        List<Tag> tags = group.tags().entrySet().stream()
                .map(entry -> Tag.builder()
                        .key(entry.getKey())
                        .value(entry.getValue())
                        .build())
                .toList();
        return ListTagsForResourceResponse.builder().tags(tags).build();
    }

    private static SortedMap<String, String> tags(List<Tag> tags) {
        SortedMap<String, String> byKey = new TreeMap<>();
        tags.forEach(tag -> byKey.put(tag.key(), tag.value()));
        return byKey;
    }

    /** The name of the caller's own group in an ARN of the form that the model demands. */
    private static String name(CallContext call, String arn) {
        String name = arn.substring(arn.indexOf(RESOURCE) + RESOURCE.length());
        if (!arn.equals(arn(call, name))) {
            throw SchedulerFaults.noGroup(name);
        }
        return name;
    }

    private static String arn(CallContext call, GroupDefinition group) {
        return arn(call, group.name());
    }

    private static String arn(CallContext call, String name) {
        return Arn.of("scheduler", call.region(), call.account(), RESOURCE + name)
                .toString();
    }

    private static ScheduleGroupState state(GroupDefinition group) {
        return group.deleting() ? ScheduleGroupState.DELETING : ScheduleGroupState.ACTIVE;
    }

    private static @Nullable Instant date(long millis) {
        return millis == 0 ? null : Instant.ofEpochMilli(millis);
    }
}
