package io.penstock.services.dynamodb.op;

import io.penstock.services.common.Await;
import io.penstock.services.dynamodb.expression.ExpressionKind;
import io.penstock.services.dynamodb.expression.Expressions;
import io.penstock.services.dynamodb.expression.LegacyUpdates;
import io.penstock.services.dynamodb.expression.Projection;
import io.penstock.services.dynamodb.item.Bytes;
import io.penstock.services.dynamodb.item.Capacity.ReadMode;
import io.penstock.services.dynamodb.item.Item;
import io.penstock.services.dynamodb.item.SdkValues;
import io.penstock.services.dynamodb.rules.DynamoFaults;
import io.penstock.services.dynamodb.rules.DynamoLimits;
import io.penstock.services.dynamodb.store.PartitionCommand;
import io.penstock.services.dynamodb.store.PartitionReply;
import io.penstock.services.dynamodb.table.TableDefinition;
import io.penstock.wire.CallContext;
import io.penstock.wire.OperationHandler;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;

/**
 * BatchGetItem. Asks for as many items at once as surely fit into what is left of 16 MB, until all are there or no further one surely fits; what is left then,
 * or meets a busy partition, is the caller's. What a call has in memory is bounded by those 16 MB, as AWS counts bytes.
 *
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html">BatchGetItem</a>
 */
public final class BatchGetItem implements OperationHandler<BatchGetItemRequest, BatchGetItemResponse> {

    private final Tables tables;
    private final Partitions partitions;

    public BatchGetItem(Environment environment) {
        this.tables = new Tables(environment);
        this.partitions = new Partitions(environment);
    }

    /** One key, and what comes of its table. */
    private record Key(Answer answer, Map<String, AttributeValue> key, Bytes place) {
        int partition() {
            return Partitions.of(answer.table, place);
        }
    }

    /** Keys of one partition, and the answer to come. */
    private record Asked(List<Key> keys, CompletableFuture<PartitionReply> reply) {}

    @Override
    public BatchGetItemResponse handle(CallContext call, BatchGetItemRequest request) throws InterruptedException {
        int count = request.requestItems().values().stream()
                .mapToInt(wanted -> wanted.keys().size())
                .sum();
        if (count > DynamoLimits.BATCH_GET_KEYS) {
            throw DynamoFaults.validation("Too many items requested for the BatchGetItem call");
        }
        Map<String, Answer> answers = new LinkedHashMap<>();
        List<Key> keys = new ArrayList<>();
        for (Map.Entry<String, KeysAndAttributes> wanted :
                request.requestItems().entrySet()) {
            Answer answer = answer(call, wanted.getKey(), wanted.getValue());
            answers.put(wanted.getKey(), answer);
            keys.addAll(keys(answer));
        }
        read(call, keys);
        return response(request, answers);
    }

    private void read(CallContext call, List<Key> keys) throws InterruptedException {
        long bytes = 0;
        int next = 0;
        boolean throttled = !keys.isEmpty();
        while (next < keys.size()) {
            long fit = (DynamoLimits.BATCH_GET_BYTES - bytes) / DynamoLimits.ITEM_BYTES;
            int end = (int) Math.min(keys.size(), next + fit);
            if (next == end) {
                keys.subList(next, keys.size()).forEach(key -> key.answer.left.add(key.key));
                return;
            }
            for (Asked asked : ask(keys.subList(next, end))) {
                PartitionReply reply = Await.reply(call, asked.reply());
                if (reply instanceof PartitionReply.Busy) {
                    asked.keys().forEach(key -> key.answer.left.add(key.key));
                } else {
                    bytes += take(asked.keys(), reply);
                    throttled = false;
                }
            }
            next = end;
        }
        if (throttled) {
            throw DynamoFaults.PROVISIONED_THROUGHPUT_EXCEEDED.with();
        }
    }

    private List<Asked> ask(List<Key> keys) {
        Map<Map.Entry<Answer, Integer>, List<Key>> places = new LinkedHashMap<>();
        for (Key key : keys) {
            places.computeIfAbsent(Map.entry(key.answer, key.partition()), _ -> new ArrayList<>())
                    .add(key);
        }
        List<Asked> asked = new ArrayList<>();
        places.forEach((where, some) -> asked.add(new Asked(
                some,
                partitions.submit(
                        where.getKey().table,
                        where.getValue(),
                        new PartitionCommand.Get(
                                some.stream().map(Key::place).toList(), where.getKey().mode == ReadMode.CONSISTENT)))));
        return asked;
    }

    /** The bytes of what was found. */
    private static long take(List<Key> keys, PartitionReply reply) {
        if (!(Partitions.checked(reply) instanceof PartitionReply.Found(var images))) {
            throw new IllegalStateException("no answer to a read: " + reply);
        }
        long bytes = 0;
        for (int i = 0; i < images.size(); i++) {
            Item item = images.get(i).item();
            bytes += item.size();
            keys.get(i).answer.take(item);
        }
        return bytes;
    }

    private static BatchGetItemResponse response(BatchGetItemRequest request, Map<String, Answer> answers) {
        Map<String, List<Map<String, AttributeValue>>> responses = new HashMap<>();
        Map<String, KeysAndAttributes> unprocessed = new HashMap<>();
        List<ConsumedCapacity> consumed = new ArrayList<>();
        answers.forEach((name, answer) -> {
            responses.put(name, answer.items);
            if (!answer.left.isEmpty()) {
                unprocessed.put(
                        name, answer.wanted.toBuilder().keys(answer.left).build());
            }
            ConsumedCapacity capacity = answer.consumed.answer(request.returnConsumedCapacity());
            if (capacity != null) {
                consumed.add(capacity);
            }
        });
        BatchGetItemResponse.Builder response =
                BatchGetItemResponse.builder().responses(responses).unprocessedKeys(unprocessed);
        return consumed.isEmpty()
                ? response.build()
                : response.consumedCapacity(consumed).build();
    }

    private Answer answer(CallContext call, String name, KeysAndAttributes wanted) throws InterruptedException {
        Expressions expressions = new Given()
                .legacy("AttributesToGet", wanted.hasAttributesToGet())
                .expression(ExpressionKind.PROJECTION, wanted.projectionExpression())
                .check(wanted.hasExpressionAttributeNames() ? wanted.expressionAttributeNames() : null, null);
        Optional<Projection> projection = wanted.hasAttributesToGet()
                ? Optional.of(LegacyUpdates.projection(wanted.attributesToGet()))
                : expressions.projection(wanted.projectionExpression());
        expressions.checkAllUsed();
        TableDefinition table = tables.usable(call, name);
        projection.ifPresent(table.guard()::checkPaths);
        return new Answer(
                wanted,
                table,
                projection,
                Boolean.TRUE.equals(wanted.consistentRead()) ? ReadMode.CONSISTENT : ReadMode.EVENTUAL);
    }

    private static List<Key> keys(Answer answer) {
        List<Key> keys = new ArrayList<>();
        Set<Bytes> seen = new HashSet<>();
        for (Map<String, AttributeValue> key : answer.wanted.keys()) {
            Bytes place = Actions.place(answer.table, key);
            if (!seen.add(place)) {
                throw DynamoFaults.validation("Provided list of item keys contains duplicates");
            }
            keys.add(new Key(answer, key, place));
        }
        return keys;
    }

    /** What comes of one table. */
    private static final class Answer {
        private final KeysAndAttributes wanted;
        private final TableDefinition table;
        private final Optional<Projection> projection;
        private final ReadMode mode;
        private final Consumed consumed;
        private final List<Map<String, AttributeValue>> items = new ArrayList<>();
        private final List<Map<String, AttributeValue>> left = new ArrayList<>();

        Answer(KeysAndAttributes wanted, TableDefinition table, Optional<Projection> projection, ReadMode mode) {
            this.wanted = wanted;
            this.table = table;
            this.projection = projection;
            this.mode = mode;
            this.consumed = new Consumed(table);
        }

        void take(Item item) {
            consumed.read(null, item.size(), mode);
            if (!item.isEmpty()) {
                items.add(SdkValues.toSdk(projection.map(only -> only.of(item)).orElse(item)));
            }
        }
    }
}
