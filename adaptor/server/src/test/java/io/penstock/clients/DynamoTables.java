package io.penstock.clients;

import java.time.Duration;
import org.awaitility.Awaitility;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;

/** Tables of tests. */
final class DynamoTables {

    private DynamoTables() {}

    /** Creates a table whose items have a string {@code pk} for their key, and waits for it. */
    static void create(DynamoDbClient client, String table) {
        client.createTable(create -> create.tableName(table)
                .attributeDefinitions(AttributeDefinition.builder()
                        .attributeName("pk")
                        .attributeType(ScalarAttributeType.S)
                        .build())
                .keySchema(KeySchemaElement.builder()
                        .attributeName("pk")
                        .keyType(KeyType.HASH)
                        .build())
                .billingMode(BillingMode.PAY_PER_REQUEST));
        awaitActive(client, table);
    }

    /** The SDK's waiter looks every twenty seconds. */
    static void awaitActive(DynamoDbClient client, String table) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> client.describeTable(describe -> describe.tableName(table))
                                .table()
                                .tableStatus()
                        == TableStatus.ACTIVE);
    }
}
