package io.penstock.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/** The callers of one DynamoDB endpoint and table, whose items have a key {@code pk} and some 200 bytes. */
final class DynamoCallers {

    private static final HttpLine.Kind KIND =
            new HttpLine.Kind("dynamodb", "DynamoDB_20120810.", "application/x-amz-json-1.0");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FILLING = "x".repeat(180);
    private static final int BATCH = 25;

    private final URI endpoint;
    private final String table;

    DynamoCallers(URI endpoint, String table) {
        this.endpoint = endpoint;
        this.table = table;
    }

    /** Creates the table and waits for it. */
    void create() throws IOException {
        try (HttpLine line = new HttpLine(endpoint)) {
            call(
                    line,
                    "CreateTable",
                    Map.of(
                            "TableName",
                            table,
                            "BillingMode",
                            "PAY_PER_REQUEST",
                            "AttributeDefinitions",
                            List.of(Map.of("AttributeName", "pk", "AttributeType", "S")),
                            "KeySchema",
                            List.of(Map.of("AttributeName", "pk", "KeyType", "HASH"))));
            for (int i = 0; i < 500; i++) {
                JsonNode described = call(line, "DescribeTable", Map.of("TableName", table));
                if (described.path("Table").path("TableStatus").asText().equals("ACTIVE")) {
                    return;
                }
                LockSupport.parkNanos(20_000_000);
            }
        }
        throw new IOException("the table did not become active: " + table);
    }

    private static JsonNode call(HttpLine line, String operation, Object body) throws IOException {
        return JSON.readTree(line.call(line.request(KIND, operation, JSON.writeValueAsBytes(body))));
    }

    private static byte[] call(HttpLine line, String operation, String body) throws IOException {
        return line.call(line.request(KIND, operation, body.getBytes(StandardCharsets.UTF_8)));
    }

    private static String key(int number) {
        return "{\"pk\":{\"S\":\"item-" + number + "\"}}";
    }

    private static String item(int number) {
        return "{\"pk\":{\"S\":\"item-" + number + "\"},\"n\":{\"N\":\"" + number + "\"},\"v\":{\"S\":\"" + FILLING
                + "\"}}";
    }

    private interface Round {
        int run(HttpLine line) throws IOException;
    }

    private Load.Callers each(IntFunction<Round> rounds) {
        return number -> {
            HttpLine line = new HttpLine(endpoint);
            Round round = rounds.apply(number);
            return new Load.Caller() {
                @Override
                public int round() throws IOException {
                    return round.run(line);
                }

                @Override
                public void close() throws IOException {
                    line.close();
                }
            };
        };
    }

    /** Puts items at random among the first so many. */
    Load.Callers put(int items) {
        return each(number -> {
            SplittableRandom random = new SplittableRandom(number);
            return line -> {
                call(line, "PutItem", "{\"TableName\":\"" + table + "\",\"Item\":" + item(random.nextInt(items)) + "}");
                return 1;
            };
        });
    }

    /** Reads items at random among the first so many, each of which must be there. */
    Load.Callers get(int items) {
        return each(number -> {
            SplittableRandom random = new SplittableRandom(number);
            return line -> {
                int wanted = random.nextInt(items);
                byte[] reply = call(
                        line,
                        "GetItem",
                        "{\"TableName\":\"" + table + "\",\"ConsistentRead\":true,\"Key\":" + key(wanted) + "}");
                if (reply.length < FILLING.length()) {
                    throw new IOException(
                            "item " + wanted + " is not there: " + new String(reply, StandardCharsets.UTF_8));
                }
                return 1;
            };
        });
    }

    /** Each caller raises a counter of its own from the value that it knows. */
    Load.Callers compareAndSet() {
        return each(number -> {
            String before =
                    "{\"TableName\":\"" + table + "\",\"Key\":{\"pk\":{\"S\":\"counter-" + System.nanoTime() + "-"
                            + number
                            + "\"}},\"UpdateExpression\":\"SET n = :new\",\"ConditionExpression\":\"attribute_not_exists(n) OR n = :old\","
                            + "\"ExpressionAttributeValues\":{\":old\":{\"N\":\"";
            int[] value = {0};
            return line -> {
                int old = value[0]++;
                call(line, "UpdateItem", before + old + "\"},\":new\":{\"N\":\"" + value[0] + "\"}}}");
                return 1;
            };
        });
    }

    /**
     * Each caller raises two counters of its own together, by one transaction. They are in partitions of the table as it happens; nobody else wants them, so none is
     * cancelled.
     */
    Load.Callers transact() {
        return each(number -> {
            String run = System.nanoTime() + "-" + number;
            String body = "{\"TransactItems\":[" + raise("left-" + run) + "," + raise("right-" + run) + "]}";
            return line -> {
                call(line, "TransactWriteItems", body);
                return 1;
            };
        });
    }

    /** Not every peer has them. */
    boolean knowsTransactions() {
        try (Load.Caller caller = transact().make(0)) {
            return caller.round() == 1;
        } catch (Exception e) {
            return false;
        }
    }

    private String raise(String counter) {
        return "{\"Update\":{\"TableName\":\"" + table + "\",\"Key\":{\"pk\":{\"S\":\"" + counter
                + "\"}},\"UpdateExpression\":\"ADD n :one\",\"ExpressionAttributeValues\":{\":one\":{\"N\":\"1\"}}}}";
    }

    /** Writes the items from a number on, in batches, until all are acknowledged. */
    void load(int from, int to) throws IOException {
        try (HttpLine line = new HttpLine(endpoint)) {
            for (int first = from; first < to; first += BATCH) {
                List<String> writes = new ArrayList<>(BATCH);
                for (int i = first; i < Math.min(to, first + BATCH); i++) {
                    writes.add("{\"PutRequest\":{\"Item\":" + item(i) + "}}");
                }
                String items = "{\"" + table + "\":[" + String.join(",", writes) + "]}";
                while (!items.equals("{}")) {
                    items = JSON.readTree(call(line, "BatchWriteItem", "{\"RequestItems\":" + items + "}"))
                            .path("UnprocessedItems")
                            .toString();
                }
            }
        }
    }

    /** One consistent read of an item that must be there. */
    void read(int number) throws IOException {
        try (Load.Caller caller = get(number + 1).make(number)) {
            caller.round();
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    /** How many items the table says it has. */
    long count() throws IOException {
        try (HttpLine line = new HttpLine(endpoint)) {
            return call(line, "DescribeTable", Map.of("TableName", table))
                    .path("Table")
                    .path("ItemCount")
                    .asLong();
        }
    }
}
