package io.penstock.services.dynamodb.op;

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

/** BatchGetItem: all items at once; what does not fit into 16 MB, or meets a busy partition, is left to the caller. */
public final class BatchGetItem implements OperationHandler<BatchGetItemRequest, BatchGetItemResponse> {

    private final Tables tables;
    private final Partitions partitions;

    public BatchGetItem(Environment environment) {
        this.tables = new Tables(environment);
        this.partitions = new Partitions(environment);
    }

    /** The keys of one table that are in one partition, and the answer to come. */
    private record Asked(List<Map<String, AttributeValue>> keys, CompletableFuture<PartitionReply> reply) {}

    @Override
    public BatchGetItemResponse handle(CallContext call, BatchGetItemRequest request) throws InterruptedException {
        int keys = request.requestItems().values().stream()
                .mapToInt(wanted -> wanted.keys().size())
                .sum();
        if (keys > DynamoLimits.BATCH_GET_KEYS) {
            throw DynamoFaults.validation("Too many items requested for the BatchGetItem call");
        }
        Map<String, Answer> answers = new LinkedHashMap<>();
        for (Map.Entry<String, KeysAndAttributes> wanted :
                request.requestItems().entrySet()) {
            answers.put(wanted.getKey(), ask(call, wanted.getKey(), wanted.getValue()));
        }
        long bytes = 0;
        Map<String, List<Map<String, AttributeValue>>> responses = new HashMap<>();
        Map<String, KeysAndAttributes> unprocessed = new HashMap<>();
        List<ConsumedCapacity> consumed = new ArrayList<>();
        for (Map.Entry<String, Answer> answer : answers.entrySet()) {
            Answer one = answer.getValue();
            bytes = one.collect(call, bytes);
            responses.put(answer.getKey(), one.items);
            if (!one.left.isEmpty()) {
                unprocessed.put(
                        answer.getKey(), one.wanted.toBuilder().keys(one.left).build());
            }
            ConsumedCapacity capacity = one.consumed.answer(request.returnConsumedCapacity());
            if (capacity != null) {
                consumed.add(capacity);
            }
        }
        BatchGetItemResponse.Builder response =
                BatchGetItemResponse.builder().responses(responses).unprocessedKeys(unprocessed);
        return consumed.isEmpty()
                ? response.build()
                : response.consumedCapacity(consumed).build();
    }

    private Answer ask(CallContext call, String name, KeysAndAttributes wanted) throws InterruptedException {
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
        boolean consistent = Boolean.TRUE.equals(wanted.consistentRead());
        Map<Integer, List<Bytes>> places = new LinkedHashMap<>();
        Map<Integer, List<Map<String, AttributeValue>>> keys = new HashMap<>();
        Set<Bytes> seen = new HashSet<>();
        for (Map<String, AttributeValue> key : wanted.keys()) {
            Bytes place = Actions.place(table, key);
            if (!seen.add(place)) {
                throw DynamoFaults.validation("Provided list of item keys contains duplicates");
            }
            int partition = Partitions.of(table, place);
            places.computeIfAbsent(partition, _ -> new ArrayList<>()).add(place);
            keys.computeIfAbsent(partition, _ -> new ArrayList<>()).add(key);
        }
        List<Asked> asked = new ArrayList<>();
        places.forEach((partition, list) -> asked.add(new Asked(
                keys.getOrDefault(partition, List.of()),
                partitions.submit(table, partition, new PartitionCommand.Get(list, consistent)))));
        return new Answer(
                wanted, asked, projection, consistent ? ReadMode.CONSISTENT : ReadMode.EVENTUAL, new Consumed(table));
    }

    /** What comes of one table. */
    private static final class Answer {
        private final KeysAndAttributes wanted;
        private final List<Asked> asked;
        private final Optional<Projection> projection;
        private final ReadMode mode;
        private final Consumed consumed;
        private final List<Map<String, AttributeValue>> items = new ArrayList<>();
        private final List<Map<String, AttributeValue>> left = new ArrayList<>();

        Answer(
                KeysAndAttributes wanted,
                List<Asked> asked,
                Optional<Projection> projection,
                ReadMode mode,
                Consumed consumed) {
            this.wanted = wanted;
            this.asked = asked;
            this.projection = projection;
            this.mode = mode;
            this.consumed = consumed;
        }

        /** The bytes of the whole response, with this table's items. */
        long collect(CallContext call, long before) throws InterruptedException {
            long bytes = before;
            for (Asked one : asked) {
                PartitionReply reply = Await.reply(call, one.reply());
                if (reply instanceof PartitionReply.Busy) {
                    left.addAll(one.keys());
                    continue;
                }
                if (!(Partitions.checked(reply) instanceof PartitionReply.Found(var images))) {
                    throw new IllegalStateException("no answer to a read: " + reply);
                }
                for (int i = 0; i < images.size(); i++) {
                    Item item = images.get(i).item();
                    if (bytes + item.size() > DynamoLimits.BATCH_GET_BYTES) {
                        left.add(one.keys().get(i));
                        continue;
                    }
                    bytes += item.size();
                    consumed.read(null, item.size(), mode);
                    if (!item.isEmpty()) {
                        items.add(SdkValues.toSdk(
                                projection.map(wanted -> wanted.of(item)).orElse(item)));
                    }
                }
            }
            return bytes;
        }
    }
}
