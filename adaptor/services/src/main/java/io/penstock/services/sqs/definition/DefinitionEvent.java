package io.penstock.services.sqs.definition;

import io.penstock.services.sqs.definition.MoveTask.Status;
import org.jspecify.annotations.Nullable;

/** What happened to the definition of a queue. Journaled: never change a component's name or meaning. */
public sealed interface DefinitionEvent {

    record Created(QueueDefinition queue, long version) implements DefinitionEvent {}

    record Changed(QueueDefinition queue, long version) implements DefinitionEvent {}

    /** Nothing had to change. Journaled, so that only the owner can say so: the caller relies on it as on a change. */
    record Affirmed() implements DefinitionEvent {}

    /** The topic exists; from now on the queue is published. */
    record Provisioned(int partitions, @Nullable String topicId) implements DefinitionEvent {}

    record Deleted(long version, long atMillis) implements DefinitionEvent {}

    /** The topic that has the name of a deleted creation's is that creation's: it may be deleted. */
    record RuinFound(String id, int partitions, String topicId) implements DefinitionEvent {}

    record RuinCleared(String id) implements DefinitionEvent {}

    record PurgeStarted(long number, long atMillis) implements DefinitionEvent {}

    record PurgeFinished() implements DefinitionEvent {}

    record MoveStarted(MoveTask task, long version) implements DefinitionEvent {}

    /** A step may run now. Derived: the next owner's steps start from what was journaled as moved. */
    record MoveStepAllowed(String taskId) implements DefinitionEvent {}

    record MoveStepped(String taskId, int moved, long nextStepMillis) implements DefinitionEvent {}

    /** Cancelled while a step is running: the task ends with the step. */
    record MoveCancelling(String taskId) implements DefinitionEvent {}

    record MoveEnded(String taskId, Status status, @Nullable String reason, long version) implements DefinitionEvent {}

    /** Nothing is left to remember of a deleted queue. */
    record Forgotten() implements DefinitionEvent {}
}
