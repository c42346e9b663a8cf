package io.penstock.services.scheduler.invocation;

import io.penstock.kernel.name.AccountId;
import io.penstock.kernel.name.Arn;
import io.penstock.wire.inprocess.JsonCalls.Operation;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the ARN of a target names. */
sealed interface TargetKind {

    /** An SQS queue: SendMessage. */
    record Queue(Arn arn) implements TargetKind {

        boolean isFifo() {
            return arn.resource().endsWith(".fifo");
        }

        /** In a form that SQS takes, whichever form it gives out. */
        String url() {
            AccountId owner = arn.account();
            return "http://localhost/" + owner + "/" + arn.resource();
        }
    }

    /** A Kinesis stream: PutRecord. */
    record Stream(Arn arn) implements TargetKind {}

    /** A topic of SNS: Publish. */
    record Topic(Arn arn) implements TargetKind {}

    /** An event bus: PutEvents. */
    record Bus(Arn arn) implements TargetKind {}

    /** Any operation, with its request as input. */
    record Universal(Operation operation) implements TargetKind {}

    /** Empty for what is no ARN of a target. */
    static Optional<TargetKind> of(String arn) {
        return Forms.of(arn);
    }

    /** How ARNs of targets are written. */
    final class Forms {

        private static final Pattern UNIVERSAL =
                Pattern.compile("arn:aws[a-z-]*:scheduler:::aws-sdk:([a-z0-9]+):([a-zA-Z][a-zA-Z0-9]*)");
        private static final Pattern QUEUE = Pattern.compile("[a-zA-Z0-9_-]{1,80}|[a-zA-Z0-9_-]{1,75}\\.fifo");
        private static final Pattern STREAM = Pattern.compile("stream/[a-zA-Z0-9_.-]{1,128}");

        private static final Pattern TOPIC = Pattern.compile("[a-zA-Z0-9_-]{1,256}");
        private static final Pattern BUS = Pattern.compile("event-bus/[/.A-Za-z0-9_-]{1,256}");

        private Forms() {}

        private static Optional<TargetKind> of(String text) {
            Matcher universal = UNIVERSAL.matcher(text);
            if (universal.matches()) {
                String name = universal.group(2);
                return Optional.of(new Universal(
                        new Operation(universal.group(1), Character.toUpperCase(name.charAt(0)) + name.substring(1))));
            }
            return Arn.parse(text).flatMap(Forms::of);
        }

        private static Optional<TargetKind> of(Arn arn) {
            return switch (arn.service()) {
                case "sqs" -> when(QUEUE, arn, new Queue(arn));
                case "kinesis" -> when(STREAM, arn, new Stream(arn));
                case "sns" -> when(TOPIC, arn, new Topic(arn));
                case "events" -> when(BUS, arn, new Bus(arn));
                default -> Optional.empty();
            };
        }

        private static Optional<TargetKind> when(Pattern form, Arn arn, TargetKind kind) {
            return form.matcher(arn.resource()).matches() ? Optional.of(kind) : Optional.empty();
        }
    }
}
