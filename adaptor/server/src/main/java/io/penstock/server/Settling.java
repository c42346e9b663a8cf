package io.penstock.server;

import io.penstock.log.ClusterHealth;
import io.penstock.server.manage.Health.Check;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last step of a start: shards are dealt out and restored. A node whose brokers do not answer or whose group does not form serves nothing, so it waits as long
 * as that takes. One that has its shards waits for all of them to be restored, for half a minute: then it serves those that are.
 *
 * @param checks what is missing, for people
 * @param health what decides
 * @param waiting told what is missing, and the empty string when nothing is
 */
record Settling(List<Check> checks, Supplier<ClusterHealth> health, Consumer<String> waiting) {

    private static final Logger LOG = LoggerFactory.getLogger(Settling.class);

    /** Until then the shards of a single node are restored, however long their journals; else the start goes on and is not ready. */
    private static final Duration RESTORE = Duration.ofSeconds(30);

    private static final Duration REPORT = Duration.ofSeconds(5);

    /** Returns when the node can serve, or when the start is given up. */
    void await(BooleanSupplier givenUp) {
        Duration restoring = Duration.ZERO;
        BooleanSupplier over = () -> health.get().isReady() || givenUp.getAsBoolean();
        while (!Threads.await(over, REPORT) && restoring.compareTo(RESTORE) < 0) {
            restoring = isServing(health.get()) ? restoring.plus(REPORT) : Duration.ZERO;
            report();
        }
        waiting.accept("");
    }

    private static boolean isServing(ClusterHealth health) {
        return health.joined() && health.kafkaReachable();
    }

    private void report() {
        String missing = checks.stream()
                .flatMap(check -> check.problem().get().map(problem -> check.name() + ": " + problem).stream())
                .collect(Collectors.joining("; "));
        if (!missing.isEmpty()) {
            waiting.accept("waiting for " + missing);
            LOG.atWarn().addKeyValue("missing", missing).log("waiting to be ready");
        }
    }
}
