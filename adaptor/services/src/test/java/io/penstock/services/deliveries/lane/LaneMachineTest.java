package io.penstock.services.deliveries.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.kernel.machine.Decision;
import io.penstock.kernel.machine.Tick;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class LaneMachineTest {

    private final LaneMachine machine = new LaneMachine();
    private LaneState state = machine.initial(LaneMachine.id(0));

    private List<LaneEvent> run(LaneCommand command) {
        Decision<LaneEvent, LaneReply> decision =
                machine.decide(state, command, new Tick(Instant.EPOCH, new SplittableRandom(1)));
        List<LaneEvent> events = ((Decision.Journal<LaneEvent, LaneReply>) decision).events();
        for (LaneEvent event : events) {
            state = machine.evolve(
                    state, machine.events().decode(machine.events().encode(event)));
        }
        return events;
    }

    private static List<Long> offsets(long from, long to) {
        return LongStream.range(from, to).boxed().toList();
    }

    private void admit(long to, Map<String, List<Long>> lanes) {
        run(new LaneCommand.Admit(to, new TreeMap<>(lanes)));
    }

    @Test
    void a_lane_takes_half_of_the_room_that_there_is_and_leaves_the_rest_in_the_log() {
        run(new LaneCommand.Open());
        admit(60_000, Map.of("dead", offsets(0, 60_000)));
        assertThat(state.held("dead")).isEqualTo(50_000);
        assertThat(state.overflow("dead")).isEqualTo(50_000);
        admit(61_000, Map.of("living", offsets(60_000, 60_500), "dead", offsets(60_500, 61_000)));
        assertThat(state.held("living")).isEqualTo(500);
        assertThat(state.held("dead")).isEqualTo(50_000);
        assertThat(state.overflow("dead")).isEqualTo(50_000);
        assertThat(state.refillable()).isEmpty();
    }

    @Test
    void what_was_left_in_the_log_is_taken_when_there_is_room_each_once_and_in_order() {
        run(new LaneCommand.Open());
        admit(60_000, Map.of("dead", offsets(0, 60_000)));
        for (long offset = 0; offset < 40_000; offset++) {
            run(new LaneCommand.Done("dead", offset, 1));
        }
        assertThat(state.refillable()).contains("dead");
        run(new LaneCommand.Refill("dead", 51_000, offsets(49_000, 51_000)));
        assertThat(state.overflow("dead")).isEqualTo(51_000);
        admit(60_010, Map.of("dead", offsets(60_000, 60_010)));
        run(new LaneCommand.Refill("dead", 60_000, offsets(51_000, 60_000)));
        assertThat(state.overflow("dead")).as("more came meanwhile").isEqualTo(60_000);
        run(new LaneCommand.Refill("dead", 60_010, offsets(60_000, 60_010)));
        assertThat(state.overflow("dead")).isEqualTo(-1);
        assertThat(state.held("dead")).isEqualTo(20_010);
        assertThat(state.find("dead", 60_009)).isNotNull();
    }

    @Test
    void the_log_is_trimmed_to_what_is_needed_and_never_beyond() {
        run(new LaneCommand.Open());
        admit(10_000, Map.of("a", offsets(0, 10_000)));
        for (long offset = 0; offset < 10_000; offset++) {
            if (offset != 6_000) {
                run(new LaneCommand.Done("a", offset, 1));
            }
        }
        assertThat(run(new LaneCommand.Admit(10_001, new TreeMap<>(Map.of("a", List.of(10_000L))))))
                .contains(new LaneEvent.Passed(6_000));
    }

    @Test
    void what_is_told_twice_counts_once() {
        run(new LaneCommand.Open());
        admit(1, Map.of("a", List.of(0L)));
        run(new LaneCommand.Failed("a", 0, 1, new LaneCommand.Failure("c", "m"), 1_000, true));
        assertThat(run(new LaneCommand.Done("a", 0, 1))).isEmpty();
        assertThat(run(new LaneCommand.Failed("a", 0, 1, new LaneCommand.Failure("c", "m"), -1, true)))
                .isEmpty();
        assertThat(machine.nextDue(state)).contains(Instant.ofEpochMilli(1_000));
    }

    @Test
    void a_snapshot_holds_everything() {
        run(new LaneCommand.Open());
        admit(60_000, Map.of("dead", offsets(0, 60_000)));
        run(new LaneCommand.Failed("dead", 7, 1, new LaneCommand.Failure("c", "m"), 1_000, true));
        run(new LaneCommand.Failed("dead", 8, 1, new LaneCommand.Failure("c", "m"), -1, true));
        LaneState again = machine.states().decode(machine.states().encode(state));
        assertThat(again.image()).isEqualTo(state.image());
        assertThat(again.due).isEqualTo(state.due);
        assertThat(again.total()).isEqualTo(50_000);
    }
}
