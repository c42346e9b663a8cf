package io.penstock.services.sqs.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.kernel.fault.FaultException;
import io.penstock.kernel.machine.Decision;
import io.penstock.kernel.machine.Tick;
import io.penstock.services.sqs.rules.SqsLimits;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What must survive in what is stored of a definition: which topic is a queue's, and move tasks under way. */
class DefinitionMachineTest {

    private static final String ARN = "arn:aws:sqs:us-east-1:000000000000:orders";

    private final DefinitionMachine machine = new DefinitionMachine(SqsLimits.RELAXED);
    private final Tick tick = new Tick(Instant.parse("2026-01-02T03:04:05Z"), new SplittableRandom(1));
    private DefinitionState state = machine.initial(DefinitionMachine.id(ARN));

    private void submit(DefinitionCommand command) {
        submit(command, tick);
    }

    private void submit(DefinitionCommand command, Tick then) {
        Decision<DefinitionEvent, DefinitionReply> decision = machine.decide(state, command, then);
        assertThat(decision).isInstanceOf(Decision.Journal.class);
        for (DefinitionEvent event : ((Decision.Journal<DefinitionEvent, DefinitionReply>) decision).events()) {
            state = machine.evolve(
                    state, machine.events().decode(machine.events().encode(event)));
        }
        state = machine.states().decode(machine.states().encode(state));
    }

    private String create() {
        submit(new DefinitionCommand.Create(Map.of(), Map.of(), "sqs.orders", 0));
        return QueueDecisions.required(state).id();
    }

    private List<String> ruinTopics() {
        return state.life().ruins().stream()
                .map(ruin -> String.valueOf(ruin.placement().topicId()))
                .toList();
    }

    @Test
    void a_deleted_queue_remembers_the_id_of_its_topic() {
        String id = create();
        submit(new DefinitionCommand.TopicReady(id, 1, "topic-1"));
        submit(new DefinitionCommand.Delete());
        assertThat(ruinTopics()).containsExactly("topic-1");
    }

    @Test
    void a_topic_found_under_the_name_of_a_ruin_counts_once_and_only_while_the_ruin_is_there() {
        String id = create();
        submit(new DefinitionCommand.Delete());
        submit(new DefinitionCommand.RuinReached(id, 1, "topic-1"));
        submit(new DefinitionCommand.RuinReached(id, 1, "topic-2"));
        assertThat(ruinTopics()).containsExactly("topic-1");

        submit(new DefinitionCommand.RuinRemoved(id));
        String next = create();
        submit(new DefinitionCommand.TopicReady(next, 1, "topic-2"));
        submit(new DefinitionCommand.RuinReached(id, 1, "topic-2"));
        assertThat(state.life().ruins()).isEmpty();
        assertThat(QueueDecisions.required(state).placement().topicId()).isEqualTo("topic-2");
    }

    @Test
    void a_move_task_goes_on_after_a_snapshot_that_was_taken_while_a_step_of_it_ran() {
        beginStep();
        state = machine.states().decode(machine.states().encode(state));
        assertThat(machine.nextDue(state))
                .hasValueSatisfying(due -> assertThat(due).isBeforeOrEqualTo(tick.now()));
        assertThat(due()).isInstanceOf(Decision.Derived.class);
    }

    @Test
    void a_move_task_that_is_being_cancelled_ends_after_a_snapshot_that_was_taken_while_a_step_of_it_ran() {
        beginStep();
        submit(new DefinitionCommand.CancelMove(state.tasks().getFirst().id()));
        submit(new DefinitionCommand.Due());
        assertThat(state.tasks().getFirst().progress().status()).isEqualTo(MoveTask.Status.CANCELLED);
    }

    /** A task whose first step is running. */
    private void beginStep() {
        submit(new DefinitionCommand.TopicReady(create(), 1, "topic-1"));
        submit(new DefinitionCommand.StartMove(null, 0, List.of(10L), 10));
        for (DefinitionEvent event : ((Decision.Derived<DefinitionEvent, DefinitionReply>) due()).events()) {
            state = machine.evolve(state, event);
        }
        assertThat(machine.nextDue(state)).isEmpty();
    }

    private Decision<DefinitionEvent, DefinitionReply> due() {
        return machine.decide(state, new DefinitionCommand.Due(), tick);
    }

    /** Written before topics had ids here. Never edited. */
    @Test
    void events_and_states_without_the_id_of_a_topic_stay_readable() {
        create();
        state = machine.evolve(state, machine.events().decode(bytes("{\"type\":\"Provisioned\",\"partitions\":4}")));
        assertThat(QueueDecisions.required(state).placement())
                .isEqualTo(new QueueDefinition.Placement("sqs.orders", 4, null));

        state = machine.states()
                .decode(bytes("{\"type\":\"DefinitionState\",\"arn\":\"" + ARN + "\",\"queue\":null,\"life\":"
                        + "{\"version\":2,\"deletedMillis\":1,\"provisioned\":false,\"ruins\":[{\"arn\":\"" + ARN
                        + "\",\"id\":\"0a\",\"attributes\":{\"set\":{}},\"tags\":{},\"placement\":"
                        + "{\"topic\":\"sqs.orders\",\"partitions\":4},\"times\":{\"createdMillis\":1,"
                        + "\"modifiedMillis\":1}}]},\"purge\":{\"number\":0,\"atMillis\":0,\"pending\":false},"
                        + "\"tasks\":[],\"nextStepMillis\":9223372036854775807}"));
        assertThat(ruinTopics()).containsExactly("null");
        submit(new DefinitionCommand.RuinReached("0a", 4, "topic-1"));
        assertThat(ruinTopics()).containsExactly("topic-1");
    }

    /** Written when FIFO queues of several partitions could be made that de-duplicate as a whole. */
    @Test
    void a_fifo_queue_of_several_partitions_that_was_made_before_goes_on_and_is_found_by_the_same_request() {
        Map<String, String> fifo = Map.of("FifoQueue", "true");
        Map<String, String> tags = Map.of(QueueTopic.PARTITIONS_TAG, "4");
        state = machine.evolve(
                state,
                machine.events()
                        .decode(bytes("{\"type\":\"Created\",\"queue\":{\"arn\":\"" + ARN
                                + "\",\"id\":\"0a\",\"attributes\":{\"set\":{\"FifoQueue\":\"true\"}},\"tags\":"
                                + "{\"penstock:partitions\":\"4\"},\"placement\":{\"topic\":\"sqs.orders\","
                                + "\"partitions\":4},\"times\":{\"createdMillis\":1,\"modifiedMillis\":1}},"
                                + "\"version\":1}")));
        submit(new DefinitionCommand.Create(fifo, tags, "sqs.orders", 4));
        submit(new DefinitionCommand.SetAttributes(Map.of("DelaySeconds", "5")));
        submit(new DefinitionCommand.SetAttributes(Map.of("DeduplicationScope", "messageGroup")));
        assertThat(QueueDecisions.required(state).placement().partitions()).isEqualTo(4);
        assertThatThrownBy(() -> submit(new DefinitionCommand.SetAttributes(Map.of("DeduplicationScope", "queue"))))
                .isInstanceOf(FaultException.class);
    }

    @Test
    void earlier_delays_are_known_as_long_as_they_can_matter_and_no_longer() {
        create();
        long start = tick.now().toEpochMilli();
        delayBy("60", 1_000);
        delayBy("900", 2_000);
        assertThat(List.of(delayAt(start + 999), delayAt(start + 1_000), delayAt(start + 2_000)))
                .containsExactly(0, 60, 900);
        delayBy("0", 3_000);
        assertThat(delayAt(start + 2_500)).isEqualTo(900);
        assertThat(delayAt(start + 3_000)).isZero();
        delayBy("1", 3_600_000);
        assertThat(delayAt(start)).isZero();
        assertThat(QueueDecisions.required(state).times().delays()).hasSize(1);
        for (int i = 0; i < 1_000; i++) {
            delayBy(Integer.toString(i % 900), 3_600_000 + i);
        }
        assertThat(QueueDecisions.required(state).times().delays()).hasSize(100);
    }

    private void delayBy(String seconds, long laterMillis) {
        Tick then = new Tick(tick.now().plusMillis(laterMillis), new SplittableRandom(1));
        submit(new DefinitionCommand.SetAttributes(Map.of("DelaySeconds", seconds)), then);
    }

    private int delayAt(long millis) {
        return QueueDecisions.required(state).delaySecondsAt(millis);
    }

    private static byte[] bytes(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }
}
