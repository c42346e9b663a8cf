package io.penstock.services.events.op;

import io.penstock.kernel.name.Arn;
import io.penstock.services.events.bus.BusCommand;
import io.penstock.services.events.bus.BusReply;
import io.penstock.services.events.bus.RuleDefinition;
import io.penstock.services.events.bus.TargetDefinition;
import io.penstock.services.events.rules.EventsFaults;
import io.penstock.services.events.rules.EventsLimits;
import io.penstock.wire.CallContext;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import software.amazon.awssdk.services.eventbridge.model.InputTransformer;
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

    private static final String FIFO = ".fifo";

    private final Environment environment;

    Targets(Environment environment) {
        this.environment = environment;
    }

    private BusReply submit(String arn, BusCommand command) throws InterruptedException {
        return Await.reply(environment.directory().submit(arn, command));
    }

    PutTargetsResponse put(CallContext call, PutTargetsRequest request) throws InterruptedException {
        List<TargetDefinition> targets =
                request.targets().stream().map(this::checked).toList();
        submit(Names.bus(call, request.eventBusName()), new BusCommand.PutTargets(request.rule(), targets));
        return PutTargetsResponse.builder()
                .failedEntryCount(0)
                .failedEntries(List.of())
                .build();
    }

    private TargetDefinition checked(Target target) {
        queue(target.arn(), "Parameter Arn of target " + target.id());
        if (Stream.of(
                        target.kinesisParameters(),
                        target.runCommandParameters(),
                        target.ecsParameters(),
                        target.batchParameters(),
                        target.sqsParameters(),
                        target.httpParameters(),
                        target.redshiftDataParameters(),
                        target.sageMakerPipelineParameters(),
                        target.appSyncParameters())
                .anyMatch(parameters -> parameters != null)) {
            throw EventsFaults.validation(
                    "Parameters of target " + target.id() + " are not valid. Reason: they are not of standard queues.");
        }
        if (target.deadLetterConfig() != null && target.deadLetterConfig().arn() != null) {
            queue(target.deadLetterConfig().arn(), "Parameter DeadLetterConfig of target " + target.id());
        }
        checkInput(target);
        InputTransformer transformer = target.inputTransformer();
        return new TargetDefinition(
                target.id(),
                target.arn(),
                target.roleArn(),
                target.input(),
                target.inputPath(),
                transformer == null ? null : new TreeMap<>(transformer.inputPathsMap()),
                transformer == null ? null : transformer.inputTemplate(),
                target.deadLetterConfig() == null
                        ? null
                        : target.deadLetterConfig().arn(),
                target.retryPolicy() == null ? null : target.retryPolicy().maximumRetryAttempts(),
                target.retryPolicy() == null ? null : target.retryPolicy().maximumEventAgeInSeconds());
    }

    private static void queue(String text, String parameter) {
        Arn arn = Arn.parse(text)
                .orElseThrow(() -> EventsFaults.validation(
                        parameter + " is not valid. Reason: Provided Arn is not in correct format."));
        if (!arn.service().equals("sqs") || arn.resource().endsWith(FIFO)) {
            throw EventsFaults.validation(
                    parameter + " is not valid. Reason: only standard queues of SQS are available here.");
        }
    }

    private void checkInput(Target target) {
        long given = Stream.of(target.input(), target.inputPath(), target.inputTransformer())
                .filter(each -> each != null)
                .count();
        if (given > 1) {
            throw EventsFaults.validation(
                    "Only one of Input, InputPath, or InputTransformer must be provided for target " + target.id()
                            + ".");
        }
        if (target.inputPath() != null && !environment.matching().path().test(target.inputPath())) {
            throw EventsFaults.validation("Invalid InputPath for target " + target.id() + ".");
        }
        InputTransformer transformer = target.inputTransformer();
        if (transformer == null) {
            return;
        }
        if (transformer.inputPathsMap().size() > EventsLimits.PATHS
                || transformer.inputPathsMap().entrySet().stream()
                        .anyMatch(path -> path.getKey().startsWith("AWS")
                                || !environment.matching().path().test(path.getValue()))) {
            throw EventsFaults.validation("Invalid InputPathsMap for target " + target.id() + ".");
        }
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
        return described.build();
    }
}
