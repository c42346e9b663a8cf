package io.penstock.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.IdempotentParameterMismatchException;
import software.amazon.awssdk.services.dynamodb.model.ItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/** Transactions over HTTP with the SDK for Java v2. */
@ExtendWith(SharedServer.class)
final class DynamoTransactionIT {

    private static final int ACCOUNTS = 6;
    private static final int START = 100;

    private final DynamoDbClient client;
    private final String table = "tx-" + System.nanoTime();

    DynamoTransactionIT(TestServer server) {
        client = Sdk.dynamo(server.endpoint());
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
    void all_kinds_of_actions_are_done_together_and_read_together() {
        write(put("gone", 1), put("kept", 2));
        write(put("a", 10), add("b", 5), delete("gone"), check("kept", "n = :two", 2));
        assertThat(read("a", "b", "gone", "kept")).containsExactly(10L, 5L, null, 2L);
        List<TransactWriteItem> many =
                IntStream.range(0, 100).mapToObj(i -> put("many" + i, i)).toList();
        client.transactWriteItems(write -> write.transactItems(many));
        assertThat(read(IntStream.range(0, 100).mapToObj(i -> "many" + i).toArray(String[]::new)))
                .containsExactlyElementsOf(
                        IntStream.range(0, 100).mapToObj(i -> (long) i).toList());
    }

    @Test
    void a_transaction_that_is_cancelled_does_nothing_and_tells_the_reasons_in_order() {
        write(put("a", 1), put("text", 2));
        client.putItem(put -> put.tableName(table).item(Map.of("pk", s("text"), "n", s("x"))));
        TransactionCanceledException canceled = catchThrowableOfType(
                TransactionCanceledException.class,
                () -> write(put("new", 1), check("a", "n = :seven", 7), add("text", 1), check("b", "n = :seven", 7)));
        assertThat(canceled.awsErrorDetails().errorMessage())
                .isEqualTo("Transaction cancelled, please refer cancellation reasons for specific reasons "
                        + "[None, ConditionalCheckFailed, ValidationError, ConditionalCheckFailed]");
        assertThat(canceled.cancellationReasons())
                .extracting(CancellationReason::message)
                .containsExactly(
                        null,
                        "The conditional request failed",
                        "An operand in the update expression has an incorrect data type",
                        "The conditional request failed");
        assertThat(canceled.cancellationReasons().get(1).item()).containsEntry("n", n(1));
        assertThat(canceled.cancellationReasons().get(3).hasItem()).isFalse();
        assertThat(read("new")).containsExactly((Long) null);
        // Nothing is held any more.
        write(put("a", 2));
        client.putItem(put -> put.tableName(table).item(Map.of("pk", s("a"), "n", n(3))));
        assertThat(read("a")).containsExactly(3L);
    }

    @Test
    void a_token_is_good_for_one_transaction_once() {
        List<TransactWriteItem> twice = List.of(add("a", 1), add("b", 1));
        var first = client.transactWriteItems(write -> write.transactItems(twice)
                .clientRequestToken(table)
                .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL));
        assertThat(first.consumedCapacity()).singleElement().satisfies(consumed -> {
            assertThat(consumed.tableName()).isEqualTo(table);
            assertThat(consumed.capacityUnits()).isEqualTo(4);
            assertThat(consumed.writeCapacityUnits()).isEqualTo(4);
        });
        var second = client.transactWriteItems(write -> write.transactItems(twice)
                .clientRequestToken(table)
                .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL));
        assertThat(second.consumedCapacity())
                .singleElement()
                .satisfies(consumed -> assertThat(consumed.readCapacityUnits()).isEqualTo(4));
        assertThat(read("a", "b")).containsExactly(1L, 1L);
        assertThatThrownBy(() -> client.transactWriteItems(
                        write -> write.transactItems(add("a", 2), add("b", 1)).clientRequestToken(table)))
                .isInstanceOf(IdempotentParameterMismatchException.class);
        // A cancelled one is not remembered.
        String token = table + "-c";
        assertThatThrownBy(() -> client.transactWriteItems(
                        write -> write.transactItems(check("a", "n = :v", 9)).clientRequestToken(token)))
                .isInstanceOf(TransactionCanceledException.class);
        write(put("a", 9));
        client.transactWriteItems(
                write -> write.transactItems(check("a", "n = :v", 9)).clientRequestToken(token));
    }

    @Test
    void what_is_not_valid_is_refused_in_the_words_of_aws() {
        refused(
                "Transaction request cannot include multiple operations on one item",
                put("a", 1),
                check("a", "n = :v", 1));
        refused(
                "TransactItems can only contain one of Check, Put, Update or Delete",
                put("a", 1).toBuilder().delete(delete("a").delete()).build());
        refused("Invalid ConditionExpression: Syntax error; token: \"!\", near: \"hello!\"", check("a", "hello!", 1));
        TransactWriteItem misfit = TransactWriteItem.builder()
                .put(put -> put.tableName(table).item(Map.of("pk", n(1))))
                .build();
        assertThat(catchThrowableOfType(TransactionCanceledException.class, () -> write(put("a", 1), misfit, misfit))
                        .cancellationReasons())
                .extracting(CancellationReason::code)
                .containsExactly("None", "ValidationError", "None");
        assertThatThrownBy(() -> write(TransactWriteItem.builder()
                        .put(put -> put.tableName("nowhere").item(Map.of("pk", s("a"))))
                        .build()))
                .isInstanceOf(ResourceNotFoundException.class);
        assertThatThrownBy(() -> client.transactWriteItems(write -> write.transactItems(
                        IntStream.range(0, 101).mapToObj(i -> put("m" + i, i)).toList())))
                .hasMessageContaining("Member must have length less than or equal to 100");
        assertThatThrownBy(() -> client.transactGetItems(get -> get.transactItems(get("a"), get("a"))))
                .hasMessageContaining("Transaction request cannot include multiple operations on one item");
    }

    @Test
    void money_is_moved_by_many_at_once_and_every_reader_sees_all_of_it() {
        write(IntStream.range(0, ACCOUNTS)
                .mapToObj(i -> put("account" + i, START))
                .toArray(TransactWriteItem[]::new));
        String[] accounts =
                IntStream.range(0, ACCOUNTS).mapToObj(i -> "account" + i).toArray(String[]::new);
        AtomicInteger moved = new AtomicInteger();
        AtomicInteger seen = new AtomicInteger();
        AtomicInteger running = new AtomicInteger(6);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<Void>> all = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                SplittableRandom random = new SplittableRandom(i);
                all.add(CompletableFuture.runAsync(
                        () -> {
                            for (int transfers = 0; transfers < 40; transfers++) {
                                moved.addAndGet(transfer(random) ? 1 : 0);
                            }
                            running.decrementAndGet();
                        },
                        threads));
            }
            for (int i = 0; i < 2; i++) {
                all.add(CompletableFuture.runAsync(
                        () -> {
                            while (running.get() > 0) {
                                uncancelled(() -> {
                                    assertThat(sum(read(accounts))).isEqualTo(ACCOUNTS * START);
                                    seen.incrementAndGet();
                                });
                            }
                        },
                        threads));
            }
            all.forEach(CompletableFuture::join);
        }
        assertThat(sum(read(accounts))).isEqualTo(ACCOUNTS * START);
        assertThat(moved).hasPositiveValue();
        // Who saw nothing but conflicts has proven nothing.
        assertThat(seen).hasPositiveValue();
        assertThat(read("log")).containsExactly((long) moved.get());
    }

    private boolean transfer(SplittableRandom random) {
        int from = random.nextInt(ACCOUNTS);
        int to = (from + 1 + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
        int amount = random.nextInt(1, 20);
        return uncancelled(() -> write(
                TransactWriteItem.builder()
                        .update(update -> update.tableName(table)
                                .key(Map.of("pk", s("account" + from)))
                                .updateExpression("SET n = n - :v")
                                .conditionExpression("n >= :v")
                                .expressionAttributeValues(Map.of(":v", n(amount))))
                        .build(),
                add("account" + to, amount),
                add("log", 1)));
    }

    private static boolean uncancelled(Runnable action) {
        try {
            action.run();
            return true;
        } catch (TransactionCanceledException e) {
            assertThat(e.cancellationReasons())
                    .extracting(CancellationReason::code)
                    .isSubsetOf("None", "TransactionConflict", "ConditionalCheckFailed");
            return false;
        }
    }

    private void refused(String message, TransactWriteItem... actions) {
        DynamoDbException refused = catchThrowableOfType(DynamoDbException.class, () -> write(actions));
        assertThat(refused.awsErrorDetails().errorCode()).isEqualTo("ValidationException");
        assertThat(refused.awsErrorDetails().errorMessage()).isEqualTo(message);
    }

    private void write(TransactWriteItem... actions) {
        client.transactWriteItems(write -> write.transactItems(actions));
    }

    /** The numbers of items; null for what is not there. */
    private List<Long> read(String... keys) {
        List<Long> numbers = new ArrayList<>();
        for (ItemResponse response : client.transactGetItems(
                        get -> get.transactItems(Stream.of(keys).map(this::get).toList()))
                .responses()) {
            AttributeValue value = response.item().get("n");
            numbers.add(value == null ? null : Long.valueOf(value.n()));
        }
        return numbers;
    }

    private static long sum(Collection<Long> numbers) {
        return numbers.stream().mapToLong(Long::longValue).sum();
    }

    private TransactGetItem get(String key) {
        return TransactGetItem.builder()
                .get(get -> get.tableName(table).key(Map.of("pk", s(key))))
                .build();
    }

    private TransactWriteItem put(String key, long number) {
        return action(item -> item.put(put -> put.tableName(table).item(Map.of("pk", s(key), "n", n(number)))));
    }

    private TransactWriteItem add(String key, long number) {
        return action(item -> item.update(update -> update.tableName(table)
                .key(Map.of("pk", s(key)))
                .updateExpression("ADD n :v")
                .expressionAttributeValues(Map.of(":v", n(number)))));
    }

    private TransactWriteItem delete(String key) {
        return action(item -> item.delete(delete -> delete.tableName(table).key(Map.of("pk", s(key)))));
    }

    /** The condition may name one value. */
    private TransactWriteItem check(String key, String condition, long number) {
        String name = condition.contains(":") ? condition.substring(condition.indexOf(':')) : ":v";
        return action(item -> item.conditionCheck(check -> check.tableName(table)
                .key(Map.of("pk", s(key)))
                .conditionExpression(condition)
                .expressionAttributeValues(Map.of(name, n(number)))
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)));
    }

    private static TransactWriteItem action(Consumer<TransactWriteItem.Builder> kind) {
        return TransactWriteItem.builder().applyMutation(kind).build();
    }

    private static AttributeValue s(String text) {
        return AttributeValue.fromS(text);
    }

    private static AttributeValue n(long number) {
        return AttributeValue.fromN(Long.toString(number));
    }
}
