package io.penstock.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexUpdate;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.Select;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.model.Tag;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** DynamoDB over HTTP with the SDK for Java v2. */
@ExtendWith(SharedServer.class)
final class DynamoIT {

    private final DynamoDbClient client;
    private final String table = "t-" + System.nanoTime();

    DynamoIT(TestServer server) {
        client = Sdk.dynamo(server.endpoint());
    }

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void an_item_is_written_read_changed_and_deleted() {
        create();
        client.putItem(put -> put.tableName(table).item(item("a", 1, "x")));
        assertThat(get("a", 1)).containsEntry("v", s("x"));
        assertThatThrownBy(() -> client.putItem(put ->
                        put.tableName(table).item(item("a", 1, "y")).conditionExpression("attribute_not_exists(pk)")))
                .isInstanceOf(ConditionalCheckFailedException.class);
        Map<String, AttributeValue> updated = client.updateItem(update -> update.tableName(table)
                        .key(key("a", 1))
                        .updateExpression("SET #v = :y, n = if_not_exists(n, :zero) + :one")
                        .conditionExpression("#v = :x")
                        .expressionAttributeNames(Map.of("#v", "v"))
                        .expressionAttributeValues(Map.of(":x", s("x"), ":y", s("y"), ":zero", n(0), ":one", n(1)))
                        .returnValues(ReturnValue.ALL_NEW))
                .attributes();
        assertThat(updated).containsEntry("v", s("y")).containsEntry("n", n(1));
        assertThat(client.deleteItem(delete ->
                                delete.tableName(table).key(key("a", 1)).returnValues(ReturnValue.ALL_OLD))
                        .attributes())
                .containsEntry("v", s("y"));
        assertThat(client.getItem(get -> get.tableName(table).key(key("a", 1))).hasItem())
                .isFalse();
    }

    @Test
    void a_query_reads_a_stretch_of_sort_keys_in_both_directions_and_in_pages() {
        create();
        IntStream.range(0, 30)
                .forEach(i -> client.putItem(put -> put.tableName(table).item(item("a", i, "v" + i))));
        client.putItem(put -> put.tableName(table).item(item("b", 7, "other")));
        assertThat(query(true)).containsExactly(5, 6, 7, 8);
        assertThat(query(false)).containsExactly(8, 7, 6, 5);
        List<Integer> paged = client
                .queryPaginator(query -> query.tableName(table)
                        .keyConditionExpression("pk = :p")
                        .expressionAttributeValues(Map.of(":p", s("a")))
                        .limit(7))
                .items()
                .stream()
                .map(DynamoIT::number)
                .toList();
        assertThat(paged)
                .containsExactlyElementsOf(IntStream.range(0, 30).boxed().toList());
        var counted = client.query(query -> query.tableName(table)
                .keyConditionExpression("pk = :p")
                .filterExpression("v IN (:one, :two)")
                .expressionAttributeValues(Map.of(":p", s("a"), ":one", s("v1"), ":two", s("v2")))
                .select(Select.COUNT)
                .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL));
        assertThat(counted.count()).isEqualTo(2);
        assertThat(counted.scannedCount()).isEqualTo(30);
        assertThat(counted.consumedCapacity().capacityUnits()).isEqualTo(0.5);
    }

    @Test
    void scans_of_all_segments_find_every_item_once_and_in_pages_too() {
        create();
        for (int batch = 0; batch < 8; batch++) {
            int first = batch * 25;
            List<WriteRequest> writes = IntStream.range(first, first + 25)
                    .mapToObj(i -> WriteRequest.builder()
                            .putRequest(put -> put.item(item("k" + i, i, "v")))
                            .build())
                    .toList();
            assertThat(client.batchWriteItem(write -> write.requestItems(Map.of(table, writes)))
                            .unprocessedItems())
                    .isEmpty();
        }
        for (int segments : new int[] {1, 3, 7}) {
            Set<String> found = new HashSet<>();
            int count = 0;
            for (int segment = 0; segment < segments; segment++) {
                int one = segment;
                for (Map<String, AttributeValue> item : client.scanPaginator(scan -> scan.tableName(table)
                                .segment(one)
                                .totalSegments(segments)
                                .limit(11))
                        .items()) {
                    found.add(item.getOrDefault("pk", s("")).s());
                    count++;
                }
            }
            assertThat(found).hasSize(200);
            assertThat(count).isEqualTo(200);
        }
        List<Map<String, AttributeValue>> keys =
                IntStream.range(0, 100).mapToObj(i -> key("k" + i, i)).toList();
        assertThat(client.batchGetItem(get -> get.requestItems(Map.of(
                                table,
                                software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes.builder()
                                        .keys(keys)
                                        .build())))
                        .responses()
                        .get(table))
                .hasSize(100);
        assertThat(client.describeTable(describe -> describe.tableName(table))
                        .table()
                        .itemCount())
                .isEqualTo(200);
    }

    @Test
    void a_global_index_made_later_holds_old_and_new_items() {
        create();
        IntStream.range(0, 40)
                .forEach(i -> client.putItem(put -> put.tableName(table).item(item("k" + i, i, "v" + i % 2))));
        client.updateTable(update -> update.tableName(table)
                .attributeDefinitions(definition("v", ScalarAttributeType.S), definition("sk", ScalarAttributeType.N))
                .globalSecondaryIndexUpdates(GlobalSecondaryIndexUpdate.builder()
                        .create(index -> index.indexName("byv")
                                .keySchema(element("v", KeyType.HASH), element("sk", KeyType.RANGE))
                                .projection(projection -> projection.projectionType(ProjectionType.KEYS_ONLY)))
                        .build()));
        awaitActive();
        client.putItem(put -> put.tableName(table).item(item("late", 100, "v1")));
        client.deleteItem(delete -> delete.tableName(table).key(key("k1", 1)));
        List<Integer> found = client
                .queryPaginator(query -> query.tableName(table)
                        .indexName("byv")
                        .keyConditionExpression("v = :v")
                        .expressionAttributeValues(Map.of(":v", s("v1")))
                        .scanIndexForward(false)
                        .limit(6))
                .items()
                .stream()
                .map(DynamoIT::number)
                .toList();
        assertThat(found).hasSize(20).startsWith(100, 39, 37).endsWith(5, 3);
        assertThat(client.scan(scan -> scan.tableName(table).indexName("byv")).count())
                .isEqualTo(40);
        assertThatThrownBy(() -> client.query(query -> query.tableName(table)
                        .indexName("byv")
                        .consistentRead(true)
                        .keyConditionExpression("v = :v")
                        .expressionAttributeValues(Map.of(":v", s("v1")))))
                .hasMessageContaining("Consistent reads are not supported on global secondary indexes");
        assertThatThrownBy(() -> client.scan(
                        scan -> scan.tableName(table).indexName("byv").projectionExpression("v, x, sk")))
                .hasMessageContaining(
                        "One or more parameter values were invalid: Global secondary index byv does not project [x]");
    }

    @Test
    void an_index_that_cannot_be_is_refused_and_the_table_stays_as_it_was() {
        create();
        assertThatThrownBy(() -> createIndex("byw", "w", ProjectionType.KEYS_ONLY))
                .hasMessageContaining("Some index key attributes are not defined in AttributeDefinitions");
        client.putItem(put -> put.tableName(table).item(item("k", 1, "v")));
        assertThat(client.describeTable(describe -> describe.tableName(table))
                        .table()
                        .hasGlobalSecondaryIndexes())
                .isFalse();
    }

    private void createIndex(String name, String key, ProjectionType type) {
        client.updateTable(update -> update.tableName(table)
                .globalSecondaryIndexUpdates(GlobalSecondaryIndexUpdate.builder()
                        .create(index -> index.indexName(name)
                                .keySchema(element(key, KeyType.HASH))
                                .projection(projection -> projection.projectionType(type)))
                        .build()));
    }

    @Test
    void items_expire_when_their_time_is_over() {
        create();
        long now = Instant.now().getEpochSecond();
        client.putItem(put -> put.tableName(table).item(with(item("past", 1, "x"), "ttl", n(now - 10))));
        client.putItem(put -> put.tableName(table).item(with(item("soon", 1, "x"), "ttl", n(now + 3))));
        client.putItem(put -> put.tableName(table).item(with(item("later", 1, "x"), "ttl", n(now + 3_600))));
        client.updateTimeToLive(update -> update.tableName(table)
                .timeToLiveSpecification(
                        specification -> specification.attributeName("ttl").enabled(true)));
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(
                                client.scan(scan -> scan.tableName(table)).items())
                        .hasSize(1));
        assertThat(get("later", 1)).isNotEmpty();
    }

    @Test
    void a_table_is_listed_described_tagged_and_deleted() {
        create();
        assertThat(client.listTablesPaginator(list -> list.limit(1)).tableNames())
                .contains(table);
        var described =
                client.describeTable(describe -> describe.tableName(table)).table();
        assertThat(described.tableStatus()).isEqualTo(TableStatus.ACTIVE);
        assertThat(described.billingModeSummary().billingMode()).isEqualTo(BillingMode.PAY_PER_REQUEST);
        client.tagResource(tag -> tag.resourceArn(described.tableArn())
                .tags(Tag.builder().key("team").value("a").build()));
        assertThat(client.listTagsOfResource(list -> list.resourceArn(described.tableArn()))
                        .tags())
                .hasSize(1);
        client.deleteTable(delete -> delete.tableName(table));
        client.waiter().waitUntilTableNotExists(describe -> describe.tableName(table));
        assertThatThrownBy(() -> get("a", 1)).hasMessageContaining("Requested resource not found");
        create();
        assertThat(client.scan(scan -> scan.tableName(table)).items()).isEmpty();
    }

    @Test
    void what_is_not_there_refuses_loudly() {
        assertThatThrownBy(() -> client.executeStatement(run -> run.statement("SELECT * FROM x")))
                .isInstanceOf(DynamoDbException.class);
        assertThatThrownBy(() -> client.createTable(create -> create.tableName(table)
                        .attributeDefinitions(definition("pk", ScalarAttributeType.S))
                        .keySchema(element("pk", KeyType.HASH))
                        .billingMode(BillingMode.PAY_PER_REQUEST)
                        .streamSpecification(
                                stream -> stream.streamEnabled(true).streamViewType("NEW_IMAGE"))))
                .hasMessageContaining("StreamSpecification is not supported");
    }

    private void create() {
        client.createTable(create -> create.tableName(table)
                .attributeDefinitions(definition("pk", ScalarAttributeType.S), definition("sk", ScalarAttributeType.N))
                .keySchema(element("pk", KeyType.HASH), element("sk", KeyType.RANGE))
                .billingMode(BillingMode.PAY_PER_REQUEST));
        awaitActive();
    }

    private void awaitActive() {
        DynamoTables.awaitActive(client, table);
    }

    private List<Integer> query(boolean forward) {
        return client
                .query(query -> query.tableName(table)
                        .keyConditionExpression("pk = :p AND sk BETWEEN :l AND :h")
                        .expressionAttributeValues(Map.of(":p", s("a"), ":l", n(5), ":h", n(8)))
                        .scanIndexForward(forward))
                .items()
                .stream()
                .map(DynamoIT::number)
                .toList();
    }

    private static int number(Map<String, AttributeValue> item) {
        return Integer.parseInt(item.getOrDefault("sk", n(-1)).n());
    }

    private Map<String, AttributeValue> get(String pk, int sk) {
        return client.getItem(get -> get.tableName(table).key(key(pk, sk)).consistentRead(true))
                .item();
    }

    private static Map<String, AttributeValue> key(String pk, int sk) {
        return Map.of("pk", s(pk), "sk", n(sk));
    }

    private static Map<String, AttributeValue> item(String pk, int sk, String value) {
        return Map.of("pk", s(pk), "sk", n(sk), "v", s(value));
    }

    private static Map<String, AttributeValue> with(
            Map<String, AttributeValue> item, String name, AttributeValue value) {
        Map<String, AttributeValue> more = new java.util.HashMap<>(item);
        more.put(name, value);
        return more;
    }

    static AttributeValue s(String text) {
        return AttributeValue.fromS(text);
    }

    static AttributeValue n(long number) {
        return AttributeValue.fromN(Long.toString(number));
    }

    static AttributeDefinition definition(String name, ScalarAttributeType type) {
        return AttributeDefinition.builder()
                .attributeName(name)
                .attributeType(type)
                .build();
    }

    static KeySchemaElement element(String name, KeyType type) {
        return KeySchemaElement.builder().attributeName(name).keyType(type).build();
    }
}
