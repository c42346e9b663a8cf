package io.penstock.services.sqs.definition;

import io.penstock.kernel.machine.AggregateId;
import io.penstock.kernel.machine.Codec;
import io.penstock.kernel.machine.Decision;
import io.penstock.kernel.machine.Machine;
import io.penstock.kernel.machine.MachineType;
import io.penstock.kernel.machine.Tick;
import io.penstock.services.sqs.definition.DefinitionState.Life;
import io.penstock.services.sqs.definition.DefinitionState.Purge;
import io.penstock.services.sqs.definition.MoveTask.Status;
import io.penstock.services.sqs.rules.SqsLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The definition of one queue name, across deletions and creations. Decisions are in {@link QueueDecisions} and {@link MoveDecisions};
 * here is what events do.
 */
public final class DefinitionMachine
        implements Machine<DefinitionState, DefinitionCommand, DefinitionEvent, DefinitionReply> {

    /** Name and codecs of the kind. */
    public static final MachineType<DefinitionCommand, DefinitionReply> TYPE =
            new MachineType<>("sqs.definition", DefinitionCodecs.COMMANDS, DefinitionCodecs.REPLIES);

    /**
     * How long a deleted name is remembered. Versions of a forgotten name start again from the clock, so this is far longer than clocks of nodes
     * may differ, and longer than any name stays taken.
     */
    static final Duration REMEMBERED = Duration.ofHours(1);

    private final QueueDecisions queues;
    private final MoveDecisions moves = new MoveDecisions();

    public DefinitionMachine(SqsLimits limits) {
        this.queues = new QueueDecisions(limits);
    }

    /** The aggregate of a queue. */
    public static AggregateId id(String queueArn) {
        return new AggregateId(queueArn);
    }

    @Override
    public MachineType<DefinitionCommand, DefinitionReply> type() {
        return TYPE;
    }

    @Override
    public DefinitionState initial(AggregateId id) {
        return DefinitionState.initial(id.key());
    }

    @Override
    public Decision<DefinitionEvent, DefinitionReply> decide(
            DefinitionState state, DefinitionCommand command, Tick tick) {
        return switch (command) {
            case DefinitionCommand.Create create -> queues.create(state, create, tick);
            case DefinitionCommand.Describe() -> Decision.reply(queues.describe(state));
            case DefinitionCommand.Affirm() -> Decision.journal(new DefinitionEvent.Affirmed(), queues.describe(state));
            case DefinitionCommand.SetAttributes set -> queues.set(state, set, tick);
            case DefinitionCommand.Tag tag -> queues.tag(state, tag, tick);
            case DefinitionCommand.Untag untag -> queues.untag(state, untag, tick);
            case DefinitionCommand.AddPermission add -> queues.addPermission(state, add, tick);
            case DefinitionCommand.RemovePermission remove -> queues.removePermission(state, remove, tick);
            case DefinitionCommand.Delete() -> queues.delete(state, tick);
            case DefinitionCommand.Purge() -> queues.purge(state, tick);
            case DefinitionCommand.TopicReady ready -> queues.provisioned(state, ready);
            case DefinitionCommand.RuinReached reached -> queues.ruinReached(state, reached);
            case DefinitionCommand.RuinRemoved removed -> queues.ruinRemoved(state, removed);
            case DefinitionCommand.PurgeDone done -> queues.purged(state, done);
            case DefinitionCommand.StartMove start -> moves.start(state, start, tick);
            case DefinitionCommand.CancelMove cancel -> moves.cancel(state, cancel, tick);
            case DefinitionCommand.ListMoves() -> moves.list(state);
            case DefinitionCommand.Share share -> Decision.reply(share(state, share, tick));
            case DefinitionCommand.MoveStepDone done -> moves.stepped(state, done, tick);
            case DefinitionCommand.MoveFailed failed -> moves.failed(state, failed, tick);
            case DefinitionCommand.Due() ->
                isForgettable(state, tick.now())
                        ? Decision.journal(new DefinitionEvent.Forgotten(), new DefinitionReply.Noted())
                        : moves.due(state, tick);
        };
    }

    private static DefinitionReply share(DefinitionState state, DefinitionCommand.Share share, Tick tick) {
        QueueDefinition queue = state.queue();
        if (queue == null || !queue.id().equals(share.id())) {
            return new DefinitionReply.Noted();
        }
        long node = share.node() == 0 ? tick.random().nextLong() | 1 : share.node();
        return new DefinitionReply.Demanded(node, tick.now().toEpochMilli(), share.demand());
    }

    @Override
    public DefinitionState evolve(DefinitionState state, DefinitionEvent event) {
        Life life = state.life();
        return switch (event) {
            case DefinitionEvent.Created(QueueDefinition queue, long version) ->
                new DefinitionState(
                        state.arn(),
                        queue,
                        new Life(version, life.deletedMillis(), false, life.ruins()),
                        new Purge(state.purge().number(), 0, false),
                        List.of(),
                        DefinitionState.NO_STEP);
            case DefinitionEvent.Changed(QueueDefinition queue, long version) ->
                state.withQueue(queue, new Life(version, life.deletedMillis(), life.provisioned(), life.ruins()));
            case DefinitionEvent.Affirmed() -> state;
            case DefinitionEvent.Provisioned(int partitions, var topicId) -> {
                QueueDefinition queue = QueueDecisions.required(state).withTopic(partitions, topicId);
                yield state.withQueue(queue, new Life(life.version(), life.deletedMillis(), true, life.ruins()));
            }
            case DefinitionEvent.Deleted(long version, long at) -> deleted(state, version, at);
            case DefinitionEvent.RuinFound(String id, int partitions, String topicId) ->
                state.withLife(life.withRuins(life.ruins().stream()
                        .map(ruin -> ruin.id().equals(id) ? ruin.withTopic(partitions, topicId) : ruin)
                        .toList()));
            case DefinitionEvent.RuinCleared(String id) ->
                state.withLife(life.withRuins(life.ruins().stream()
                        .filter(ruin -> !ruin.id().equals(id))
                        .toList()));
            case DefinitionEvent.PurgeStarted(long number, long at) -> state.withPurge(new Purge(number, at, true));
            case DefinitionEvent.PurgeFinished() ->
                state.withPurge(new Purge(state.purge().number(), state.purge().atMillis(), false));
            case DefinitionEvent.MoveStarted(MoveTask task, long version) -> {
                List<MoveTask> tasks = new ArrayList<>(state.tasks());
                tasks.addFirst(task);
                yield state.withTasks(
                                tasks.subList(0, Math.min(tasks.size(), SqsLimits.MOVE_TASKS)), task.startedMillis())
                        .withLife(versioned(life, version));
            }
            case DefinitionEvent.MoveStepAllowed(String _) -> state.withTasks(state.tasks(), DefinitionState.NO_STEP);
            case DefinitionEvent.MoveStepped(String id, int moved, long next) ->
                state.withTask(id, task -> task.moved(moved), next);
            case DefinitionEvent.MoveCancelling(String id) ->
                state.withTask(id, task -> task.ended(Status.CANCELLING, null), state.nextStepMillis());
            case DefinitionEvent.MoveEnded(String id, Status status, var reason, long version) ->
                state.withTask(id, task -> task.ended(status, reason), DefinitionState.NO_STEP)
                        .withLife(versioned(life, version));
            case DefinitionEvent.Forgotten() -> DefinitionState.initial(state.arn());
        };
    }

    private static DefinitionState deleted(DefinitionState state, long version, long at) {
        List<QueueDefinition> ruins = new ArrayList<>(state.life().ruins());
        ruins.add(QueueDecisions.required(state));
        return new DefinitionState(
                state.arn(),
                null,
                new Life(version, at, false, ruins),
                new Purge(state.purge().number(), 0, false),
                List.of(),
                DefinitionState.NO_STEP);
    }

    private static Life versioned(Life life, long version) {
        return new Life(version, life.deletedMillis(), life.provisioned(), life.ruins());
    }

    @Override
    public Codec<DefinitionEvent> events() {
        return DefinitionCodecs.EVENTS;
    }

    @Override
    public Codec<DefinitionState> states() {
        return DefinitionCodecs.STATES;
    }

    @Override
    public Optional<Instant> nextDue(DefinitionState state) {
        if (state.activeTask().isPresent() && state.nextStepMillis() != DefinitionState.NO_STEP) {
            return Optional.of(Instant.ofEpochMilli(state.nextStepMillis()));
        }
        return forgetMillis(state).map(Instant::ofEpochMilli);
    }

    @Override
    public Optional<DefinitionCommand> due() {
        return Optional.of(new DefinitionCommand.Due());
    }

    @Override
    public boolean isVacant(DefinitionState state) {
        return state.isInitial();
    }

    private static boolean isForgettable(DefinitionState state, Instant now) {
        return forgetMillis(state).filter(due -> due <= now.toEpochMilli()).isPresent();
    }

    private static Optional<Long> forgetMillis(DefinitionState state) {
        boolean gone = state.queue() == null
                && !state.isInitial()
                && state.life().ruins().isEmpty();
        return gone ? Optional.of(state.life().deletedMillis() + REMEMBERED.toMillis()) : Optional.empty();
    }
}
