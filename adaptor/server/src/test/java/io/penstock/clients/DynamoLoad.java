package io.penstock.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.clients.History.Call;
import io.penstock.clients.History.Outcome;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;

/**
 * Callers who put, add to, compare and set, delete and read numbers under a few keys of one table, and the history of it all. Clients must not retry.
 * A key with several doubtful calls is left for a fresh one, so that few may-bes have to be weighed against each other.
 */
final class DynamoLoad {

    private static final int KEYS = 8;
    private static final int DOUBTS = 3;
    private static final long PAUSE_NANOS = 20_000_000;

    private final String table;
    private final History history = new History();
    private final AtomicLong fresh = new AtomicLong();
    private final List<AtomicInteger> doubts =
            IntStream.range(0, KEYS).mapToObj(key -> new AtomicInteger()).toList();
    private final Map<String, Long> seen = new ConcurrentHashMap<>();
    private final List<Thread> threads = new ArrayList<>();
    private final List<Throwable> defects = new ArrayList<>();
    private volatile boolean stopping;

    DynamoLoad(String table) {
        this.table = table;
    }

    void create(DynamoDbClient client) {
        DynamoTables.create(client, table);
    }

    /** Starts callers; each asks for a client for every call. */
    void start(int callers, Supplier<DynamoDbClient> client) {
        stopping = false;
        for (int i = 0; i < callers; i++) {
            SplittableRandom random = new SplittableRandom(fresh.incrementAndGet());
            threads.add(Thread.ofVirtual().start(() -> {
                try {
                    while (!stopping) {
                        round(client.get(), random);
                    }
                } catch (Throwable e) {
                    synchronized (defects) {
                        defects.add(e);
                    }
                }
            }));
        }
    }

    void stop() throws InterruptedException {
        stopping = true;
        for (Thread thread : threads) {
            assertThat(thread.join(Duration.ofSeconds(40))).as("a caller ends").isTrue();
        }
        threads.clear();
        synchronized (defects) {
            assertThat(defects).isEmpty();
        }
    }

    /** Calls that were answered so far. */
    long answered() {
        return history.known();
    }

    /** Reads every key once more; each must answer. */
    void readAll(DynamoDbClient client) {
        for (String key : history.events().keySet()) {
            assertThat(call(client, key, new Call.Read()))
                    .as("a read of %s", key)
                    .isInstanceOf(Outcome.Ok.class);
        }
    }

    /** The promise: every key's history could have happened one call after another. */
    void check() {
        history.events()
                .forEach((key, events) -> assertThat(Linearizability.holds(events))
                        .as(() -> "the history of " + key + ": " + events)
                        .isTrue());
    }

    private void round(DynamoDbClient client, SplittableRandom random) {
        int number = random.nextInt(KEYS);
        String key = "k" + number + "-" + doubts.get(number).get() / DOUBTS;
        Outcome outcome = call(client, key, choose(key, random));
        if (outcome instanceof Outcome.Unknown) {
            doubts.get(number).incrementAndGet();
        }
        if (outcome instanceof Outcome.Unknown || outcome instanceof Outcome.NotSent) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private Call choose(String key, SplittableRandom random) {
        return switch (random.nextInt(10)) {
            case 0 -> new Call.Put(number());
            case 1 -> new Call.Delete();
            case 2, 3 -> new Call.Add(random.nextInt(1, 10));
            case 4, 5, 6 -> new Call.CompareAndSet(seen.get(key), number());
            default -> new Call.Read();
        };
    }

    /** Far from all others, so that sums do not collide. */
    private long number() {
        return fresh.incrementAndGet() * 1_000_000;
    }

    private Outcome call(DynamoDbClient client, String key, Call call) {
        return history.record(key, call, () -> {
            try {
                return made(client, key, call);
            } catch (ConditionalCheckFailedException e) {
                return new Outcome.Refused();
            } catch (SdkClientException e) {
                return isNotSent(e) ? new Outcome.NotSent() : new Outcome.Unknown();
            } catch (DynamoDbException e) {
                if (e.statusCode() < 500 && !e.isThrottlingException()) {
                    throw e;
                }
                return new Outcome.Unknown();
            }
        });
    }

    private static boolean isNotSent(Throwable failure) {
        return failure instanceof ConnectException || (failure.getCause() != null && isNotSent(failure.getCause()));
    }

    private Outcome made(DynamoDbClient client, String key, Call call) {
        Map<String, AttributeValue> id = Map.of("pk", AttributeValue.fromS(key));
        return switch (call) {
            case Call.Put put -> {
                client.putItem(request -> request.tableName(table).item(item(key, put.value())));
                yield ok(key, put.value(), null);
            }
            case Call.Delete delete -> {
                Long before = number(client.deleteItem(
                                request -> request.tableName(table).key(id).returnValues(ReturnValue.ALL_OLD))
                        .attributes());
                yield ok(key, null, before);
            }
            case Call.Add add -> {
                Long sum = number(client.updateItem(request -> request.tableName(table)
                                .key(id)
                                .updateExpression("ADD v :d")
                                .expressionAttributeValues(Map.of(":d", n(add.value())))
                                .returnValues(ReturnValue.UPDATED_NEW))
                        .attributes());
                yield ok(key, sum, sum);
            }
            case Call.Read read -> {
                Long value = number(client.getItem(
                                request -> request.tableName(table).key(id).consistentRead(true))
                        .item());
                yield ok(key, value, value);
            }
            case Call.CompareAndSet swap -> {
                swap(client, key, swap);
                yield ok(key, swap.value(), null);
            }
        };
    }

    private void swap(DynamoDbClient client, String key, Call.CompareAndSet swap) {
        Long expected = swap.expected();
        if (expected == null) {
            client.putItem(request -> request.tableName(table)
                    .item(item(key, swap.value()))
                    .conditionExpression("attribute_not_exists(pk)"));
        } else {
            client.updateItem(request -> request.tableName(table)
                    .key(Map.of("pk", AttributeValue.fromS(key)))
                    .updateExpression("SET v = :new")
                    .conditionExpression("v = :old")
                    .expressionAttributeValues(Map.of(":old", n(expected), ":new", n(swap.value()))));
        }
    }

    private Outcome ok(String key, @Nullable Long is, @Nullable Long answer) {
        seen.compute(key, (same, before) -> is);
        return new Outcome.Ok(answer);
    }

    private static Map<String, AttributeValue> item(String key, long value) {
        return Map.of("pk", AttributeValue.fromS(key), "v", n(value));
    }

    private static AttributeValue n(long value) {
        return AttributeValue.fromN(Long.toString(value));
    }

    private static @Nullable Long number(Map<String, AttributeValue> item) {
        AttributeValue value = item.get("v");
        return value == null ? null : Long.valueOf(value.n());
    }
}
