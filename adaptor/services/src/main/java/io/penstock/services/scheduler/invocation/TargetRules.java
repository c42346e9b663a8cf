package io.penstock.services.scheduler.invocation;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.penstock.kernel.fault.FaultException;
import io.penstock.kernel.name.Arn;
import io.penstock.services.scheduler.rules.SchedulerFaults;
import io.penstock.services.scheduler.schedule.TargetDefinition;
import io.penstock.wire.inprocess.JsonCalls;
import io.penstock.wire.inprocess.JsonCalls.Operation;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.scheduler.model.EventBridgeParameters;
import software.amazon.awssdk.services.scheduler.model.Target;

/**
 * Which targets are taken. What could never be invoked is refused when the schedule is made.
 *
 * @see <a href="https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets.html">Targets</a>
 */
public final class TargetRules {

    private static final int MAX_AGE_SECONDS = 86_400;
    private static final int MAX_RETRIES = 185;

    /** Operations that only read are no targets. */
    private static final List<String> READING = List.of(
            "get",
            "describe",
            "list",
            "poll",
            "receive",
            "search",
            "scan",
            "query",
            "select",
            "read",
            "lookup",
            "discover",
            "validate",
            "batchget",
            "batchdescribe",
            "batchread",
            "transactget",
            "retrieve");

    private final JsonCalls calls;

    public TargetRules(JsonCalls calls) {
        this.calls = calls;
    }

    /**
     * The target of a request.
     *
     * @throws FaultException {@code ValidationException} when it cannot be invoked
     */
    public TargetDefinition check(Target target) {
        refuse("EcsParameters", target.ecsParameters());
        refuse("SageMakerPipelineParameters", target.sageMakerPipelineParameters());
        String group =
                target.sqsParameters() == null ? null : target.sqsParameters().messageGroupId();
        String key = target.kinesisParameters() == null
                ? null
                : target.kinesisParameters().partitionKey();
        EventBridgeParameters event = target.eventBridgeParameters();
        TargetKind kind = TargetKind.of(target.arn()).orElseThrow(() -> unknown(target.arn()));
        String of = " for the target " + target.arn() + ".";
        reject(group != null && !(kind instanceof TargetKind.Queue), "SqsParameters are not supported" + of);
        reject(key != null && !(kind instanceof TargetKind.Stream), "KinesisParameters are not supported" + of);
        reject(event != null && !(kind instanceof TargetKind.Bus), "EventBridgeParameters are not supported" + of);
        switch (kind) {
            case TargetKind.Queue queue ->
                reject(
                        queue.isFifo() && group == null,
                        "SqsParameters.MessageGroupId is required for the FIFO queue " + target.arn() + ".");
            case TargetKind.Stream _ -> reject(key == null, "KinesisParameters.PartitionKey is required" + of);
            case TargetKind.Bus _ -> reject(event == null, "EventBridgeParameters are required" + of);
            case TargetKind.Topic _ -> {}
            case TargetKind.Universal(Operation operation) -> universal(target, operation);
        }
        var retry = target.retryPolicy();
        Integer age = retry == null ? null : retry.maximumEventAgeInSeconds();
        Integer retries = retry == null ? null : retry.maximumRetryAttempts();
        return new TargetDefinition(
                target.arn(),
                target.roleArn(),
                target.input(),
                target.deadLetterConfig() == null
                        ? null
                        : target.deadLetterConfig().arn(),
                age == null ? MAX_AGE_SECONDS : age,
                retries == null ? MAX_RETRIES : retries,
                group,
                key,
                event == null ? null : event.detailType(),
                event == null ? null : event.source());
    }

    private void universal(Target target, Operation operation) {
        reject(
                !calls.services().contains(operation.service()),
                "The service " + operation.service() + " of the target " + target.arn()
                        + " is not available here. Available: "
                        + String.join(", ", calls.services().stream().sorted().toList()) + ".");
        reject(
                !calls.serves(operation),
                operation.name() + " is not an available operation of " + operation.service() + ".");
        String lower = operation.name().toLowerCase(Locale.ROOT);
        reject(
                READING.stream().anyMatch(lower::startsWith),
                operation.name() + " only reads and is not supported as a target.");
        try {
            calls.check(operation, (target.input() == null ? "{}" : target.input()).getBytes(UTF_8));
        } catch (FaultException e) {
            throw SchedulerFaults.validation("Invalid RequestJson provided. Reason " + e.getMessage());
        }
    }

    private static FaultException unknown(String arn) {
        boolean isArn = arn.startsWith("arn:") && arn.split(":", -1).length >= 6;
        String service = isArn ? arn.split(":", -1)[2] : "";
        boolean known = List.of("sqs", "kinesis", "sns", "events", "scheduler").contains(service);
        return isArn && !known && Arn.parse(arn).isPresent()
                ? SchedulerFaults.validation(
                        "Targets of the service " + service + " are not available here: " + arn
                                + ". Available are SQS queues, Kinesis streams, SNS topics, event buses and arn:aws:scheduler:::aws-sdk targets.")
                : SchedulerFaults.validation("Provided Arn is not in correct format.");
    }

    private static void refuse(String name, @Nullable Object value) {
        reject(value != null, name + " are not available here: no target that takes them is.");
    }

    private static void reject(boolean wrong, String text) {
        if (wrong) {
            throw SchedulerFaults.validation(text);
        }
    }
}
