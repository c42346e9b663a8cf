package io.penstock.services.kinesis.op;

import io.penstock.kernel.name.Arn;
import io.penstock.kernel.port.Topics;
import io.penstock.services.common.Await;
import io.penstock.services.kinesis.rules.KinesisFaults;
import io.penstock.services.kinesis.rules.KinesisLimits;
import io.penstock.services.kinesis.rules.KinesisLimits.AccountQuota;
import io.penstock.services.kinesis.stream.StreamCommand;
import io.penstock.services.kinesis.stream.StreamDefinition;
import io.penstock.services.kinesis.stream.StreamDefinition.Mode;
import io.penstock.services.kinesis.stream.StreamDefinition.Status;
import io.penstock.services.kinesis.stream.StreamDefinition.Topic;
import io.penstock.services.kinesis.stream.StreamName;
import io.penstock.wire.CallContext;
import io.penstock.wire.OperationHandler;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.model.CreateStreamRequest;
import software.amazon.awssdk.services.kinesis.model.CreateStreamResponse;
import software.amazon.awssdk.services.kinesis.model.StreamMode;

/** CreateStream. */
final class CreateStream implements OperationHandler<CreateStreamRequest, CreateStreamResponse> {

    /** Tag that names an existing Kafka topic which the stream is to stand on. */
    static final String TOPIC_TAG = "penstock:topic";

    private static final Pattern TOPIC = Pattern.compile("[a-zA-Z0-9._-]{1,249}");

    /** How topics begin that belong to something of ours or of Kafka's; the pages of the services name them. */
    private static final List<String> RESERVED =
            List.of("__", "penstock.", "sqs.", "sqs-fifo.", "kinesis.", "dynamodb.", "sns-fifo.", "events.archive.");

    /** Topics of ours with one name. */
    private static final Set<String> OURS =
            Set.of("sns.publications", "events.entries", "deliveries", "deliveries.undelivered");

    private final Environment environment;
    private final Streams streams;

    CreateStream(Environment environment) {
        this.environment = environment;
        this.streams = new Streams(environment);
    }

    @Override
    public CreateStreamResponse handle(CallContext call, CreateStreamRequest request) throws InterruptedException {
        Arn arn = StreamName.arn(call.region(), call.account(), request.streamName());
        Mode mode = mode(request);
        Tagging.check(request.tags());
        String existing = request.tags().get(TOPIC_TAG);
        int shards = existing == null ? shards(request.shardCount(), mode) : adopted(call, request, mode, existing);
        if (request.warmThroughputMiBps() != null) {
            throw KinesisFaults.UNSUPPORTED.with("WarmThroughputMiBps is not supported.");
        }
        checkAccount(call, shards, mode);
        Topic topic = existing == null ? new Topic(StreamName.topic(arn), false) : new Topic(existing, true);
        int record =
                request.maxRecordSizeInKiB() == null ? KinesisLimits.DEFAULT_RECORD_KIB : request.maxRecordSizeInKiB();
        streams.submit(call, arn, new StreamCommand.Create(shards, mode, topic, record, request.tags()));
        return CreateStreamResponse.builder().build();
    }

    private static Mode mode(CreateStreamRequest request) {
        return request.streamModeDetails() != null
                        && request.streamModeDetails().streamMode() == StreamMode.ON_DEMAND
                ? Mode.ON_DEMAND
                : Mode.PROVISIONED;
    }

    private static int shards(@Nullable Integer asked, Mode mode) {
        return switch (mode) {
            case ON_DEMAND -> {
                if (asked != null) {
                    throw KinesisFaults.validation("ShardCount must not be given for a stream in ON_DEMAND mode.");
                }
                yield KinesisLimits.ON_DEMAND_SHARDS;
            }
            case PROVISIONED -> {
                if (asked == null) {
                    throw KinesisFaults.validation("ShardCount must be given for a stream in PROVISIONED mode.");
                }
                if (asked > KinesisLimits.PARTITIONS) {
                    throw KinesisFaults.limit(
                            "A stream can have up to " + KinesisLimits.PARTITIONS + " shards, not " + asked + ".");
                }
                yield asked;
            }
        };
    }

    /** The partitions of an existing topic, as the number of shards. */
    private int adopted(CallContext call, CreateStreamRequest request, Mode mode, String topic)
            throws InterruptedException {
        if (!TOPIC.matcher(topic).matches()
                || OURS.contains(topic)
                || RESERVED.stream().anyMatch(topic::startsWith)) {
            throw KinesisFaults.invalid("A stream cannot stand on the topic " + topic + ".");
        }
        if (mode == Mode.ON_DEMAND) {
            throw KinesisFaults.invalid(
                    "A stream on an existing topic cannot be in ON_DEMAND mode: its partitions do not change.");
        }
        int partitions = Await.reply(call, environment.topics().find(topic))
                .map(Topics.Topic::partitions)
                .orElseThrow(() -> KinesisFaults.invalid("There is no Kafka topic " + topic + "."));
        if (request.shardCount() != null && request.shardCount() != partitions) {
            throw KinesisFaults.invalid("The topic " + topic + " has " + partitions + " partitions, so the stream has "
                    + partitions + " shards, not " + request.shardCount() + ".");
        }
        return partitions;
    }

    private void checkAccount(CallContext call, int shards, Mode mode) {
        AccountQuota quota = environment.settings().limits().account();
        List<StreamDefinition> present = streams.of(call.account(), call.region());
        if (present.stream()
                        .filter(stream -> stream.status() == Status.CREATING)
                        .count()
                >= quota.creating()) {
            throw KinesisFaults.limit("Account " + call.account() + " has " + quota.creating()
                    + " streams in status CREATING, the most it can have.");
        }
        if (mode == Mode.ON_DEMAND && Account.onDemand(present) >= quota.onDemandStreams()) {
            throw KinesisFaults.limit("This request would exceed the on-demand stream limit for the account "
                    + call.account() + ": " + quota.onDemandStreams() + ".");
        }
        if (mode == Mode.PROVISIONED) {
            Account.refuseTooManyShards(present, call.account(), call.region(), shards, quota.shards());
        }
    }
}
