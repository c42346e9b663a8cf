package io.penstock.clients;

import static io.penstock.clients.DynamoIT.definition;
import static io.penstock.clients.DynamoIT.element;
import static io.penstock.clients.DynamoIT.n;
import static io.penstock.clients.DynamoIT.s;
import static io.penstock.clients.DynamoTables.awaitActive;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeAction;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.AttributeValueUpdate;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.LocalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.Select;

/** What reads answer and cost: indexes of both kinds, what a local one fetches, segments, 16 MB of a batch. */
@ExtendWith(SharedServer.class)
final class DynamoReadsIT {

    private final DynamoDbClient client;
    private final String table = "reads-" + System.nanoTime();

    DynamoReadsIT(TestServer server) {
        client = Sdk.dynamo(server.endpoint());
    }

    @BeforeEach
    void create() {
        client.createTable(create -> create.tableName(table)
                .attributeDefinitions(
                        definition("pk", ScalarAttributeType.S),
                        definition("sk", ScalarAttributeType.N),
                        definition("v", ScalarAttributeType.S))
                .keySchema(element("pk", KeyType.HASH), element("sk", KeyType.RANGE))
                .localSecondaryIndexes(LocalSecondaryIndex.builder()
                        .indexName("local")
                        .keySchema(element("pk", KeyType.HASH), element("v", KeyType.RANGE))
                        .projection(projection -> projection.projectionType(ProjectionType.KEYS_ONLY))
                        .build())
                .globalSecondaryIndexes(GlobalSecondaryIndex.builder()
                        .indexName("global")
                        .keySchema(element("v", KeyType.HASH), element("sk", KeyType.RANGE))
                        .projection(projection -> projection
                                .projectionType(ProjectionType.INCLUDE)
                                .nonKeyAttributes("big"))
                        .build())
                .billingMode(BillingMode.PAY_PER_REQUEST));
        awaitActive(client, table);
    }

    @AfterEach
    void close() {
        client.close();
    }

    private void put(String pk, int sk, String value, int bytes) {
        client.putItem(put -> put.tableName(table)
                .item(Map.of("pk", s(pk), "sk", n(sk), "v", s(value), "big", s("b".repeat(bytes)))));
    }

    private QueryRequest.Builder local() {
        return QueryRequest.builder()
                .tableName(table)
                .indexName("local")
                .keyConditionExpression("pk = :p")
                .expressionAttributeValues(Map.of(":p", s("a")))
                .consistentRead(true)
                .returnConsumedCapacity(ReturnConsumedCapacity.INDEXES);
    }

    @Test
    void what_a_local_index_fetches_from_the_table_is_paid_there_item_by_item() {
        for (int i = 0; i < 3; i++) {
            put("a", i, "v" + i, 5_000);
        }

        QueryResponse keys = client.query(local().build());
        assertThat(keys.items()).hasSize(3).allSatisfy(item -> assertThat(item).containsOnlyKeys("pk", "sk", "v"));
        assertCapacity(keys.consumedCapacity(), 1, 0, 1);

        QueryResponse projected =
                client.query(local().select(Select.ALL_PROJECTED_ATTRIBUTES).build());
        assertThat(projected.items()).isEqualTo(keys.items());
        assertCapacity(projected.consumedCapacity(), 1, 0, 1);

        QueryResponse all = client.query(local().select(Select.ALL_ATTRIBUTES).build());
        assertThat(all.items()).hasSize(3).allSatisfy(item -> assertThat(item).containsKey("big"));
        assertCapacity(all.consumedCapacity(), 7, 6, 1);

        // Only keys are asked for, so that nothing is fetched.
        QueryResponse few = client.query(local().projectionExpression("sk, v").build());
        assertThat(few.items()).hasSize(3).allSatisfy(item -> assertThat(item).containsOnlyKeys("sk", "v"));
        assertCapacity(few.consumedCapacity(), 1, 0, 1);

        QueryResponse big = client.query(local().projectionExpression("big").build());
        assertThat(big.items()).hasSize(3).allSatisfy(item -> assertThat(item).containsOnlyKeys("big"));
        assertCapacity(big.consumedCapacity(), 7, 6, 1);
    }

    private static void assertCapacity(ConsumedCapacity consumed, double all, double ofTable, double ofLocal) {
        assertThat(consumed.capacityUnits()).isEqualTo(all);
        assertThat(consumed.table().capacityUnits()).isEqualTo(ofTable);
        assertThat(consumed.localSecondaryIndexes())
                .hasEntrySatisfying(
                        "local", units -> assertThat(units.capacityUnits()).isEqualTo(ofLocal));
    }

    @Test
    void a_page_of_a_local_index_ends_at_a_megabyte_of_what_it_fetched() {
        for (int i = 0; i < 5; i++) {
            put("a", i, "v" + i, 390_000);
        }

        assertThat(client.query(local().build()).items()).hasSize(5);
        QueryResponse page = client.query(local().select(Select.ALL_ATTRIBUTES).build());
        assertThat(page.items()).hasSize(3);
        assertThat(client.query(local().select(Select.ALL_ATTRIBUTES)
                                .exclusiveStartKey(page.lastEvaluatedKey())
                                .build())
                        .items())
                .hasSize(2);
    }

    @Test
    void segments_of_a_scan_of_an_index_find_every_entry_once_and_their_pages_end_soon() {
        // 40 entries of 100 KB: a megabyte is passed by ten that belong to others too.
        IntStream.range(0, 40).forEach(i -> put("k" + i, i, "v" + i % 3, 100_000));

        for (int segments : new int[] {1, 3, 16}) {
            List<String> found = new ArrayList<>();
            int pages = 0;
            for (int segment = 0; segment < segments; segment++) {
                Map<String, AttributeValue> start = Map.of();
                do {
                    ScanResponse page = page(segment, segments, start);
                    page.items()
                            .forEach(item ->
                                    found.add(item.getOrDefault("pk", s("")).s()));
                    start = page.lastEvaluatedKey();
                    pages++;
                } while (!start.isEmpty());
            }
            assertThat(found).as("%s segments", segments).hasSize(40).doesNotHaveDuplicates();
            // Each partition has some ten entries, a megabyte: read once by each segment that has a part of it.
            assertThat(pages).as("pages of %s segments", segments).isBetween(segments, 3 * segments + 8);
        }
    }

    private ScanResponse page(int segment, int segments, Map<String, AttributeValue> start) {
        return client.scan(scan -> scan.tableName(table)
                .indexName("global")
                .segment(segment)
                .totalSegments(segments)
                .exclusiveStartKey(start.isEmpty() ? null : start));
    }

    @Test
    void a_batch_answers_what_surely_fits_into_16_megabytes_and_leaves_the_rest() {
        List<Map<String, AttributeValue>> keys = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            put("k" + i, i, "v", 300 * 1_024);
            keys.add(Map.of("pk", s("k" + i), "sk", n(i)));
        }

        BatchGetItemResponse first = batch(keys);
        assertThat(items(first)).hasSize(54);
        List<Map<String, AttributeValue>> left = first.unprocessedKeys().values().stream()
                .flatMap(unprocessed -> unprocessed.keys().stream())
                .toList();
        assertThat(left).hasSize(6);
        BatchGetItemResponse second = batch(left);
        assertThat(items(second)).hasSize(6);
        assertThat(second.unprocessedKeys()).isEmpty();
        Set<String> found = new HashSet<>();
        items(first).forEach(item -> found.add(item.getOrDefault("pk", s("")).s()));
        items(second).forEach(item -> found.add(item.getOrDefault("pk", s("")).s()));
        assertThat(found).hasSize(60);
    }

    private BatchGetItemResponse batch(List<Map<String, AttributeValue>> keys) {
        return client.batchGetItem(get -> get.requestItems(
                Map.of(table, KeysAndAttributes.builder().keys(keys).build())));
    }

    private List<Map<String, AttributeValue>> items(BatchGetItemResponse response) {
        return response.responses().getOrDefault(table, List.of());
    }

    @Test
    void an_update_that_only_takes_away_makes_no_item() {
        Map<String, AttributeValue> key = Map.of("pk", s("a"), "sk", n(1));
        client.updateItem(update -> update.tableName(table)
                .key(key)
                .attributeUpdates(Map.of(
                        "x",
                        AttributeValueUpdate.builder()
                                .action(AttributeAction.DELETE)
                                .build())));
        client.updateItem(update -> update.tableName(table).key(key).updateExpression("REMOVE x"));
        assertThat(client.getItem(get -> get.tableName(table).key(key).consistentRead(true))
                        .hasItem())
                .isFalse();
        client.updateItem(update -> update.tableName(table).key(key));
        assertThat(client.getItem(get -> get.tableName(table).key(key).consistentRead(true))
                        .item())
                .isEqualTo(new HashMap<>(key));
    }

    @Test
    void what_names_attributes_is_named_in_refusals() {
        assertThatThrownBy(() -> client.scan(
                        scan -> scan.tableName(table).attributesToGet("a").select(Select.ALL_ATTRIBUTES)))
                .hasMessageContaining("Cannot specify the AttributesToGet when choosing to get ALL_ATTRIBUTES");
        assertThatThrownBy(() -> client.scan(
                        scan -> scan.tableName(table).projectionExpression("a").select(Select.COUNT)))
                .hasMessageContaining("Cannot specify the ProjectionExpression when choosing to get COUNT");
    }

    @Test
    void endpoints_and_limits_are_described() {
        assertThat(client.describeEndpoints().endpoints()).singleElement().satisfies(endpoint -> {
            assertThat(endpoint.address()).isNotBlank();
            assertThat(endpoint.cachePeriodInMinutes()).isPositive();
        });
        var limits = client.describeLimits();
        assertThat(limits.accountMaxReadCapacityUnits()).isGreaterThanOrEqualTo(limits.tableMaxReadCapacityUnits());
        assertThat(limits.tableMaxWriteCapacityUnits()).isPositive();
    }
}
