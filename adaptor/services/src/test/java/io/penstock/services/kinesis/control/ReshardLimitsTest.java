package io.penstock.services.kinesis.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.kernel.fault.FaultException;
import io.penstock.kernel.machine.AggregateId;
import io.penstock.kernel.machine.Decision;
import io.penstock.kernel.machine.Tick;
import io.penstock.services.kinesis.rules.KinesisLimits;
import io.penstock.services.kinesis.rules.KinesisLimits.AccountQuota;
import io.penstock.services.kinesis.rules.KinesisSettings;
import io.penstock.services.kinesis.stream.ShardDefinition;
import io.penstock.services.kinesis.stream.StreamCommand;
import io.penstock.services.kinesis.stream.StreamCommand.Load;
import io.penstock.services.kinesis.stream.StreamDefinition;
import io.penstock.services.kinesis.stream.StreamDefinition.Mode;
import io.penstock.services.kinesis.stream.StreamDefinition.Status;
import io.penstock.services.kinesis.stream.StreamDefinition.Topic;
import io.penstock.services.kinesis.stream.StreamReply;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Limits that are met on the way: what was reached stays, and the stream is ACTIVE. */
@Timeout(60)
class ReshardLimitsTest {

    private static final String ARN = "arn:aws:kinesis:us-east-1:000000000000:stream/s";

    private StreamMachine machine = new StreamMachine(KinesisSettings.DEFAULT);
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private StreamState state = StreamState.initial(ARN);

    private void decide(StreamCommand command) {
        if (machine.decide(state, command, new Tick(now, new Random(1)))
                instanceof Decision.Journal<StreamEvent, StreamReply> journal) {
            for (StreamEvent event : journal.events()) {
                state = machine.evolve(state, event);
            }
        }
    }

    private StreamDefinition stream() {
        return Decisions.required(state);
    }

    private void create(int shards, Mode mode) {
        state = machine.initial(new AggregateId(ARN));
        decide(new StreamCommand.Create(shards, mode, new Topic("t", false), 1024, Map.of()));
        decide(new StreamCommand.Provisioned(stream().id(), "topic", Collections.nCopies(shards, 0L)));
    }

    /** The stream has had so many shards that so many more are possible. */
    private void room(int partitions) {
        state = state.with(state.stream(), state.life().shards(KinesisLimits.PARTITIONS - partitions, 0));
    }

    private void ready() {
        decide(new StreamCommand.PartitionsReady(stream().id(), state.life().round()));
        decide(new StreamCommand.RoundReady(stream().id(), state.life().round()));
    }

    @Test
    void a_change_that_meets_the_limit_in_a_later_round_ends_with_what_was_reached() {
        create(3, Mode.PROVISIONED);
        // From three to four: six children, and two more of merges.
        room(7);
        decide(new StreamCommand.UpdateShardCount(4));
        assertThat(stream().status()).isEqualTo(Status.UPDATING);
        ready();
        assertThat(stream().status()).isEqualTo(Status.ACTIVE);
        assertThat(stream().openShards()).hasSize(6).allMatch(shard -> shard.state() == ShardDefinition.State.OPEN);
    }

    @Test
    void a_change_that_is_possible_goes_its_rounds_to_the_end() {
        create(3, Mode.PROVISIONED);
        room(8);
        decide(new StreamCommand.UpdateShardCount(4));
        ready();
        assertThat(stream().status()).isEqualTo(Status.UPDATING);
        ready();
        assertThat(stream().status()).isEqualTo(Status.ACTIVE);
        assertThat(stream().openShards()).hasSize(4);
    }

    @Test
    void until_the_partitions_of_children_are_there_their_parents_are_open_and_can_stay_so() {
        create(2, Mode.PROVISIONED);
        decide(new StreamCommand.UpdateShardCount(4));
        assertThat(stream().status()).isEqualTo(Status.UPDATING);
        assertThat(stream().shards()).hasSize(2).allMatch(shard -> shard.state() == ShardDefinition.State.OPEN);
        decide(new StreamCommand.RoundReady(stream().id(), state.life().round()));
        assertThat(stream().status()).as("a plan is not finished").isEqualTo(Status.UPDATING);
        decide(new StreamCommand.PartitionsRefused(stream().id(), state.life().round()));
        assertThat(stream().status()).isEqualTo(Status.ACTIVE);
        assertThat(stream().shards()).hasSize(2).allMatch(shard -> shard.state() == ShardDefinition.State.OPEN);
        decide(new StreamCommand.PartitionsReady(stream().id(), state.life().round()));
        assertThat(stream().status()).as("what was given up does not begin").isEqualTo(Status.ACTIVE);
        decide(new StreamCommand.UpdateShardCount(4));
        ready();
        assertThat(stream().openShards()).extracting(ShardDefinition::number).containsExactly(2, 3, 4, 5);
    }

    @Test
    void a_round_that_began_is_not_given_up() {
        create(2, Mode.PROVISIONED);
        decide(new StreamCommand.UpdateShardCount(4));
        decide(new StreamCommand.PartitionsReady(stream().id(), state.life().round()));
        assertThat(stream().shards()).allMatch(shard -> shard.state() == ShardDefinition.State.CLOSING);
        decide(new StreamCommand.PartitionsRefused(stream().id(), state.life().round()));
        assertThat(stream().status()).isEqualTo(Status.UPDATING);
    }

    @Test
    void a_later_round_that_is_refused_leaves_what_was_reached() {
        create(3, Mode.PROVISIONED);
        decide(new StreamCommand.UpdateShardCount(4));
        ready();
        decide(new StreamCommand.PartitionsRefused(stream().id(), state.life().round()));
        assertThat(stream().status()).isEqualTo(Status.ACTIVE);
        assertThat(stream().openShards()).hasSize(6);
    }

    @Test
    void the_quota_holds_what_is_asked_for_and_not_the_steps_on_the_way() {
        KinesisLimits aws = KinesisLimits.AWS;
        machine = new StreamMachine(KinesisSettings.DEFAULT.with(new KinesisLimits(
                aws.name(), aws.shard(), aws.calls(), new AccountQuota(4, 50, 5, 2, 10), aws.answersWhenDone())));
        create(3, Mode.PROVISIONED);
        decide(new StreamCommand.UpdateShardCount(4));
        ready();
        ready();
        assertThat(stream().openShards()).hasSize(4);
        assertThat(stream().status()).isEqualTo(Status.ACTIVE);
        assertThatThrownBy(() -> decide(new StreamCommand.UpdateShardCount(5)))
                .isInstanceOf(FaultException.class)
                .hasMessageContaining("shard limit");
    }

    @Test
    void an_on_demand_stream_without_room_for_children_goes_on_with_the_shards_it_has() {
        create(4, Mode.ON_DEMAND);
        room(0);
        heat();
        assertThat(stream().status()).isEqualTo(Status.ACTIVE);
        assertThat(stream().openShards()).hasSize(4);
        assertThat(machine.nextDue(state).filter(due -> !due.isAfter(now)))
                .as("what is due now would be due for ever")
                .isEmpty();
    }

    @Test
    void an_on_demand_stream_splits_as_many_shards_as_there_is_room_for() {
        create(4, Mode.ON_DEMAND);
        room(5);
        heat();
        assertThat(stream().status()).isEqualTo(Status.UPDATING);
        ready();
        assertThat(stream().status()).isEqualTo(Status.ACTIVE);
        assertThat(stream().openShards()).hasSize(6);
    }

    /** All four shards are written to above their quota for longer than it takes. */
    private void heat() {
        decide(new StreamCommand.Report(
                stream().id(),
                stream().openShards().stream()
                        .map(shard -> new Load(shard.number(), 1_000_000, 1))
                        .toList()));
        now = now.plus(Duration.ofSeconds(61));
        decide(new StreamCommand.Due());
    }
}
