package io.penstock.services.events.op;

import io.penstock.services.common.Await;
import io.penstock.services.events.bus.BusCommand;
import io.penstock.services.events.bus.BusReply;
import io.penstock.services.events.bus.RuleDefinition;
import io.penstock.services.events.bus.RuleSchedule;
import io.penstock.services.events.rules.EventsFaults;
import io.penstock.wire.CallContext;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eventbridge.model.DeleteRuleRequest;
import software.amazon.awssdk.services.eventbridge.model.DeleteRuleResponse;
import software.amazon.awssdk.services.eventbridge.model.DescribeRuleRequest;
import software.amazon.awssdk.services.eventbridge.model.DescribeRuleResponse;
import software.amazon.awssdk.services.eventbridge.model.DisableRuleRequest;
import software.amazon.awssdk.services.eventbridge.model.DisableRuleResponse;
import software.amazon.awssdk.services.eventbridge.model.EnableRuleRequest;
import software.amazon.awssdk.services.eventbridge.model.EnableRuleResponse;
import software.amazon.awssdk.services.eventbridge.model.ListRuleNamesByTargetRequest;
import software.amazon.awssdk.services.eventbridge.model.ListRuleNamesByTargetResponse;
import software.amazon.awssdk.services.eventbridge.model.ListRulesRequest;
import software.amazon.awssdk.services.eventbridge.model.ListRulesResponse;
import software.amazon.awssdk.services.eventbridge.model.PutRuleRequest;
import software.amazon.awssdk.services.eventbridge.model.PutRuleResponse;
import software.amazon.awssdk.services.eventbridge.model.Rule;
import software.amazon.awssdk.services.eventbridge.model.RuleState;

/** The operations on rules. */
final class Rules {

    private final Environment environment;

    Rules(Environment environment) {
        this.environment = environment;
    }

    private BusReply submit(String arn, BusCommand command) throws InterruptedException {
        return Await.reply(environment.directory().submit(arn, command));
    }

    PutRuleResponse put(CallContext call, PutRuleRequest request) throws InterruptedException {
        if (request.state() == RuleState.ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS) {
            throw EventsFaults.unavailable("State");
        }
        String bus = Names.bus(call, request.eventBusName());
        String pattern = given(request.eventPattern());
        String schedule = given(request.scheduleExpression());
        if (pattern == null && schedule == null) {
            throw EventsFaults.validation("Parameter(s) EventPattern or ScheduleExpression must be specified.");
        }
        if (pattern != null) {
            environment.matching().pattern().accept(pattern);
        }
        if (schedule != null) {
            checkSchedule(bus, schedule);
        }
        RuleDefinition rule = new RuleDefinition(
                Names.rule(call, bus, request.name()),
                request.name(),
                pattern,
                schedule,
                0,
                pattern != null && environment.matching().wildcards().test(pattern),
                request.state() != RuleState.DISABLED,
                request.description(),
                request.roleArn(),
                List.of(),
                0,
                0);
        SortedMap<String, String> tags = Tags.of(request.tags());
        Await.reply(environment.entries().topic());
        submit(
                bus,
                new BusCommand.PutRule(
                        rule,
                        tags,
                        new BusCommand.Quota(
                                environment.limits().rules(),
                                environment.limits().wildcards())));
        return PutRuleResponse.builder().ruleArn(rule.arn()).build();
    }

    private static @Nullable String given(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }

    private static void checkSchedule(String bus, String schedule) {
        if (!Names.name(bus).equals(Names.DEFAULT)) {
            throw EventsFaults.validation("ScheduleExpression is supported only on the default event bus.");
        }
        if (!RuleSchedule.isValid(schedule)) {
            throw EventsFaults.validation("Parameter ScheduleExpression is not valid.");
        }
    }

    DescribeRuleResponse describe(CallContext call, DescribeRuleRequest request) throws InterruptedException {
        String bus = Names.bus(call, request.eventBusName());
        if (!(submit(bus, new BusCommand.DescribeRule(request.name()))
                instanceof BusReply.Rule(RuleDefinition rule, long _))) {
            throw new IllegalStateException("not a rule: " + request.name());
        }
        return DescribeRuleResponse.builder()
                .name(rule.name())
                .arn(rule.arn())
                .eventPattern(rule.pattern())
                .scheduleExpression(rule.schedule())
                .state(state(rule))
                .description(rule.description())
                .roleArn(rule.roleArn())
                .eventBusName(Names.name(bus))
                .createdBy(call.account().value())
                .build();
    }

    private static RuleState state(RuleDefinition rule) {
        return rule.enabled() ? RuleState.ENABLED : RuleState.DISABLED;
    }

    private List<RuleDefinition> all(String bus) throws InterruptedException {
        if (submit(bus, new BusCommand.Rules()) instanceof BusReply.Rules(List<RuleDefinition> rules)) {
            return rules;
        }
        throw new IllegalStateException("no list of rules: " + bus);
    }

    ListRulesResponse list(CallContext call, ListRulesRequest request) throws InterruptedException {
        String bus = Names.bus(call, request.eventBusName());
        String prefix = request.namePrefix() == null ? "" : request.namePrefix();
        Page<RuleDefinition> page = Page.of(
                all(bus).stream().filter(rule -> rule.name().startsWith(prefix)).toList(),
                RuleDefinition::name,
                request.nextToken(),
                request.limit());
        return ListRulesResponse.builder()
                .rules(page.items().stream()
                        .map(rule -> Rule.builder()
                                .name(rule.name())
                                .arn(rule.arn())
                                .eventPattern(rule.pattern())
                                .scheduleExpression(rule.schedule())
                                .state(state(rule))
                                .description(rule.description())
                                .roleArn(rule.roleArn())
                                .eventBusName(Names.name(bus))
                                .build())
                        .toList())
                .nextToken(page.next())
                .build();
    }

    ListRuleNamesByTargetResponse byTarget(CallContext call, ListRuleNamesByTargetRequest request)
            throws InterruptedException {
        Page<RuleDefinition> page = Page.of(
                all(Names.bus(call, request.eventBusName())).stream()
                        .filter(rule -> rule.targets().stream()
                                .anyMatch(target -> target.arn().equals(request.targetArn())))
                        .toList(),
                RuleDefinition::name,
                request.nextToken(),
                request.limit());
        return ListRuleNamesByTargetResponse.builder()
                .ruleNames(page.items().stream().map(RuleDefinition::name).toList())
                .nextToken(page.next())
                .build();
    }

    EnableRuleResponse enable(CallContext call, EnableRuleRequest request) throws InterruptedException {
        submit(Names.bus(call, request.eventBusName()), new BusCommand.SetEnabled(request.name(), true));
        return EnableRuleResponse.builder().build();
    }

    DisableRuleResponse disable(CallContext call, DisableRuleRequest request) throws InterruptedException {
        submit(Names.bus(call, request.eventBusName()), new BusCommand.SetEnabled(request.name(), false));
        return DisableRuleResponse.builder().build();
    }

    DeleteRuleResponse delete(CallContext call, DeleteRuleRequest request) throws InterruptedException {
        submit(Names.bus(call, request.eventBusName()), new BusCommand.DeleteRule(request.name()));
        return DeleteRuleResponse.builder().build();
    }
}
