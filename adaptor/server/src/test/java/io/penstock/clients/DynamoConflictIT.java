package io.penstock.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;

/** Transactions and plain calls that meet each other, and transactions that are too large, over HTTP. */
@ExtendWith(SharedServer.class)
final class DynamoConflictIT {

    private static final String TOO_LARGE =
            "The aggregate size of the items in the transaction exceeds the limit of 4 MB";

    private final URI endpoint;
    private final DynamoDbClient client;
    private final String table = "tx-" + System.nanoTime();

    DynamoConflictIT(TestServer server) {
        endpoint = server.endpoint();
        client = Sdk.dynamo(endpoint);
    }

    @BeforeEach
    void create() {
        DynamoTables.create(client, table);
    }

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void a_write_of_one_item_meets_a_transaction_that_holds_it() {
        List<TransactWriteItem> many =
                IntStream.range(0, 100).mapToObj(i -> put("held" + i, i)).toList();
        AtomicReference<TransactionConflictException> met = new AtomicReference<>();
        AtomicBoolean over = new AtomicBoolean();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                DynamoDbClient once = Sdk.dynamoOnce(endpoint)) {
            for (int i = 0; i < 2; i++) {
                threads.execute(() -> {
                    while (!over.get()) {
                        try {
                            client.transactWriteItems(write -> write.transactItems(many));
                        } catch (TransactionCanceledException e) {
                            // The other one holds them, or the update was quicker.
                        }
                    }
                });
            }
            try {
                Awaitility.await()
                        .atMost(Duration.ofSeconds(20))
                        .pollInterval(Duration.ofMillis(1))
                        .until(() -> {
                            try {
                                once.updateItem(update -> update.tableName(table)
                                        .key(Map.of("pk", s("held50")))
                                        .updateExpression("ADD n :v")
                                        .expressionAttributeValues(Map.of(":v", n(1))));
                                return false;
                            } catch (TransactionConflictException e) {
                                met.set(e);
                                return true;
                            }
                        });
            } finally {
                over.set(true);
            }
        }
        assertThat(met.get().awsErrorDetails().errorMessage()).isEqualTo("Transaction is ongoing for the item");
        assertThat(met.get().statusCode()).isEqualTo(400);
    }

    @Test
    void a_reader_gives_up_when_an_item_changes_in_every_round() {
        client.transactWriteItems(write -> write.transactItems(put("quiet", 1), put("busy", 1)));
        AtomicReference<TransactionCanceledException> met = new AtomicReference<>();
        AtomicBoolean over = new AtomicBoolean();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 6; i++) {
                threads.execute(() -> {
                    while (!over.get()) {
                        client.updateItem(update -> update.tableName(table)
                                .key(Map.of("pk", s("busy")))
                                .updateExpression("ADD n :v")
                                .expressionAttributeValues(Map.of(":v", n(1))));
                    }
                });
            }
            try {
                Awaitility.await()
                        .atMost(Duration.ofSeconds(20))
                        .pollInterval(Duration.ofMillis(1))
                        .until(() -> {
                            try {
                                client.transactGetItems(get -> get.transactItems(get("quiet"), get("busy")));
                                return false;
                            } catch (TransactionCanceledException e) {
                                met.set(e);
                                return true;
                            }
                        });
            } finally {
                over.set(true);
            }
        }
        assertThat(met.get().cancellationReasons())
                .extracting(CancellationReason::code)
                .containsExactly("None", "TransactionConflict");
    }

    @Test
    void four_megabytes_are_the_most_of_a_transaction() {
        List<TransactWriteItem> tooMuch = IntStream.range(0, 11)
                .mapToObj(i -> put("large" + i, "t", s(Integer.toString(i).repeat(390_000 / (1 + i / 10)))))
                .toList();
        assertThatThrownBy(() -> client.transactWriteItems(write -> write.transactItems(tooMuch)))
                .isInstanceOf(DynamoDbException.class)
                .hasMessageContaining(TOO_LARGE);
        // Nothing is held, and each alone is fine.
        tooMuch.forEach(one -> client.transactWriteItems(write -> write.transactItems(one)));
        assertThatThrownBy(() -> client.transactGetItems(get -> get.transactItems(
                        IntStream.range(0, 11).mapToObj(i -> get("large" + i)).toList())))
                .isInstanceOf(DynamoDbException.class)
                .hasMessageContaining(TOO_LARGE);
    }

    private TransactWriteItem put(String key, long number) {
        return put(key, "n", n(number));
    }

    private TransactWriteItem put(String key, String name, AttributeValue value) {
        return TransactWriteItem.builder()
                .put(put -> put.tableName(table).item(Map.of("pk", s(key), name, value)))
                .build();
    }

    private TransactGetItem get(String key) {
        return TransactGetItem.builder()
                .get(get -> get.tableName(table).key(Map.of("pk", s(key))))
                .build();
    }

    private static AttributeValue s(String text) {
        return AttributeValue.fromS(text);
    }

    private static AttributeValue n(long number) {
        return AttributeValue.fromN(Long.toString(number));
    }
}
