package io.penstock.services.events.op;

import io.penstock.kernel.name.Arn;
import io.penstock.services.events.bus.TargetDefinition;
import io.penstock.services.events.bus.TargetDefinition.Http;
import io.penstock.services.events.rules.EventsFaults;
import io.penstock.services.events.rules.EventsLimits;
import io.penstock.services.events.rules.Matching;
import io.penstock.wire.CallContext;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eventbridge.model.InputTransformer;
import software.amazon.awssdk.services.eventbridge.model.Target;

/**
 * Which targets are taken. What could never be reached is refused when it is put.
 *
 * @see <a href="https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutTargets.html">PutTargets</a>
 */
final class TargetCheck {

    private static final String FIFO = ".fifo";
    /** Those of partners, which have slashes in their names, take events of partners alone. */
    private static final Pattern BUS = Pattern.compile("event-bus/[.A-Za-z0-9_-]{1,256}");

    private static final Pattern DESTINATION = Pattern.compile("api-destination/[._A-Za-z0-9-]{1,64}/[A-Za-z0-9-]+");
    private static final Pattern STREAM = Pattern.compile("stream/[a-zA-Z0-9_.-]{1,128}");

    private final Matching matching;

    TargetCheck(Matching matching) {
        this.matching = matching;
    }

    TargetDefinition checked(CallContext call, Target target) {
        Arn arn = arn(target.arn(), "Parameter Arn of target " + target.id());
        refuseDestinationOfOthers(call, target, arn);
        if (Stream.of(
                        target.runCommandParameters(),
                        target.ecsParameters(),
                        target.batchParameters(),
                        target.redshiftDataParameters(),
                        target.sageMakerPipelineParameters(),
                        target.appSyncParameters())
                .anyMatch(parameters -> parameters != null)) {
            throw EventsFaults.validation("Parameters of target " + target.id()
                    + " are not valid. Reason: they are of targets that are not available here.");
        }
        String group =
                target.sqsParameters() == null ? null : target.sqsParameters().messageGroupId();
        String keyPath = target.kinesisParameters() == null
                ? null
                : target.kinesisParameters().partitionKeyPath();
        checkKind(target, arn, group, keyPath);
        String deadLetterArn = target.deadLetterConfig() == null
                ? null
                : target.deadLetterConfig().arn();
        if (deadLetterArn != null) {
            checkDeadLetterQueue(target, deadLetterArn);
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
                deadLetterArn,
                target.retryPolicy() == null ? null : target.retryPolicy().maximumRetryAttempts(),
                target.retryPolicy() == null ? null : target.retryPolicy().maximumEventAgeInSeconds(),
                group,
                keyPath,
                http(target, arn));
    }

    /** It would be called with the secrets of somebody else. */
    private static void refuseDestinationOfOthers(CallContext call, Target target, Arn arn) {
        boolean own = arn.account().equals(call.account()) && arn.region().equals(call.region());
        if (!own
                && arn.service().equals("events")
                && DESTINATION.matcher(arn.resource()).matches()) {
            throw EventsFaults.validation("Parameter Arn of target " + target.id()
                    + " is not valid. Reason: API destinations must be of the rule's account and Region.");
        }
    }

    private static @Nullable Http http(Target target, Arn arn) {
        var given = target.httpParameters();
        if (given == null) {
            return null;
        }
        if (!arn.service().equals("events")
                || !DESTINATION.matcher(arn.resource()).matches()) {
            throw EventsFaults.validation("Parameters of target " + target.id()
                    + " are not valid. Reason: HttpParameters are for API destinations.");
        }
        return new Http(
                List.copyOf(given.pathParameterValues()),
                new TreeMap<>(given.headerParameters()),
                new TreeMap<>(given.queryStringParameters()));
    }

    private static Arn arn(String text, String parameter) {
        return Arn.parse(text)
                .orElseThrow(() -> EventsFaults.validation(
                        parameter + " is not valid. Reason: Provided Arn is not in correct format."));
    }

    private void checkKind(Target target, Arn arn, @Nullable String group, @Nullable String keyPath) {
        boolean known = switch (arn.service()) {
            case "sqs" -> true;
            case "kinesis" -> STREAM.matcher(arn.resource()).matches();
            case "sns" -> arn.resource().indexOf('/') < 0 && arn.resource().indexOf(':') < 0;
            case "events" ->
                BUS.matcher(arn.resource()).matches()
                        || DESTINATION.matcher(arn.resource()).matches();
            default -> false;
        };
        if (!known) {
            throw EventsFaults.validation(
                    "Parameter Arn of target " + target.id() + " is not valid. Reason: targets like "
                            + target.arn()
                            + " are not available here. Available are queues of SQS, streams of Kinesis, topics of SNS, API destinations and event buses.");
        }
        boolean fifo = arn.resource().endsWith(FIFO);
        if (arn.service().equals("sns") && fifo) {
            throw EventsFaults.validation("Parameter Arn of target " + target.id()
                    + " is not valid. Reason: FIFO topics are not supported as targets.");
        }
        boolean fifoQueue = arn.service().equals("sqs") && fifo;
        if (fifoQueue && group == null) {
            throw EventsFaults.validation(
                    "Parameter(s) SqsParameters.MessageGroupId must be specified for target: " + target.id() + ".");
        }
        if (target.sqsParameters() != null && !fifoQueue) {
            throw EventsFaults.validation("Parameters of target " + target.id()
                    + " are not valid. Reason: SqsParameters are for FIFO queues.");
        }
        if (keyPath != null && !arn.service().equals("kinesis")) {
            throw EventsFaults.validation("Parameters of target " + target.id()
                    + " are not valid. Reason: KinesisParameters are for streams.");
        }
        if (keyPath != null && !matching.path().test(keyPath)) {
            throw EventsFaults.validation("Invalid PartitionKeyPath for target " + target.id() + ".");
        }
        boolean modified = target.input() != null || target.inputPath() != null || target.inputTransformer() != null;
        if (BUS.matcher(arn.resource()).matches() && arn.service().equals("events") && modified) {
            throw EventsFaults.validation("Modifying the input for target " + target.id() + " is not supported.");
        }
    }

    private static void checkDeadLetterQueue(Target target, String text) {
        String parameter = "Parameter DeadLetterConfig of target " + target.id();
        Arn arn = arn(text, parameter);
        if (!arn.service().equals("sqs") || arn.resource().endsWith(FIFO)) {
            throw EventsFaults.validation(parameter + " is not valid. Reason: it takes standard queues of SQS only.");
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
        if (target.inputPath() != null && !matching.path().test(target.inputPath())) {
            throw EventsFaults.validation("Invalid InputPath for target " + target.id() + ".");
        }
        InputTransformer transformer = target.inputTransformer();
        if (transformer == null) {
            return;
        }
        if (transformer.inputPathsMap().size() > EventsLimits.PATHS
                || transformer.inputPathsMap().entrySet().stream()
                        .anyMatch(path -> path.getKey().startsWith("AWS")
                                || !matching.path().test(path.getValue()))) {
            throw EventsFaults.validation("Invalid InputPathsMap for target " + target.id() + ".");
        }
    }
}
