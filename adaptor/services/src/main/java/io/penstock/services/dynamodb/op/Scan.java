package io.penstock.services.dynamodb.op;

import io.penstock.services.dynamodb.expression.Condition;
import io.penstock.services.dynamodb.expression.ExpressionKind;
import io.penstock.services.dynamodb.expression.Expressions;
import io.penstock.services.dynamodb.expression.LegacyConditions;
import io.penstock.services.dynamodb.expression.LegacyUpdates;
import io.penstock.services.dynamodb.expression.Projection;
import io.penstock.services.dynamodb.item.Bytes;
import io.penstock.services.dynamodb.item.Item;
import io.penstock.services.dynamodb.item.SdkValues;
import io.penstock.services.dynamodb.rules.DynamoFaults;
import io.penstock.services.dynamodb.store.ItemKey;
import io.penstock.services.dynamodb.store.Range;
import io.penstock.services.dynamodb.table.TableDefinition;
import io.penstock.services.dynamodb.table.TableDefinition.Index;
import io.penstock.wire.CallContext;
import io.penstock.wire.OperationHandler;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;

/** Scan. Items come by the hash of their partition key, partition after partition; a segment is a range of hashes. */
public final class Scan implements OperationHandler<ScanRequest, ScanResponse> {

    private static final byte[] END = {-1, -1, -1, -1, -1};

    private final Tables tables;
    private final Partitions partitions;

    public Scan(Environment environment) {
        this.tables = new Tables(environment);
        this.partitions = new Partitions(environment);
    }

    /** What a request says in either language. */
    private record Wanted(Condition filter, Optional<Projection> projection) {}

    /** Hashes from {@code first} to below {@code end}. */
    private record Hashes(long first, long end) {
        boolean has(long hash) {
            return first <= hash && hash < end;
        }

        boolean isAll() {
            return first == 0 && end == 1L << 32;
        }
    }

    @Override
    public ScanResponse handle(CallContext call, ScanRequest request) throws InterruptedException {
        Wanted wanted = wanted(request);
        Hashes segment = segment(request);
        TableDefinition table = tables.usable(call, request.tableName());
        boolean consistent = Boolean.TRUE.equals(request.consistentRead());
        Index index = ReadRequest.index(table, request.indexName(), consistent);
        ReadRequest read = new ReadRequest(
                table, index, consistent, request.limit(), request.select(), wanted.filter(), wanted.projection());
        read.check(request.hasAttributesToGet() ? "AttributesToGet" : "ProjectionExpression");
        ReadRequest.Page page = read.page(
                source(call, request, read, segment), item -> segment.has(ItemKey.hash(read.startPlace(item))));
        Consumed consumed = new Consumed(table);
        read.count(page, consumed);
        return ScanResponse.builder()
                .items(page.toSdk(read))
                .count(page.count())
                .scannedCount(page.scanned())
                .lastEvaluatedKey(page.lastKey())
                .consumedCapacity(consumed.answer(request.returnConsumedCapacity()))
                .build();
    }

    private static Hashes segment(ScanRequest request) {
        Integer segment = request.segment();
        Integer total = request.totalSegments();
        if (segment == null && total == null) {
            return new Hashes(0, 1L << 32);
        }
        if (segment == null || total == null) {
            throw DynamoFaults.validation(
                    segment == null
                            ? "The Segment parameter is required but was not present in the request when parameter TotalSegments is present"
                            : "The TotalSegments parameter is required but was not present in the request when Segment parameter is present");
        }
        if (segment >= total) {
            throw DynamoFaults.validation(
                    "The Segment parameter is zero-based and must be less than parameter TotalSegments: " + "Segment: "
                            + segment + " is not less than TotalSegments: " + total);
        }
        return new Hashes(ItemKey.firstHash(segment, total), ItemKey.firstHash(segment + 1, total));
    }

    private Source source(CallContext call, ScanRequest request, ReadRequest read, Hashes segment) {
        TableDefinition table = read.table();
        boolean goesOn =
                request.hasExclusiveStartKey() && !request.exclusiveStartKey().isEmpty();
        Item start = goesOn ? SdkValues.item(request.exclusiveStartKey()) : Item.EMPTY;
        Bytes at = goesOn ? read.startAt(start) : Bytes.of();
        Bytes place = goesOn ? read.startPlace(start) : Bytes.of();
        if (goesOn && !belongs(place, read, segment)) {
            throw DynamoFaults.validation("The provided starting key is invalid: Invalid ExclusiveStartKey. Please use "
                    + "ExclusiveStartKey with correct Segment. TotalSegments: " + request.totalSegments() + " Segment: "
                    + request.segment());
        }
        int count = table.placement().partitions();
        // Of what a segment of an index passes over, a page may take more than its limit.
        int wanted = read.index() == null || segment.isAll() ? read.wanted() : Integer.MAX_VALUE;
        int first = goesOn ? Partitions.of(table, place) : 0;
        List<PartitionReader> readers = new ArrayList<>();
        for (int partition = first; partition < count; partition++) {
            long from = Math.max(segment.first(), ItemKey.firstHash(partition, count));
            long to = Math.min(segment.end(), ItemKey.firstHash(partition + 1, count));
            if (from < to) {
                byte[] behind = goesOn && partition == first ? Arrays.copyOf(at.unsafe(), at.size() + 1) : null;
                PartitionReader.Place where =
                        new PartitionReader.Place(table, partition, read.number(), read.consistent());
                readers.add(new PartitionReader(
                        partitions, call, where, range(read, new Hashes(from, to), behind), wanted));
            }
        }
        return Source.chained(readers);
    }

    /** An index is not in the order of hashes: a page of its segment may end at any item of a partition that the segment has a part of. */
    private static boolean belongs(Bytes start, ReadRequest read, Hashes segment) {
        if (read.index() == null) {
            return segment.has(ItemKey.hash(start));
        }
        int count = read.table().placement().partitions();
        int partition = Partitions.of(read.table(), start);
        return segment.first() < ItemKey.firstHash(partition + 1, count)
                && segment.end() > ItemKey.firstHash(partition, count);
    }

    private static Range range(ReadRequest read, Hashes hashes, byte @Nullable [] behind) {
        if (read.index() == null) {
            byte[] from = behind == null ? ItemKey.start(hashes.first()) : behind;
            return new Range(from, ItemKey.start(hashes.end()), false);
        }
        return new Range(behind == null ? new byte[0] : behind, END, false);
    }

    private static Wanted wanted(ScanRequest request) {
        Expressions expressions = new Given()
                .legacy("AttributesToGet", request.hasAttributesToGet())
                .legacy("ScanFilter", request.hasScanFilter())
                .legacy("ConditionalOperator", request.conditionalOperator() != null)
                .expression(ExpressionKind.PROJECTION, request.projectionExpression())
                .expression(ExpressionKind.FILTER, request.filterExpression())
                .check(
                        request.hasExpressionAttributeNames() ? request.expressionAttributeNames() : null,
                        request.hasExpressionAttributeValues() ? request.expressionAttributeValues() : null);
        Condition filter = expressions.filter(request.filterExpression());
        Optional<Projection> projection = expressions.projection(request.projectionExpression());
        expressions.checkAllUsed();
        return new Wanted(
                request.hasScanFilter()
                        ? LegacyConditions.filter(request.scanFilter(), request.conditionalOperator())
                        : filter,
                request.hasAttributesToGet()
                        ? Optional.of(LegacyUpdates.projection(request.attributesToGet()))
                        : projection);
    }
}
