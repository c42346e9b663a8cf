package io.penstock.services.scheduler;

import io.penstock.services.scheduler.invocation.Attempt;
import io.penstock.services.scheduler.invocation.Outcome;
import io.penstock.services.scheduler.invocation.Targets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Targets that note what they are sent and answer as they are told. */
final class FakeTargets implements Targets {

    /** What an outcome that never comes looks like: the process dies first. */
    static final CompletableFuture<Outcome> NEVER = new CompletableFuture<>();

    record Dead(Attempt attempt, Reason reason) {}

    final List<Attempt> attempts = new ArrayList<>();
    final List<Dead> dead = new ArrayList<>();
    Function<Attempt, CompletableFuture<Outcome>> answer = attempt -> delivered();
    Function<Attempt, CompletableFuture<Outcome>> deadAnswer = attempt -> delivered();

    static CompletableFuture<Outcome> delivered() {
        return CompletableFuture.completedFuture(new Outcome.Delivered());
    }

    static CompletableFuture<Outcome> refused(boolean retryable) {
        return CompletableFuture.completedFuture(new Outcome.Refused("Code", "message", retryable));
    }

    @Override
    public CompletableFuture<Outcome> invoke(Attempt attempt) {
        attempts.add(attempt);
        return answer.apply(attempt);
    }

    @Override
    public CompletableFuture<Outcome> deadLetter(Attempt last, Reason reason) {
        dead.add(new Dead(last, reason));
        return deadAnswer.apply(last);
    }

    /** The times that were told to the target, as written in expressions. */
    List<String> times() {
        return attempts.stream().map(Attempt::scheduledTime).distinct().toList();
    }

    List<String> executions() {
        return attempts.stream().map(Attempt::execution).distinct().toList();
    }
}
