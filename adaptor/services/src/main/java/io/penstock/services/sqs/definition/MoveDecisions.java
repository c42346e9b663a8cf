package io.penstock.services.sqs.definition;

import io.penstock.kernel.machine.Decision;
import io.penstock.kernel.machine.Tick;
import io.penstock.services.sqs.definition.DefinitionReply.Noted;
import io.penstock.services.sqs.definition.MoveTask.Progress;
import io.penstock.services.sqs.definition.MoveTask.Status;
import io.penstock.services.sqs.rules.SqsFaults;
import io.penstock.services.sqs.rules.SqsLimits;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** What is decided about message move tasks. They run in steps; the machine's clock paces them, so that a rate survives a restart. */
final class MoveDecisions {

    /** How long to wait when everything left is in flight or delayed. */
    private static final long IDLE_MILLIS = 1_000;

    private static final long SECOND = 1_000;
    private static final int ID_BYTES = 16;

    /** Messages that one step may move. A slow task takes few at a time, so that cancelling it takes effect soon. */
    static int stepSize(MoveTask task) {
        return task.perSecond() == 0 ? SqsLimits.MOVES_PER_SECOND : Math.max(1, task.perSecond() / 4);
    }

    Decision<DefinitionEvent, DefinitionReply> start(
            DefinitionState state, DefinitionCommand.StartMove start, Tick tick) {
        QueueDecisions.required(state);
        if (state.activeTask().isPresent()) {
            throw SqsFaults.invalid("There is already a task running. Only one active task is allowed for a source "
                    + "queue arn at a given time.");
        }
        byte[] id = new byte[ID_BYTES];
        tick.random().nextBytes(id);
        MoveTask task = new MoveTask(
                HexFormat.of().formatHex(id),
                start.destinationArn(),
                start.perSecond(),
                start.ends(),
                tick.now().toEpochMilli(),
                new Progress(start.toMove(), 0, Status.RUNNING, null));
        return Decision.journal(
                new DefinitionEvent.MoveStarted(task, QueueDecisions.nextVersion(state, tick)),
                new DefinitionReply.MoveAccepted(task.id()));
    }

    Decision<DefinitionEvent, DefinitionReply> cancel(
            DefinitionState state, DefinitionCommand.CancelMove cancel, Tick tick) {
        MoveTask task = state.task(cancel.taskId()).orElseThrow(SqsFaults.TASK_NOT_FOUND::with);
        DefinitionReply reply =
                new DefinitionReply.MoveCancelled(task.progress().moved());
        return switch (task.progress().status()) {
            case RUNNING -> {
                boolean stepRuns = state.nextStepMillis() == DefinitionState.NO_STEP;
                yield Decision.journal(
                        stepRuns
                                ? new DefinitionEvent.MoveCancelling(task.id())
                                : ended(state, task.id(), Status.CANCELLED, tick),
                        reply);
            }
            case CANCELLING, COMPLETED, CANCELLED, FAILED ->
                throw SqsFaults.invalid("Only active tasks can be cancelled. The task is "
                        + task.progress().status() + ".");
        };
    }

    Decision<DefinitionEvent, DefinitionReply> list(DefinitionState state) {
        QueueDecisions.required(state);
        return Decision.reply(new DefinitionReply.Moves(state.tasks()));
    }

    /** Time for the next step, or for the end of a task that was being cancelled when its owner died. */
    Decision<DefinitionEvent, DefinitionReply> due(DefinitionState state, Tick tick) {
        Optional<MoveTask> active = state.activeTask();
        if (active.isEmpty() || state.nextStepMillis() > tick.now().toEpochMilli()) {
            return Decision.reply(new Noted());
        }
        String id = active.get().id();
        return active.get().progress().status() == Status.RUNNING
                ? Decision.derived(List.of(new DefinitionEvent.MoveStepAllowed(id)), new Noted())
                : Decision.journal(ended(state, id, Status.CANCELLED, tick), new Noted());
    }

    Decision<DefinitionEvent, DefinitionReply> stepped(
            DefinitionState state, DefinitionCommand.MoveStepDone done, Tick tick) {
        Optional<MoveTask> found = state.task(done.taskId())
                .filter(task -> task.progress().status().isActive());
        if (found.isEmpty()) {
            return Decision.reply(new Noted());
        }
        MoveTask task = found.get();
        DefinitionEvent stepped = new DefinitionEvent.MoveStepped(task.id(), done.moved(), nextStep(task, done, tick));
        if (task.progress().status() == Status.CANCELLING) {
            return Decision.journal(List.of(stepped, ended(state, task.id(), Status.CANCELLED, tick)), new Noted());
        }
        if (done.exhausted()) {
            return Decision.journal(List.of(stepped, ended(state, task.id(), Status.COMPLETED, tick)), new Noted());
        }
        return Decision.journal(stepped, new Noted());
    }

    private static long nextStep(MoveTask task, DefinitionCommand.MoveStepDone done, Tick tick) {
        long now = tick.now().toEpochMilli();
        if (done.moved() == 0) {
            return now + IDLE_MILLIS;
        }
        return task.perSecond() == 0 ? now : now + done.moved() * SECOND / task.perSecond();
    }

    Decision<DefinitionEvent, DefinitionReply> failed(
            DefinitionState state, DefinitionCommand.MoveFailed failed, Tick tick) {
        boolean isActive = state.task(failed.taskId())
                .filter(task -> task.progress().status().isActive())
                .isPresent();
        return isActive
                ? Decision.journal(
                        new DefinitionEvent.MoveEnded(
                                failed.taskId(),
                                Status.FAILED,
                                failed.reason(),
                                QueueDecisions.nextVersion(state, tick)),
                        new Noted())
                : Decision.reply(new Noted());
    }

    private static DefinitionEvent ended(DefinitionState state, String id, Status status, Tick tick) {
        return new DefinitionEvent.MoveEnded(id, status, null, QueueDecisions.nextVersion(state, tick));
    }
}
