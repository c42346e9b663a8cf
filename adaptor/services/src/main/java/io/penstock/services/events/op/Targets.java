package io.penstock.services.events.op;

import io.penstock.services.common.Await;
import io.penstock.services.events.bus.BusCommand;
import io.penstock.services.events.bus.BusReply;
import io.penstock.services.events.bus.RuleDefinition;
import io.penstock.services.events.bus.TargetDefinition;
import io.penstock.wire.CallContext;
import java.util.List;
import software.amazon.awssdk.services.eventbridge.model.ListTargetsByRuleRequest;
import software.amazon.awssdk.services.eventbridge.model.ListTargetsByRuleResponse;
import software.amazon.awssdk.services.eventbridge.model.PutTargetsRequest;
import software.amazon.awssdk.services.eventbridge.model.PutTargetsResponse;
import software.amazon.awssdk.services.eventbridge.model.RemoveTargetsRequest;
import software.amazon.awssdk.services.eventbridge.model.RemoveTargetsResponse;
import software.amazon.awssdk.services.eventbridge.model.RemoveTargetsResultEntry;
import software.amazon.awssdk.services.eventbridge.model.Target;

/** The operations on targets. */
final class Targets {

    private final Environment environment;
    private final TargetCheck check;

    Targets(Environment environment) {
        this.environment = environment;
        this.check = new TargetCheck(environment.matching());
    }

    private BusReply submit(String arn, BusCommand command) throws InterruptedException {
        return Await.reply(environment.directory().submit(arn, command));
    }

    PutTargetsResponse put(CallContext call, PutTargetsRequest request) throws InterruptedException {
        List<TargetDefinition> targets = request.targets().stream()
                .map(target -> check.checked(call, target))
                .toList();
        if (targets.stream().anyMatch(TargetDefinition::isCalled)) {
            Await.reply(environment.deliveries().open());
        }
        submit(Names.bus(call, request.eventBusName()), new BusCommand.PutTargets(request.rule(), targets));
        return PutTargetsResponse.builder()
                .failedEntryCount(0)
                .failedEntries(List.of())
                .build();
    }

    RemoveTargetsResponse remove(CallContext call, RemoveTargetsRequest request) throws InterruptedException {
        if (!(submit(
                        Names.bus(call, request.eventBusName()),
                        new BusCommand.RemoveTargets(request.rule(), List.copyOf(request.ids())))
                instanceof BusReply.Removed(List<String> unknown, long _))) {
            throw new IllegalStateException("not an answer to RemoveTargets: " + request.rule());
        }
        return RemoveTargetsResponse.builder()
                .failedEntryCount(unknown.size())
                .failedEntries(unknown.stream()
                        .map(id -> RemoveTargetsResultEntry.builder()
                                .targetId(id)
                                .errorCode("ResourceNotFoundException")
                                .errorMessage("Rule '" + request.rule() + "' does not have a target with the Id '" + id
                                        + "'.")
                                .build())
                        .toList())
                .build();
    }

    ListTargetsByRuleResponse list(CallContext call, ListTargetsByRuleRequest request) throws InterruptedException {
        if (!(submit(Names.bus(call, request.eventBusName()), new BusCommand.DescribeRule(request.rule()))
                instanceof BusReply.Rule(RuleDefinition rule, long _))) {
            throw new IllegalStateException("not a rule: " + request.rule());
        }
        Page<TargetDefinition> page =
                Page.of(rule.targets(), TargetDefinition::id, request.nextToken(), request.limit());
        return ListTargetsByRuleResponse.builder()
                .targets(page.items().stream().map(Targets::described).toList())
                .nextToken(page.next())
                .build();
    }

    private static Target described(TargetDefinition target) {
        Target.Builder described = Target.builder()
                .id(target.id())
                .arn(target.arn())
                .roleArn(target.roleArn())
                .input(target.input())
                .inputPath(target.inputPath());
        if (target.template() != null) {
            described.inputTransformer(
                    transformer -> transformer.inputPathsMap(target.paths()).inputTemplate(target.template()));
        }
        if (target.deadLetterArn() != null) {
            described.deadLetterConfig(dead -> dead.arn(target.deadLetterArn()));
        }
        if (target.retries() != null || target.ageSeconds() != null) {
            described.retryPolicy(retry ->
                    retry.maximumRetryAttempts(target.retries()).maximumEventAgeInSeconds(target.ageSeconds()));
        }
        if (target.messageGroupId() != null) {
            described.sqsParameters(sqs -> sqs.messageGroupId(target.messageGroupId()));
        }
        var http = target.http();
        if (http != null) {
            described.httpParameters(parameters -> parameters
                    .pathParameterValues(http.path())
                    .headerParameters(http.headers())
                    .queryStringParameters(http.query()));
        }
        if (target.partitionKeyPath() != null) {
            described.kinesisParameters(kinesis -> kinesis.partitionKeyPath(target.partitionKeyPath()));
        }
        return described.build();
    }
}
