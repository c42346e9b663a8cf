package io.penstock.clients;

import static io.penstock.clients.DynamoIT.definition;
import static io.penstock.clients.DynamoIT.element;
import static io.penstock.clients.DynamoIT.n;
import static io.penstock.clients.DynamoIT.s;
import static io.penstock.clients.DynamoTables.awaitActive;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.broker.TestCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;

/** What becomes of tables while one of two nodes is away. */
final class DynamoNodesIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String TABLE = "orders";

    @Test
    void a_table_that_was_deleted_and_made_anew_while_a_node_was_away_is_the_new_one_there(@TempDir Path directory)
            throws Exception {
        try (TestCluster brokers = TestCluster.start(1)) {
            String[] settings = ServerProcess.onOneBroker();
            try (ServerProcess stays =
                            ServerProcess.startNode(brokers.bootstrapServers(), directory.resolve("stays"), settings);
                    DynamoDbClient client = Sdk.dynamo(stays.endpoint())) {
                try (ServerProcess leaves = ServerProcess.startNode(
                                brokers.bootstrapServers(), directory.resolve("leaves"), settings);
                        DynamoDbClient other = Sdk.dynamo(leaves.endpoint())) {
                    create(client);
                    // Items of all partitions, so that both nodes keep some on their disks.
                    for (int i = 0; i < 40; i++) {
                        put(i % 2 == 0 ? client : other, "old-" + i, i);
                    }
                    leaves.kill();
                }
                client.deleteTable(delete -> delete.tableName(TABLE));
                await().atMost(PATIENCE).until(() -> isGone(client));
                create(client);
                put(client, "new", 1);
                put(client, "old-7", 70);

                try (ServerProcess back = ServerProcess.startNode(
                                brokers.bootstrapServers(), directory.resolve("leaves"), settings);
                        DynamoDbClient other = Sdk.dynamo(back.endpoint())) {
                    await().atMost(PATIENCE)
                            .ignoreExceptions()
                            .untilAsserted(() -> assertThat(scan(other).items())
                                    .containsExactlyInAnyOrder(item("new", 1), item("old-7", 70)));
                    // It owns partitions again, and none of them has anything of the old table.
                    for (int i = 0; i < 40; i++) {
                        put(other, "next-" + i, i);
                    }
                    assertThat(scan(other).count()).isEqualTo(42);
                    assertThat(scan(client).count()).isEqualTo(42);
                    other.deleteTable(delete -> delete.tableName(TABLE));
                    await().atMost(PATIENCE).until(() -> isGone(client) && isGone(other));
                }
            }
        }
    }

    private static void create(DynamoDbClient client) {
        client.createTable(create -> create.tableName(TABLE)
                .attributeDefinitions(definition("pk", ScalarAttributeType.S))
                .keySchema(element("pk", KeyType.HASH))
                .billingMode(BillingMode.PAY_PER_REQUEST));
        awaitActive(client, TABLE);
    }

    private static boolean isGone(DynamoDbClient client) {
        try {
            client.describeTable(describe -> describe.tableName(TABLE));
            return false;
        } catch (ResourceNotFoundException e) {
            return true;
        }
    }

    private static Map<String, AttributeValue> item(String key, int value) {
        return Map.of("pk", s(key), "v", n(value));
    }

    private static void put(DynamoDbClient client, String key, int value) {
        client.putItem(put -> put.tableName(TABLE).item(item(key, value)));
    }

    private static ScanResponse scan(DynamoDbClient client) {
        return client.scan(scan -> scan.tableName(TABLE).consistentRead(true));
    }
}
