package io.penstock.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.enhanced.dynamodb.DynamoDbEnhancedClient;
import software.amazon.awssdk.enhanced.dynamodb.DynamoDbTable;
import software.amazon.awssdk.enhanced.dynamodb.Expression;
import software.amazon.awssdk.enhanced.dynamodb.Key;
import software.amazon.awssdk.enhanced.dynamodb.TableSchema;
import software.amazon.awssdk.enhanced.dynamodb.extensions.annotations.DynamoDbVersionAttribute;
import software.amazon.awssdk.enhanced.dynamodb.mapper.annotations.DynamoDbBean;
import software.amazon.awssdk.enhanced.dynamodb.mapper.annotations.DynamoDbPartitionKey;
import software.amazon.awssdk.enhanced.dynamodb.mapper.annotations.DynamoDbSecondaryPartitionKey;
import software.amazon.awssdk.enhanced.dynamodb.mapper.annotations.DynamoDbSecondarySortKey;
import software.amazon.awssdk.enhanced.dynamodb.mapper.annotations.DynamoDbSortKey;
import software.amazon.awssdk.enhanced.dynamodb.model.QueryConditional;
import software.amazon.awssdk.enhanced.dynamodb.model.ReadBatch;
import software.amazon.awssdk.enhanced.dynamodb.model.WriteBatch;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ReturnItemCollectionMetrics;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/** The enhanced client of the SDK for Java v2: beans, optimistic locking by versions, indexes, pages and batches. */
@ExtendWith(SharedServer.class)
final class DynamoEnhancedIT {

    private static final String BY_STATE = "by-state";
    private static final String BY_WEIGHT = "by-weight";

    /** An order as an application writes it. */
    @DynamoDbBean
    public static class Order {

        private @Nullable String customer;
        private @Nullable Integer number;
        private @Nullable String state;
        private @Nullable Double weight;
        private @Nullable Long version;
        private @Nullable Instant placed;
        private @Nullable List<String> lines;
        private @Nullable Set<Integer> parcels;
        private @Nullable Map<String, String> notes;

        @DynamoDbPartitionKey
        public @Nullable String getCustomer() {
            return customer;
        }

        public void setCustomer(@Nullable String customer) {
            this.customer = customer;
        }

        @DynamoDbSortKey
        @DynamoDbSecondarySortKey(indexNames = BY_STATE)
        public @Nullable Integer getNumber() {
            return number;
        }

        public void setNumber(@Nullable Integer number) {
            this.number = number;
        }

        @DynamoDbSecondaryPartitionKey(indexNames = BY_STATE)
        public @Nullable String getState() {
            return state;
        }

        public void setState(@Nullable String state) {
            this.state = state;
        }

        @DynamoDbSecondarySortKey(indexNames = BY_WEIGHT)
        public @Nullable Double getWeight() {
            return weight;
        }

        public void setWeight(@Nullable Double weight) {
            this.weight = weight;
        }

        @DynamoDbVersionAttribute
        public @Nullable Long getVersion() {
            return version;
        }

        public void setVersion(@Nullable Long version) {
            this.version = version;
        }

        public @Nullable Instant getPlaced() {
            return placed;
        }

        public void setPlaced(@Nullable Instant placed) {
            this.placed = placed;
        }

        public @Nullable List<String> getLines() {
            return lines;
        }

        public void setLines(@Nullable List<String> lines) {
            this.lines = lines;
        }

        public @Nullable Set<Integer> getParcels() {
            return parcels;
        }

        public void setParcels(@Nullable Set<Integer> parcels) {
            this.parcels = parcels;
        }

        public @Nullable Map<String, String> getNotes() {
            return notes;
        }

        public void setNotes(@Nullable Map<String, String> notes) {
            this.notes = notes;
        }
    }

    private final DynamoDbClient client;
    private final DynamoDbTable<Order> orders;

    DynamoEnhancedIT(TestServer server) {
        client = Sdk.dynamo(server.endpoint());
        orders = DynamoDbEnhancedClient.builder()
                .dynamoDbClient(client)
                .build()
                .table("enhanced-" + System.nanoTime(), TableSchema.fromBean(Order.class));
    }

    @BeforeEach
    void create() {
        orders.createTable(request -> request.globalSecondaryIndices(
                        index -> index.indexName(BY_STATE).projection(p -> p.projectionType(ProjectionType.ALL)))
                .localSecondaryIndices(index ->
                        index.indexName(BY_WEIGHT).projection(p -> p.projectionType(ProjectionType.KEYS_ONLY))));
        client.waiter()
                .waitUntilTableExists(
                        request -> request.tableName(orders.tableName()),
                        waiting -> waiting.backoffStrategyV2(
                                software.amazon.awssdk.retries.api.BackoffStrategy.fixedDelayWithoutJitter(
                                        java.time.Duration.ofMillis(50))));
    }

    @AfterEach
    void close() {
        orders.deleteTable();
        client.close();
    }

    @Test
    void a_bean_is_read_as_it_was_written() {
        Order order = order("ann", 1);
        order.setPlaced(Instant.ofEpochSecond(1_700_000_000, 123_456_789));
        order.setLines(List.of("a", "b"));
        order.setParcels(Set.of(1, 2, 3));
        order.setNotes(Map.of("door", "left", "ring", "twice"));
        order.setWeight(1.25);
        orders.putItem(order);
        Order read = orders.getItem(request -> request.key(key("ann", 1)).consistentRead(true));
        order.setVersion(1L);
        assertThat(read).usingRecursiveComparison().isEqualTo(order);
        assertThat(orders.deleteItem(key("ann", 1))).usingRecursiveComparison().isEqualTo(order);
        assertThat(orders.getItem(key("ann", 1))).isNull();
    }

    @Test
    void of_two_who_change_what_they_read_the_second_is_refused() {
        orders.putItem(order("ann", 1));
        Order first = orders.getItem(key("ann", 1));
        Order second = orders.getItem(key("ann", 1));
        first.setState("paid");
        Order updated = orders.updateItem(first);
        assertThat(updated.getVersion()).isEqualTo(2);
        second.setState("cancelled");
        assertThatThrownBy(() -> orders.updateItem(second)).isInstanceOf(ConditionalCheckFailedException.class);
        assertThatThrownBy(() -> orders.putItem(order("ann", 1))).isInstanceOf(ConditionalCheckFailedException.class);
        assertThat(orders.getItem(key("ann", 1)).getState()).isEqualTo("paid");
        Expression open = Expression.builder()
                .expression("#state = :open")
                .putExpressionName("#state", "state")
                .putExpressionValue(":open", AttributeValue.fromS("open"))
                .build();
        assertThatThrownBy(() ->
                        orders.deleteItem(request -> request.key(key("ann", 1)).conditionExpression(open)))
                .isInstanceOf(ConditionalCheckFailedException.class);
    }

    @Test
    void tables_and_indexes_are_read_in_pages() {
        IntStream.range(0, 30).forEach(number -> {
            Order order = order("ann", number);
            order.setState(number % 3 == 0 ? "open" : "paid");
            order.setWeight(100.0 - number);
            orders.putItem(order);
        });
        assertThat(orders.query(request -> request.queryConditional(
                                        QueryConditional.sortBetween(key("ann", 5), key("ann", 9)))
                                .limit(2))
                        .items())
                .extracting(Order::getNumber)
                .containsExactly(5, 6, 7, 8, 9);
        assertThat(orders.index(BY_STATE)
                        .query(request -> request.queryConditional(QueryConditional.keyEqualTo(
                                        Key.builder().partitionValue("open").build()))
                                .scanIndexForward(false)
                                .limit(4)))
                .flatExtracting(page -> page.items())
                .extracting(Order::getNumber)
                .containsExactly(27, 24, 21, 18, 15, 12, 9, 6, 3, 0);
        assertThat(orders.index(BY_WEIGHT)
                        .query(request -> request.queryConditional(QueryConditional.sortLessThan(Key.builder()
                                        .partitionValue("ann")
                                        .sortValue(74)
                                        .build()))
                                .consistentRead(true)))
                .flatExtracting(page -> page.items())
                .extracting(Order::getNumber)
                .containsExactly(29, 28, 27);
        assertThat(orders.scan(request -> request.limit(7)).items()).hasSize(30);
    }

    @Test
    void batches_write_read_and_delete() {
        // Versions need conditions, which batches do not have.
        DynamoDbEnhancedClient enhanced = DynamoDbEnhancedClient.builder()
                .dynamoDbClient(client)
                .extensions()
                .build();
        DynamoDbTable<Order> orders = enhanced.table(this.orders.tableName(), TableSchema.fromBean(Order.class));
        WriteBatch.Builder<Order> puts = WriteBatch.builder(Order.class).mappedTableResource(orders);
        IntStream.range(0, 25).forEach(number -> puts.addPutItem(order("bob", number)));
        assertThat(enhanced.batchWriteItem(request -> request.writeBatches(puts.build()))
                        .unprocessedPutItemsForTable(orders))
                .isEmpty();
        ReadBatch.Builder<Order> gets = ReadBatch.builder(Order.class).mappedTableResource(orders);
        IntStream.range(20, 40).forEach(number -> gets.addGetItem(key("bob", number)));
        assertThat(enhanced.batchGetItem(request -> request.readBatches(gets.build()))
                        .resultsForTable(orders))
                .extracting(Order::getNumber)
                .containsExactlyInAnyOrder(20, 21, 22, 23, 24);
        WriteBatch.Builder<Order> deletes = WriteBatch.builder(Order.class).mappedTableResource(orders);
        IntStream.range(0, 25).forEach(number -> deletes.addDeleteItem(key("bob", number)));
        enhanced.batchWriteItem(request -> request.writeBatches(deletes.build()));
        assertThat(orders.scan().items()).isEmpty();
    }

    @Test
    void transactions_write_check_and_read_beans() {
        Order first = orders.updateItem(order("ann", 1));
        DynamoDbEnhancedClient enhanced =
                DynamoDbEnhancedClient.builder().dynamoDbClient(client).build();
        first.setState("paid");
        enhanced.transactWriteItems(write -> write.addUpdateItem(orders, first).addPutItem(orders, order("ann", 2)));
        assertThat(enhanced.transactGetItems(get -> get.addGetItem(orders, key("ann", 1))
                        .addGetItem(orders, key("ann", 2))
                        .addGetItem(orders, key("ann", 3))))
                .extracting(document -> document.getItem(orders))
                .satisfiesExactly(
                        one -> {
                            assertThat(one.getState()).isEqualTo("paid");
                            assertThat(one.getVersion()).isEqualTo(2);
                        },
                        two -> assertThat(two.getVersion()).isEqualTo(1),
                        three -> assertThat(three).isNull());
        // The version that was read is not the present one, so the other part is not done either.
        TransactionCanceledException canceled = catchThrowableOfType(
                TransactionCanceledException.class,
                () -> enhanced.transactWriteItems(
                        write -> write.addPutItem(orders, order("ann", 3)).addUpdateItem(orders, first)));
        assertThat(canceled.cancellationReasons())
                .extracting(CancellationReason::code)
                .containsExactly("None", "ConditionalCheckFailed");
        assertThat(orders.getItem(key("ann", 3))).isNull();
    }

    @Test
    void sizes_of_item_collections_are_refused_where_aws_has_them() {
        assertThatThrownBy(() -> client.putItem(put -> put.tableName(orders.tableName())
                        .item(Map.of("customer", AttributeValue.fromS("ann"), "number", AttributeValue.fromN("1")))
                        .returnItemCollectionMetrics(ReturnItemCollectionMetrics.SIZE)))
                .isInstanceOf(DynamoDbException.class)
                .hasMessageContaining(
                        "ReturnItemCollectionMetrics is not supported for tables with local secondary indexes");
        assertThat(orders.scan().items()).isEmpty();
    }

    private static Order order(String customer, int number) {
        Order order = new Order();
        order.setCustomer(customer);
        order.setNumber(number);
        order.setState("open");
        return order;
    }

    private static Key key(String customer, int number) {
        return Key.builder().partitionValue(customer).sortValue(number).build();
    }
}
