package io.penstock.services.events.op;

import io.penstock.wire.ServiceDefinition;
import software.amazon.awssdk.services.eventbridge.model.CreateEventBusRequest;
import software.amazon.awssdk.services.eventbridge.model.DeleteEventBusRequest;
import software.amazon.awssdk.services.eventbridge.model.DeleteRuleRequest;
import software.amazon.awssdk.services.eventbridge.model.DescribeEventBusRequest;
import software.amazon.awssdk.services.eventbridge.model.DescribeRuleRequest;
import software.amazon.awssdk.services.eventbridge.model.DisableRuleRequest;
import software.amazon.awssdk.services.eventbridge.model.EnableRuleRequest;
import software.amazon.awssdk.services.eventbridge.model.ListEventBusesRequest;
import software.amazon.awssdk.services.eventbridge.model.ListRuleNamesByTargetRequest;
import software.amazon.awssdk.services.eventbridge.model.ListRulesRequest;
import software.amazon.awssdk.services.eventbridge.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.eventbridge.model.ListTargetsByRuleRequest;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequest;
import software.amazon.awssdk.services.eventbridge.model.PutPermissionRequest;
import software.amazon.awssdk.services.eventbridge.model.PutRuleRequest;
import software.amazon.awssdk.services.eventbridge.model.PutTargetsRequest;
import software.amazon.awssdk.services.eventbridge.model.RemovePermissionRequest;
import software.amazon.awssdk.services.eventbridge.model.RemoveTargetsRequest;
import software.amazon.awssdk.services.eventbridge.model.TagResourceRequest;
import software.amazon.awssdk.services.eventbridge.model.TestEventPatternRequest;
import software.amazon.awssdk.services.eventbridge.model.TestEventPatternResponse;
import software.amazon.awssdk.services.eventbridge.model.UntagResourceRequest;
import software.amazon.awssdk.services.eventbridge.model.UpdateEventBusRequest;

/** The operations that are served; all others of the API are refused by name. */
public final class Operations {

    private Operations() {}

    /** Adds them to a definition of the service. */
    public static ServiceDefinition on(ServiceDefinition service, Environment environment) {
        Buses buses = new Buses(environment);
        Rules rules = new Rules(environment);
        Targets targets = new Targets(environment);
        Tags tags = new Tags(environment);
        Permissions permissions = new Permissions(environment);
        ServiceDefinition more = OutsideOperations.on(ArchiveOperations.on(service, environment), environment);
        return PartnerOperations.on(more, environment)
                .on("CreateEventBus", CreateEventBusRequest.class, buses::create)
                .on("DeleteEventBus", DeleteEventBusRequest.class, buses::delete)
                .on("DescribeEventBus", DescribeEventBusRequest.class, buses::describe)
                .on("ListEventBuses", ListEventBusesRequest.class, buses::list)
                .on("UpdateEventBus", UpdateEventBusRequest.class, buses::update)
                .on("PutPermission", PutPermissionRequest.class, permissions::put)
                .on("RemovePermission", RemovePermissionRequest.class, permissions::remove)
                .on("ListTagsForResource", ListTagsForResourceRequest.class, tags::list)
                .on("TagResource", TagResourceRequest.class, tags::tag)
                .on("UntagResource", UntagResourceRequest.class, tags::untag)
                .on("DeleteRule", DeleteRuleRequest.class, rules::delete)
                .on("DescribeRule", DescribeRuleRequest.class, rules::describe)
                .on("DisableRule", DisableRuleRequest.class, rules::disable)
                .on("EnableRule", EnableRuleRequest.class, rules::enable)
                .on("ListRuleNamesByTarget", ListRuleNamesByTargetRequest.class, rules::byTarget)
                .on("ListRules", ListRulesRequest.class, rules::list)
                .on("PutRule", PutRuleRequest.class, rules::put)
                .on("ListTargetsByRule", ListTargetsByRuleRequest.class, targets::list)
                .on("PutTargets", PutTargetsRequest.class, targets::put)
                .on("RemoveTargets", RemoveTargetsRequest.class, targets::remove)
                .on("PutEvents", PutEventsRequest.class, new Putting(environment)::put)
                .on("TestEventPattern", TestEventPatternRequest.class, (call, request) -> test(environment, request));
    }

    private static TestEventPatternResponse test(Environment environment, TestEventPatternRequest request) {
        return TestEventPatternResponse.builder()
                .result(environment.matching().test().matches(request.eventPattern(), request.event()))
                .build();
    }
}
