package io.penstock.services.sqs.definition;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of one queue name. Immutable.
 *
 * @param queue the queue that exists now
 * @param life of the name, across creations
 * @param tasks message move tasks of the queue, newest first
 */
public record DefinitionState(
        String arn,
        @Nullable QueueDefinition queue,
        Life life,
        Purge purge,
        List<MoveTask> tasks,
        long nextStepMillis) {

    /**
     * The name's life.
     *
     * @param version of what is published; grows across creations
     * @param deletedMillis when the last queue of the name was deleted, 0 for never
     * @param provisioned whether the topic of the present queue exists
     * @param ruins deleted creations of which something may be left
     */
    public record Life(long version, long deletedMillis, boolean provisioned, List<QueueDefinition> ruins) {
        public Life {
            ruins = List.copyOf(ruins);
        }

        Life withRuins(List<QueueDefinition> changed) {
            return new Life(version, deletedMillis, provisioned, changed);
        }
    }

    /** The last purge: its number, its time, and whether it is still to be carried out. */
    public record Purge(long number, long atMillis, boolean pending) {

        static final Purge NEVER = new Purge(0, 0, false);
    }

    /** No step is scheduled. */
    static final long NO_STEP = Long.MAX_VALUE;

    public DefinitionState {
        tasks = List.copyOf(tasks);
    }

    static DefinitionState initial(String arn) {
        return new DefinitionState(arn, null, new Life(0, 0, false, List.of()), Purge.NEVER, List.of(), NO_STEP);
    }

    boolean isInitial() {
        return queue == null && life.version() == 0;
    }

    /** The task that is running or being cancelled. */
    Optional<MoveTask> activeTask() {
        return tasks.stream()
                .filter(task -> task.progress().status().isActive())
                .findFirst();
    }

    Optional<MoveTask> task(String id) {
        return tasks.stream().filter(task -> task.id().equals(id)).findFirst();
    }

    DefinitionState withQueue(@Nullable QueueDefinition changed, Life changedLife) {
        return new DefinitionState(arn, changed, changedLife, purge, tasks, nextStepMillis);
    }

    DefinitionState withLife(Life changed) {
        return new DefinitionState(arn, queue, changed, purge, tasks, nextStepMillis);
    }

    DefinitionState withPurge(Purge changed) {
        return new DefinitionState(arn, queue, life, changed, tasks, nextStepMillis);
    }

    /**
     * This state as a new owner begins with it. A snapshot may have been taken while a step of a task was running; that step died with the owner before, and
     * what it had moved is not told any more, so the next one is due now.
     */
    DefinitionState resumed() {
        boolean stepWasRunning = activeTask().isPresent() && nextStepMillis == NO_STEP;
        return stepWasRunning ? withTasks(tasks, 0) : this;
    }

    DefinitionState withTasks(List<MoveTask> changed, long nextMillis) {
        return new DefinitionState(arn, queue, life, purge, changed, nextMillis);
    }

    DefinitionState withTask(String id, UnaryOperator<MoveTask> change, long nextMillis) {
        List<MoveTask> changed = new ArrayList<>(tasks);
        changed.replaceAll(task -> task.id().equals(id) ? change.apply(task) : task);
        return withTasks(changed, nextMillis);
    }
}
