package io.penstock.server.manage;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** Whether the process should be restarted, and whether it should be sent requests. Thread-safe. */
public final class Health {

    /** Where in its life the process is. */
    public enum Phase {
        STARTING,
        RUNNING,
        STOPPING,
        /** Broken for good: only a restart helps. */
        FAILED
    }

    /**
     * One condition of being ready.
     *
     * @param name for example {@code kafka}
     * @param problem what is wrong, or empty; answers at once
     */
    public record Check(String name, Supplier<Optional<String>> problem) {}

    /** The outcome of one check. */
    public record Finding(String name, Optional<String> problem) {}

    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.STARTING);
    private volatile List<Check> checks = List.of();
    private volatile String failure = "";
    private volatile String waiting = "";

    /** What the start waits for; empty when it goes on. */
    public void waiting(String what) {
        waiting = what;
    }

    /** Everything is up; from here on the checks decide. */
    public void running(List<Check> conditions) {
        checks = List.copyOf(conditions);
        phase.compareAndSet(Phase.STARTING, Phase.RUNNING);
    }

    /** The process is going away on request. */
    public void stopping() {
        phase.updateAndGet(now -> now == Phase.FAILED ? now : Phase.STOPPING);
    }

    /** The process cannot go on. */
    public void failed(String reason) {
        failure = reason;
        phase.set(Phase.FAILED);
    }

    public Phase phase() {
        return phase.get();
    }

    /** Whether a restart would not help. */
    public boolean isLive() {
        return phase.get() != Phase.FAILED;
    }

    /** Whether the start is over. */
    public boolean isStarted() {
        return phase.get() != Phase.STARTING;
    }

    /** Whether requests should be sent here. */
    public boolean isReady() {
        return findings().stream().allMatch(finding -> finding.problem().isEmpty());
    }

    /** Each condition of being ready. */
    public List<Finding> findings() {
        return switch (phase.get()) {
            case STARTING -> starting(waiting);
            case STOPPING -> List.of(new Finding("process", Optional.of("stopping")));
            case FAILED -> List.of(new Finding("process", Optional.of(failure)));
            case RUNNING ->
                checks.stream()
                        .map(check -> new Finding(check.name(), check.problem().get()))
                        .toList();
        };
    }

    private static List<Finding> starting(String waiting) {
        return List.of(new Finding(
                "process", Optional.of(waiting.isEmpty() ? "still starting" : "still starting, " + waiting)));
    }
}
