package io.penstock.log;

import io.penstock.broker.TestBroker;
import io.penstock.kernel.ledger.Ledger;
import io.penstock.kernel.ledger.LedgerProtocol.Deposit;
import io.penstock.kernel.machine.AggregateId;
import io.penstock.kernel.machine.Companion;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** Not a test: what a journaled command of a trivial machine costs, and how fast shards come back. Run its main; it prints to standard output. */
final class HostBenchmark {

    private static final int SHARDS = 32;

    private HostBenchmark() {}

    public static void main(String[] arguments) {
        int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 4;
        try (TestBroker broker = TestBroker.start()) {
            LogSettings base = TestKafka.settings(broker);
            // No snapshots: the restart below is to replay everything.
            LogSettings settings = base.withShards(new LogSettings.Shards(
                    SHARDS,
                    LogSettings.OwnershipMode.SOLE,
                    Duration.ofSeconds(6),
                    Duration.ofSeconds(8),
                    new LogSettings.ShardLimits(20_000, 50_000, 8 << 20, Integer.MAX_VALUE, Long.MAX_VALUE / 4)));
            long began = System.nanoTime();
            Cluster cluster = start(settings);
            System.out.printf("first start, new topics: %d ms%n", (System.nanoTime() - began) / 1_000_000);
            long records = 0;
            for (int round = 0; round < 2; round++) {
                for (int callers : new int[] {1, 16, 128}) {
                    records += load(cluster, callers, seconds, round > 0);
                }
            }
            cluster.close();
            began = System.nanoTime();
            try (Cluster again = start(settings)) {
                long millis = (System.nanoTime() - began) / 1_000_000;
                System.out.printf(
                        "restart, %,d records replayed by %d shards: %d ms, %,d records/s%n",
                        records, again.shardCount(), millis, records * 1000 / millis);
            }
        }
    }

    private static Cluster start(LogSettings settings) {
        Cluster cluster = Cluster.open(settings, InstantSource.system(), new SecureRandom());
        cluster.machines().register(new Ledger(), self -> Companion.none());
        cluster.start();
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(2))
                .until(() -> cluster.health().isReady());
        return cluster;
    }

    private static long load(Cluster cluster, int callers, int seconds, boolean print) {
        ConcurrentLinkedQueue<long[]> latencies = new ConcurrentLinkedQueue<>();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < callers; i++) {
                AggregateId id = new AggregateId("account/" + i);
                threads.submit(() -> latencies.add(call(cluster, id, end)));
            }
        }
        long[] all = latencies.stream().flatMapToLong(Arrays::stream).sorted().toArray();
        if (print) {
            System.out.printf(
                    "callers %3d: p50 %.2f ms, p99 %.2f ms, %,d/s%n",
                    callers, all[all.length / 2] / 1e6, all[all.length * 99 / 100] / 1e6, all.length / seconds);
            var wanted = Map.of("record-queue-time-avg", "", "batch-size-avg", "", "requests-in-flight", "");
            cluster.metrics().stream()
                    .filter(metric ->
                            wanted.containsKey(metric.name()) && metric.group().equals("producer-metrics"))
                    .forEach(metric ->
                            System.out.printf("   %s %s %.2f%n", metric.client(), metric.name(), metric.value()));
        }
        return all.length;
    }

    private static long[] call(Cluster cluster, AggregateId id, long end) {
        long[] latencies = new long[1024];
        int count = 0;
        for (long began = System.nanoTime(); began < end; began = System.nanoTime()) {
            cluster.machines().submit(Ledger.TYPE, id, new Deposit(1)).join();
            latencies = count == latencies.length ? Arrays.copyOf(latencies, count * 2) : latencies;
            latencies[count++] = System.nanoTime() - began;
        }
        return Arrays.copyOf(latencies, count);
    }
}
