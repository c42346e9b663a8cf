package io.penstock.kernel.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.kernel.fault.CommonFaults;
import io.penstock.kernel.fault.FaultException;
import io.penstock.kernel.ledger.Ledger;
import io.penstock.kernel.ledger.LedgerProtocol.Balance;
import io.penstock.kernel.ledger.LedgerProtocol.Command;
import io.penstock.kernel.ledger.LedgerProtocol.Deposit;
import io.penstock.kernel.ledger.LedgerProtocol.Look;
import io.penstock.kernel.ledger.LedgerProtocol.NotInTime;
import io.penstock.kernel.ledger.LedgerProtocol.Reply;
import io.penstock.kernel.ledger.LedgerProtocol.Withdraw;
import io.penstock.kernel.machine.AggregateId;
import io.penstock.kernel.machine.Companion;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MemoryWorldTest {

    private static final AggregateId ID = new AggregateId("account");

    private static MemoryWorld world(MemoryOptions options) {
        MemoryWorld world = new MemoryWorld(options);
        world.machines().register(new Ledger(), self -> Companion.none());
        return world;
    }

    private static CompletableFuture<Reply> submit(MemoryWorld world, Command command) {
        return world.machines().submit(Ledger.TYPE, ID, command);
    }

    @Test
    void without_a_thread_a_reply_is_there_when_submit_returns() {
        try (MemoryWorld world = world(MemoryOptions.deterministic())) {
            assertThat(submit(world, new Deposit(5))).isCompletedWithValue(new Balance(5, 0, 0, 1));
        }
    }

    @Test
    void a_parked_command_is_answered_when_the_clock_was_moved_past_its_deadline() {
        try (MemoryWorld world = world(MemoryOptions.deterministic())) {
            CompletableFuture<Reply> waiting =
                    submit(world, new Withdraw(5, "a", world.clock().instant().plusSeconds(20)));
            world.advance(Duration.ofSeconds(19));
            assertThat(waiting).isNotDone();
            world.advance(Duration.ofSeconds(1));
            assertThat(waiting).isCompletedWithValue(new NotInTime());
        }
    }

    @Test
    void a_thread_serves_handlers_that_block() throws Exception {
        try (MemoryWorld world = world(MemoryOptions.threaded())) {
            CompletableFuture<Reply> waiting =
                    submit(world, new Withdraw(5, "a", world.clock().instant().plusSeconds(20)));
            submit(world, new Deposit(7)).get(10, TimeUnit.SECONDS);
            assertThat(waiting.get(10, TimeUnit.SECONDS)).isEqualTo(new Balance(2, 0, 0, 1));
        }
    }

    @Test
    void real_time_runs_timers_by_itself() throws Exception {
        try (MemoryWorld world = world(MemoryOptions.realTime())) {
            Reply reply = submit(
                            world, new Withdraw(5, "a", world.clock().instant().plusMillis(30)))
                    .get(10, TimeUnit.SECONDS);
            assertThat(reply).isEqualTo(new NotInTime());
        }
    }

    @Test
    void what_was_acknowledged_is_there_after_a_crash_and_what_was_parked_is_not() {
        try (MemoryWorld world = world(MemoryOptions.deterministic())) {
            submit(world, new Deposit(5)).join();
            CompletableFuture<Reply> waiting =
                    submit(world, new Withdraw(9, "a", world.clock().instant().plusSeconds(20)));

            world.crashAndRecover();

            assertThatThrownBy(waiting::join)
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(FaultException.class)
                    .hasMessageContaining(CommonFaults.UNAVAILABLE.text());
            assertThat(submit(world, new Look()).join()).isEqualTo(new Balance(5, 0, 0, 1));
            assertThat(world.defects()).isEmpty();
        }
    }
}
