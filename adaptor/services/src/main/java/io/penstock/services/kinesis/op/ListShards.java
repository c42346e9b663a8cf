package io.penstock.services.kinesis.op;

import io.penstock.kernel.fault.FaultException;
import io.penstock.kernel.name.Arn;
import io.penstock.services.kinesis.rules.KinesisFaults;
import io.penstock.services.kinesis.rules.KinesisLimits;
import io.penstock.services.kinesis.stream.ShardDefinition;
import io.penstock.services.kinesis.stream.StreamDefinition;
import io.penstock.services.kinesis.stream.StreamName;
import io.penstock.wire.CallContext;
import io.penstock.wire.OperationHandler;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.model.ListShardsRequest;
import software.amazon.awssdk.services.kinesis.model.ListShardsResponse;
import software.amazon.awssdk.services.kinesis.model.ShardFilter;
import software.amazon.awssdk.services.kinesis.model.ShardFilterType;

/**
 * ListShards. A shard is open from the moment at which it took its parents' place to the moment at which its children took its own; of both moments only the child
 * counts as open.
 *
 * @see <a href="https://docs.aws.amazon.com/kinesis/latest/APIReference/API_ShardFilter.html">ShardFilter</a>
 */
final class ListShards implements OperationHandler<ListShardsRequest, ListShardsResponse> {

    private static final String TOKEN = "shards";
    private static final int TOKEN_VALUES = 4;
    private static final long MILLIS = 1_000;
    private static final String NONE = "";

    /** Those that a listing has; the one of a shard's id is put into where it begins. */
    private static final Set<ShardFilterType> FILTERS = EnumSet.of(
            ShardFilterType.AT_LATEST,
            ShardFilterType.AT_TRIM_HORIZON,
            ShardFilterType.FROM_TRIM_HORIZON,
            ShardFilterType.AT_TIMESTAMP,
            ShardFilterType.FROM_TIMESTAMP);

    private final Streams streams;
    private final Tokens tokens;
    private final InstantSource clock;

    ListShards(Environment environment) {
        this.streams = new Streams(environment);
        this.tokens = new Tokens(environment.clock());
        this.clock = environment.clock();
    }

    /**
     * What is listed.
     *
     * @param after only shards with a greater number
     * @param filter name of a filter; empty for all shards
     * @param atMillis of the filters that need a time; 0 otherwise
     */
    private record Listing(Arn stream, int after, String filter, long atMillis) {

        static Listing decode(List<String> values) {
            Arn arn = StreamName.parse(values.getFirst())
                    .filter(named -> named.consumer().isEmpty())
                    .map(StreamName.Named::stream)
                    .orElseThrow(Listing::invalid);
            String filter = values.get(2);
            if (!filter.equals(NONE) && !FILTERS.contains(ShardFilterType.fromValue(filter))) {
                throw invalid();
            }
            try {
                return new Listing(arn, Integer.parseInt(values.get(1)), filter, Long.parseLong(values.getLast()));
            } catch (NumberFormatException e) {
                throw invalid();
            }
        }

        private static FaultException invalid() {
            return KinesisFaults.invalid("NextToken is invalid.");
        }

        List<String> encode(int last) {
            return List.of(stream.toString(), Integer.toString(last), filter, Long.toString(atMillis));
        }
    }

    @Override
    public ListShardsResponse handle(CallContext call, ListShardsRequest request) throws InterruptedException {
        Listing listing = listing(call, request);
        StreamDefinition stream = streams.findWhole(call, listing.stream());
        Instant created = request.streamCreationTimestamp();
        if (created != null && created.toEpochMilli() / MILLIS != stream.createdMillis() / MILLIS) {
            throw KinesisFaults.noStream(stream.name(), stream.account());
        }
        Predicate<ShardDefinition> wanted = filter(stream, listing);
        List<ShardDefinition> rest = stream.shards().stream()
                .filter(shard -> shard.number() > listing.after())
                .filter(wanted)
                .toList();
        int limit = request.maxResults() == null ? KinesisLimits.LIST_SHARDS : request.maxResults();
        List<ShardDefinition> page = rest.subList(0, Math.min(limit, rest.size()));
        return ListShardsResponse.builder()
                .shards(page.stream().map(Descriptions::shard).toList())
                .nextToken(
                        rest.size() > page.size()
                                ? tokens.encode(
                                        TOKEN, listing.encode(page.getLast().number()))
                                : null)
                .build();
    }

    private Listing listing(CallContext call, ListShardsRequest request) {
        if (request.nextToken() != null) {
            boolean alone = request.streamName() == null
                    && request.streamARN() == null
                    && request.exclusiveStartShardId() == null
                    && request.streamCreationTimestamp() == null;
            if (!alone) {
                throw KinesisFaults.invalid("NextToken and StreamName cannot be provided together.");
            }
            return Listing.decode(tokens.decode(TOKEN, request.nextToken(), TOKEN_VALUES));
        }
        Arn arn = Streams.arn(call, request.streamName(), request.streamARN());
        int after = Lifecycle.after(request.exclusiveStartShardId());
        ShardFilter filter = request.shardFilter();
        if (filter == null) {
            return new Listing(arn, after, NONE, 0);
        }
        return switch (filter.type()) {
            case AFTER_SHARD_ID -> {
                int from = Lifecycle.after(required(filter.shardId(), "ShardId", filter.type()));
                yield new Listing(arn, Math.max(after, from), NONE, 0);
            }
            case AT_TIMESTAMP, FROM_TIMESTAMP ->
                new Listing(
                        arn,
                        after,
                        filter.typeAsString(),
                        required(filter.timestamp(), "Timestamp", filter.type()).toEpochMilli());
            case AT_TRIM_HORIZON, FROM_TRIM_HORIZON, AT_LATEST -> new Listing(arn, after, filter.typeAsString(), 0);
            case UNKNOWN_TO_SDK_VERSION ->
                throw KinesisFaults.invalid("Unknown type of shard filter: " + filter.typeAsString());
        };
    }

    private static <T> T required(@Nullable T value, String name, ShardFilterType type) {
        if (value == null) {
            throw KinesisFaults.invalid(name + " must be given with a shard filter of type " + type + ".");
        }
        return value;
    }

    private Predicate<ShardDefinition> filter(StreamDefinition stream, Listing listing) {
        if (listing.filter().equals(NONE)) {
            return shard -> true;
        }
        long now = clock.millis();
        long retention = Duration.ofHours(stream.features().retentionHours()).toMillis();
        long horizon = Math.max(now - retention, stream.createdMillis());
        long at = Math.max(horizon, listing.atMillis());
        return switch (Objects.requireNonNull(ShardFilterType.fromValue(listing.filter()))) {
            case AT_LATEST -> shard -> shard.state() != ShardDefinition.State.CLOSED;
            case AT_TRIM_HORIZON -> shard -> isOpen(shard, horizon);
            case FROM_TRIM_HORIZON -> shard -> closed(shard) > horizon;
            case AT_TIMESTAMP -> {
                if (listing.atMillis() > now) {
                    throw KinesisFaults.invalid("The timestamp of a shard filter must not be in the future.");
                }
                yield shard -> isOpen(shard, at);
            }
            case FROM_TIMESTAMP -> shard -> closed(shard) > at;
            case AFTER_SHARD_ID, UNKNOWN_TO_SDK_VERSION ->
                throw new IllegalStateException(
                        "not a filter of a listing of " + StreamName.of(listing.stream()) + ": " + listing.filter());
        };
    }

    private static boolean isOpen(ShardDefinition shard, long at) {
        return shard.life().createdMillis() <= at && closed(shard) > at;
    }

    private static long closed(ShardDefinition shard) {
        return shard.state() == ShardDefinition.State.CLOSED ? shard.life().closedMillis() : Long.MAX_VALUE;
    }
}
