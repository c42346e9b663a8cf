package io.penstock.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionInProgressException;

/**
 * Callers who move money between accounts by transactions that also write a receipt, and readers who count it. Clients must not retry: what a caller was not told it asks
 * for again itself, with the same token, of whichever server is there.
 */
final class DynamoTransfers {

    private static final int ACCOUNTS = 8;
    private static final long START = 100;
    private static final long PAUSE_NANOS = 20_000_000;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String table;
    private final AtomicInteger numbers = new AtomicInteger();
    private final Set<String> done = ConcurrentHashMap.newKeySet();
    private final Set<String> cancelled = ConcurrentHashMap.newKeySet();
    private final AtomicInteger doubts = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger counted = new AtomicInteger();
    private final List<Thread> threads = new ArrayList<>();
    private final List<Throwable> defects = new ArrayList<>();
    private volatile boolean stopping;

    DynamoTransfers(String table) {
        this.table = table;
    }

    private record Transfer(String receipt, int from, int to, long amount) {}

    void create(DynamoDbClient client) {
        DynamoTables.create(client, table);
        client.transactWriteItems(request -> request.transactItems(IntStream.range(0, ACCOUNTS)
                .mapToObj(account -> TransactWriteItem.builder()
                        .put(put -> put.tableName(table).item(Map.of("pk", account(account), "n", n(START))))
                        .build())
                .toList()));
    }

    /** Starts callers and readers; each asks for a client for every call. */
    void start(int callers, int readers, Supplier<DynamoDbClient> client) {
        stopping = false;
        for (int i = 0; i < callers; i++) {
            SplittableRandom random = new SplittableRandom(numbers.get() + i);
            run(() -> transfer(client, choose(random)));
        }
        for (int i = 0; i < readers; i++) {
            run(() -> count(client.get()));
        }
    }

    private void run(Runnable round) {
        threads.add(Thread.ofVirtual().start(() -> {
            try {
                while (!stopping) {
                    round.run();
                }
            } catch (Throwable e) {
                synchronized (defects) {
                    defects.add(e);
                }
            }
        }));
    }

    /** Lets every caller hear what became of its transaction. */
    void stop() throws InterruptedException {
        stopping = true;
        for (Thread thread : threads) {
            assertThat(thread.join(PATIENCE)).as("a caller is answered").isTrue();
        }
        threads.clear();
        synchronized (defects) {
            assertThat(defects).isEmpty();
        }
    }

    int acknowledged() {
        return done.size();
    }

    /** Answers that were missing, so far. */
    int doubts() {
        return doubts.get();
    }

    /** How often readers have seen all accounts at once. */
    int counted() {
        return counted.get();
    }

    /**
     * The promises: exactly the transactions that were acknowledged have happened, once, each with all it does; no account was overdrawn; nothing is held.
     */
    void check(DynamoDbClient client) {
        for (int account = 0; account < ACCOUNTS; account++) {
            Map<String, AttributeValue> key = Map.of("pk", account(account));
            // A write that meets a held item is refused.
            await().atMost(PATIENCE)
                    .ignoreExceptionsInstanceOf(DynamoDbException.class)
                    .until(() -> client.updateItem(request -> request.tableName(table)
                                    .key(key)
                                    .updateExpression("ADD writes :one")
                                    .expressionAttributeValues(Map.of(":one", n(1))))
                            .sdkHttpResponse()
                            .isSuccessful());
        }
        Map<Integer, Long> balances = new TreeMap<>();
        Map<Integer, Long> expected = new TreeMap<>();
        IntStream.range(0, ACCOUNTS).forEach(account -> expected.put(account, START));
        Set<String> receipts = ConcurrentHashMap.newKeySet();
        client.scanPaginator(request -> request.tableName(table).consistentRead(true))
                .items()
                .forEach(item -> {
                    String key = value(item, "pk").s();
                    if (key.startsWith("account")) {
                        balances.put(Integer.valueOf(key.substring("account".length())), number(item, "n"));
                    } else {
                        receipts.add(key);
                        expected.merge((int) number(item, "from"), -number(item, "amount"), Long::sum);
                        expected.merge((int) number(item, "to"), number(item, "amount"), Long::sum);
                    }
                });
        assertThat(receipts).as("receipts").isEqualTo(done);
        assertThat(receipts).as("receipts").doesNotContainAnyElementsOf(cancelled);
        assertThat(balances).as("balances").isEqualTo(expected);
        assertThat(balances.values()).as("balances").allMatch(balance -> balance >= 0);
        assertThat(refused.get())
                .as("transfers that an account had too little for")
                .isPositive();
    }

    private Transfer choose(SplittableRandom random) {
        int from = random.nextInt(ACCOUNTS);
        int to = (from + 1 + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
        return new Transfer("receipt" + numbers.incrementAndGet(), from, to, random.nextLong(1, START));
    }

    private void transfer(Supplier<DynamoDbClient> client, Transfer transfer) {
        // Above the patience of coordinators, and of this test's own end.
        for (long began = System.nanoTime();
                System.nanoTime() - began < PATIENCE.toNanos();
                LockSupport.parkNanos(PAUSE_NANOS)) {
            try {
                client.get()
                        .transactWriteItems(request -> request.clientRequestToken(table + transfer.receipt())
                                .transactItems(actions(transfer)));
                done.add(transfer.receipt());
                return;
            } catch (TransactionCanceledException e) {
                List<String> codes = e.cancellationReasons().stream()
                        .map(CancellationReason::code)
                        .toList();
                assertThat(codes)
                        .isSubsetOf(
                                "None",
                                "TransactionConflict",
                                "ConditionalCheckFailed",
                                "ProvisionedThroughputExceeded");
                assertThat(codes.getLast()).as("a receipt is written once").isNotEqualTo("ConditionalCheckFailed");
                refused.addAndGet(codes.contains("ConditionalCheckFailed") ? 1 : 0);
                cancelled.add(transfer.receipt());
                return;
            } catch (TransactionInProgressException | SdkClientException e) {
                doubts.incrementAndGet();
            } catch (DynamoDbException e) {
                if (e.statusCode() < 500 && !e.isThrottlingException()) {
                    throw e;
                }
                doubts.incrementAndGet();
            }
        }
        throw new IllegalStateException("nobody tells what became of " + transfer);
    }

    private List<TransactWriteItem> actions(Transfer transfer) {
        return List.of(
                add(transfer.from(), -transfer.amount(), "n >= :least", transfer.amount()),
                add(transfer.to(), transfer.amount(), "n >= :least", 0),
                TransactWriteItem.builder()
                        .put(put -> put.tableName(table)
                                .item(Map.of(
                                        "pk", AttributeValue.fromS(transfer.receipt()),
                                        "from", n(transfer.from()),
                                        "to", n(transfer.to()),
                                        "amount", n(transfer.amount())))
                                .conditionExpression("attribute_not_exists(pk)"))
                        .build());
    }

    private TransactWriteItem add(int account, long amount, String condition, long least) {
        return TransactWriteItem.builder()
                .update(update -> update.tableName(table)
                        .key(Map.of("pk", account(account)))
                        .updateExpression("SET n = n + :v")
                        .conditionExpression(condition)
                        .expressionAttributeValues(Map.of(":v", n(amount), ":least", n(least))))
                .build();
    }

    private void count(DynamoDbClient client) {
        try {
            Map<String, Long> balances = new HashMap<>();
            client.transactGetItems(request -> request.transactItems(IntStream.range(0, ACCOUNTS)
                            .mapToObj(account -> TransactGetItem.builder()
                                    .get(get -> get.tableName(table).key(Map.of("pk", account(account))))
                                    .build())
                            .toList()))
                    .responses()
                    .forEach(response ->
                            balances.put(value(response.item(), "pk").s(), number(response.item(), "n")));
            assertThat(balances.values().stream().mapToLong(Long::longValue).sum())
                    .as(() -> "the sum of " + balances)
                    .isEqualTo(ACCOUNTS * START);
            counted.incrementAndGet();
            return;
        } catch (TransactionCanceledException | SdkClientException e) {
            // Somebody writes, or nobody is there.
        } catch (DynamoDbException e) {
            if (e.statusCode() < 500 && !e.isThrottlingException()) {
                throw e;
            }
        }
        LockSupport.parkNanos(PAUSE_NANOS);
    }

    private static AttributeValue account(int number) {
        return AttributeValue.fromS("account" + number);
    }

    private static AttributeValue n(long value) {
        return AttributeValue.fromN(Long.toString(value));
    }

    private static long number(Map<String, AttributeValue> item, String name) {
        return Long.parseLong(value(item, name).n());
    }

    private static AttributeValue value(Map<String, AttributeValue> item, String name) {
        AttributeValue value = item.get(name);
        if (value == null) {
            throw new IllegalStateException("no " + name + " in " + item);
        }
        return value;
    }
}
