package io.penstock.server.manage;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.penstock.wire.CallObserver;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives each call its metric and its line in the access log, {@code AWS sqs.SendMessage => 200}. The line names the operation, the outcome and
 * the request, never what was sent.
 */
public final class CallRecorder implements CallObserver {

    /** The logger of the access lines. */
    public static final String ACCESS = "io.penstock.access";

    private static final Logger LINES = LoggerFactory.getLogger(ACCESS);
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(20)
    };

    private record Key(String service, String operation, int status) {}

    private final MeterRegistry registry;
    private final Map<Key, Timer> timers = new ConcurrentHashMap<>();

    public CallRecorder(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void called(Call call) {
        Target target = call.operation();
        Outcome outcome = call.outcome();
        timers.computeIfAbsent(new Key(target.service(), target.operation(), outcome.status()), this::timer)
                .record(call.nanos(), TimeUnit.NANOSECONDS);
        outcome.failure()
                .ifPresent(defect -> LINES.atError()
                        .setCause(defect)
                        .addKeyValue("request", call.requestId())
                        .log("AWS {}.{} failed because of a defect", target.service(), target.operation()));
        if (LINES.isInfoEnabled()) {
            line(call);
        }
    }

    private static void line(Call call) {
        Target target = call.operation();
        Outcome outcome = call.outcome();
        String name = "AWS " + target.service() + "." + target.operation() + " => " + outcome.status()
                + outcome.errorCode().map(code -> " (" + code + ")").orElse("");
        LINES.atInfo()
                .addKeyValue("request", call.requestId())
                .addKeyValue("micros", TimeUnit.NANOSECONDS.toMicros(call.nanos()))
                .log(name);
    }

    /** Names come from the service models, so there are as many timers as operations and statuses. */
    private Timer timer(Key key) {
        return Timer.builder("penstock.http.server.requests")
                .description("AWS calls by operation and HTTP status")
                .tag("service", key.service())
                .tag("operation", key.operation())
                .tag("code", Integer.toString(key.status()))
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    /** Counts what was not HTTP. */
    public void malformed(int status) {
        Counter.builder("penstock.http.malformed")
                .description("Requests that were not valid HTTP, by the status they were answered")
                .tag("code", Integer.toString(status))
                .register(registry)
                .increment();
    }

    /** How many calls each operation has had, by {@code service.operation}. */
    public Map<String, Long> usage() {
        Map<String, Long> counts = new TreeMap<>();
        timers.forEach((key, timer) -> counts.merge(key.service() + "." + key.operation(), timer.count(), Long::sum));
        return counts;
    }
}
