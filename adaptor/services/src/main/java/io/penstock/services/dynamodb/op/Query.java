package io.penstock.services.dynamodb.op;

import io.penstock.services.dynamodb.expression.Condition;
import io.penstock.services.dynamodb.expression.ExpressionKind;
import io.penstock.services.dynamodb.expression.Expressions;
import io.penstock.services.dynamodb.expression.KeyCondition;
import io.penstock.services.dynamodb.expression.KeyGuard;
import io.penstock.services.dynamodb.expression.KeyPredicates;
import io.penstock.services.dynamodb.expression.LegacyConditions;
import io.penstock.services.dynamodb.expression.LegacyUpdates;
import io.penstock.services.dynamodb.expression.Projection;
import io.penstock.services.dynamodb.item.Bytes;
import io.penstock.services.dynamodb.item.Item;
import io.penstock.services.dynamodb.item.PrimaryKey;
import io.penstock.services.dynamodb.item.SdkValues;
import io.penstock.services.dynamodb.rules.DynamoFaults;
import io.penstock.services.dynamodb.store.ItemKey;
import io.penstock.services.dynamodb.store.Range;
import io.penstock.services.dynamodb.table.TableDefinition;
import io.penstock.services.dynamodb.table.TableDefinition.Index;
import io.penstock.wire.CallContext;
import io.penstock.wire.OperationHandler;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

/** Query. Of the table and of local indexes it asks one partition; of a global index all, each of which keeps its items in the index's order. */
public final class Query implements OperationHandler<QueryRequest, QueryResponse> {

    private final Tables tables;
    private final Partitions partitions;

    public Query(Environment environment) {
        this.tables = new Tables(environment);
        this.partitions = new Partitions(environment);
    }

    /** What a request says in either language. */
    private record Wanted(KeyPredicates keys, Condition filter, Optional<Projection> projection) {}

    @Override
    public QueryResponse handle(CallContext call, QueryRequest request) throws InterruptedException {
        Wanted wanted = wanted(request);
        TableDefinition table = tables.usable(call, request.tableName());
        boolean consistent = Boolean.TRUE.equals(request.consistentRead());
        Index index = ReadRequest.index(table, request.indexName(), consistent);
        ReadRequest read = new ReadRequest(
                table, index, consistent, request.limit(), request.select(), wanted.filter(), wanted.projection());
        read.check(request.hasAttributesToGet() ? "AttributesToGet" : "ProjectionExpression");
        KeyGuard.checkQueryFilter(
                wanted.filter(), read.key(), request.hasQueryFilter() ? "QueryFilter" : "Filter Expression");
        KeyCondition condition = wanted.keys().on(read.key());
        ReadRequest.Page page = read.page(source(call, request, read, condition));
        Consumed consumed = new Consumed(table);
        read.count(page, consumed);
        return QueryResponse.builder()
                .items(page.toSdk(read))
                .count(page.count())
                .scannedCount(page.scanned())
                .lastEvaluatedKey(page.lastKey())
                .consumedCapacity(consumed.answer(request.returnConsumedCapacity()))
                .build();
    }

    private Source source(CallContext call, QueryRequest request, ReadRequest read, KeyCondition condition) {
        boolean descending = Boolean.FALSE.equals(request.scanIndexForward());
        TableDefinition table = read.table();
        Range range = range(request, read, condition, descending);
        Index index = read.index();
        List<PartitionReader> readers = new ArrayList<>();
        boolean scattered = index != null && index.global();
        int own = scattered ? 0 : Partitions.of(table, Bytes.of(ItemKey.prefix(condition.hash())));
        int end = scattered ? table.placement().partitions() : own + 1;
        for (int partition = own; partition < end; partition++) {
            PartitionReader.Place place = new PartitionReader.Place(table, partition, read.number(), read.consistent());
            readers.add(new PartitionReader(partitions, call, place, range, read.wanted()));
        }
        return Source.merged(readers, descending);
    }

    private static Range range(QueryRequest request, ReadRequest read, KeyCondition condition, boolean descending) {
        KeyCondition.Stretch stretch = condition.stretch();
        byte[] from = placed(read.index(), condition, stretch.from());
        byte[] to = placed(read.index(), condition, stretch.to());
        if (!request.hasExclusiveStartKey() || request.exclusiveStartKey().isEmpty()) {
            return new Range(from, to, descending);
        }
        Item start = SdkValues.item(request.exclusiveStartKey());
        byte[] at = read.startAt(start).unsafe();
        checkStart(condition, read.key().keyOf(start));
        if (descending) {
            return new Range(from, least(at, to), true);
        }
        byte[] behind = Arrays.copyOf(at, at.length + 1);
        return new Range(Arrays.compareUnsigned(behind, from) > 0 ? behind : from, to, false);
    }

    private static void checkStart(KeyCondition condition, PrimaryKey start) {
        if (!condition.matchesSort(start)) {
            throw DynamoFaults.validation("The provided starting key does not match the range key predicate");
        }
        if (!condition.matches(start)) {
            throw DynamoFaults.validation(
                    "The provided starting key is outside query boundaries based on provided conditions");
        }
    }

    private static byte[] least(byte[] one, byte[] other) {
        return Arrays.compareUnsigned(one, other) < 0 ? one : other;
    }

    /** A place in the table begins with the hash of the partition key; one in an index does not. */
    private static byte[] placed(@Nullable Index index, KeyCondition condition, Bytes key) {
        if (index != null) {
            return key.unsafe();
        }
        byte[] hash = Arrays.copyOf(ItemKey.prefix(condition.hash()), Integer.BYTES);
        return ByteBuffer.allocate(hash.length + key.size())
                .put(hash)
                .put(key.unsafe())
                .array();
    }

    private static Wanted wanted(QueryRequest request) {
        Expressions expressions = new Given()
                .legacy("AttributesToGet", request.hasAttributesToGet())
                .legacy("QueryFilter", request.hasQueryFilter())
                .legacy("ConditionalOperator", request.conditionalOperator() != null)
                .legacy("KeyConditions", request.hasKeyConditions())
                .expression(ExpressionKind.PROJECTION, request.projectionExpression())
                .expression(ExpressionKind.FILTER, request.filterExpression())
                .expression(ExpressionKind.KEY_CONDITION, request.keyConditionExpression())
                .check(
                        request.hasExpressionAttributeNames() ? request.expressionAttributeNames() : null,
                        request.hasExpressionAttributeValues() ? request.expressionAttributeValues() : null);
        Condition filter = expressions.filter(request.filterExpression());
        Optional<Projection> projection = expressions.projection(request.projectionExpression());
        if (request.keyConditionExpression() == null && !request.hasKeyConditions()) {
            throw DynamoFaults.validation(
                    "Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.");
        }
        KeyPredicates keys = request.keyConditionExpression() == null
                ? LegacyConditions.keyConditions(request.keyConditions())
                : expressions.keyCondition(request.keyConditionExpression());
        expressions.checkAllUsed();
        return new Wanted(
                keys,
                request.hasQueryFilter()
                        ? LegacyConditions.filter(request.queryFilter(), request.conditionalOperator())
                        : filter,
                request.hasAttributesToGet()
                        ? Optional.of(LegacyUpdates.projection(request.attributesToGet()))
                        : projection);
    }
}
