package io.penstock.kernel.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.kernel.ledger.Ledger;
import io.penstock.kernel.ledger.LedgerProtocol.Close;
import io.penstock.kernel.ledger.LedgerProtocol.Command;
import io.penstock.kernel.ledger.LedgerProtocol.Deposit;
import io.penstock.kernel.ledger.LedgerProtocol.Event;
import io.penstock.kernel.ledger.LedgerProtocol.Lottery;
import io.penstock.kernel.ledger.LedgerProtocol.Pay;
import io.penstock.kernel.ledger.LedgerProtocol.PaymentMade;
import io.penstock.kernel.ledger.LedgerProtocol.Reply;
import io.penstock.kernel.ledger.LedgerProtocol.Reserve;
import io.penstock.kernel.ledger.LedgerProtocol.Withdraw;
import io.penstock.kernel.ledger.LedgerState;
import io.penstock.kernel.machine.AggregateId;
import io.penstock.kernel.machine.Codec;
import io.penstock.kernel.machine.Decision;
import io.penstock.kernel.machine.Machine;
import io.penstock.kernel.machine.MachineType;
import io.penstock.kernel.machine.Tick;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class RandomWalkTest {

    private static Command command(LedgerState state, Instant now, RandomGenerator random) {
        return switch (random.nextInt(8)) {
            case 0, 1 -> new Deposit(random.nextInt(100));
            case 2 -> new Lottery(1000);
            case 3 -> new Withdraw(random.nextInt(100), "a", now.plusSeconds(5));
            case 4 -> new Reserve(random.nextInt(50), now.plusMillis(random.nextInt(20_000)));
            case 5 -> new Pay(random.nextInt(50), "b");
            case 6 ->
                new PaymentMade(
                        state.unfinishedPayments().keySet().stream().findFirst().orElse(0L));
            default -> random.nextInt(20) == 0 ? new Close() : new Deposit(1);
        };
    }

    @Test
    void an_honest_machine_passes() {
        RandomWalk.of(new Ledger(), RandomWalkTest::command).steps(600).run();
        RandomWalk.of(Ledger.thatReleasesWhenAsked(), RandomWalkTest::command)
                .steps(600)
                .run();
    }

    @Test
    void a_failure_names_seed_and_commands() {
        RandomWalk<LedgerState, Command, Event, Reply> walk = RandomWalk.of(new Ledger(), RandomWalkTest::command)
                .check((state, step) -> assertThat(step.number()).as("a check").isLessThan(7));
        assertThatThrownBy(() -> walk.run(42))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("step 7")
                .hasMessageContaining("-Dpenstock.seed=42")
                .hasMessageContaining("a check")
                .hasMessageContaining("2026-01-01T00:00");
    }

    @Test
    void a_decision_that_changes_the_state_is_found() {
        assertCaught(
                new Spoiled() {
                    @Override
                    public Decision<Event, Reply> decide(LedgerState state, Command command, Tick tick) {
                        Decision<Event, Reply> decision = super.decide(state, command, tick);
                        if (decision instanceof Decision.Journal<Event, Reply>(var events, var reply)) {
                            events.forEach(event -> evolve(state, event));
                        }
                        return decision;
                    }
                },
                "decide changed the state");
    }

    @Test
    void a_decision_that_depends_on_more_than_its_arguments_is_found() {
        assertCaught(
                new Spoiled() {
                    private int counter;

                    @Override
                    public Decision<Event, Reply> decide(LedgerState state, Command command, Tick tick) {
                        return super.decide(state, new Deposit(++counter), tick);
                    }
                },
                "decide is no function");
    }

    @Test
    void an_event_codec_that_loses_something_is_found() {
        assertCaught(
                new Spoiled() {
                    @Override
                    public Codec<Event> events() {
                        return new Codec<>() {
                            @Override
                            public byte[] encode(Event value) {
                                return honest.events().encode(value);
                            }

                            @Override
                            public Event decode(byte[] bytes) {
                                byte[] worn = bytes.clone();
                                worn[worn.length - 1] &= 0x0f;
                                return honest.events().decode(worn);
                            }
                        };
                    }
                },
                "the replica");
    }

    @Test
    void a_snapshot_that_forgets_something_is_found() {
        assertCaught(
                new Spoiled() {
                    @Override
                    public Codec<LedgerState> states() {
                        return new Codec<>() {
                            @Override
                            public byte[] encode(LedgerState value) {
                                return honest.states().encode(value);
                            }

                            @Override
                            public LedgerState decode(byte[] bytes) {
                                return honest.initial(new AggregateId("forgotten"));
                            }
                        };
                    }
                },
                "the state codec");
    }

    private static void assertCaught(Spoiled machine, String complaint) {
        assertThatThrownBy(() -> RandomWalk.of(machine, RandomWalkTest::command).run(1))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(complaint);
    }

    /** A ledger to be spoiled in one place. */
    private static class Spoiled implements Machine<LedgerState, Command, Event, Reply> {
        final Ledger honest = new Ledger();

        @Override
        public MachineType<Command, Reply> type() {
            return honest.type();
        }

        @Override
        public LedgerState initial(AggregateId id) {
            return honest.initial(id);
        }

        @Override
        public Decision<Event, Reply> decide(LedgerState state, Command command, Tick tick) {
            return honest.decide(state, command, tick);
        }

        @Override
        public LedgerState evolve(LedgerState state, Event event) {
            return honest.evolve(state, event);
        }

        @Override
        public Codec<Event> events() {
            return honest.events();
        }

        @Override
        public Codec<LedgerState> states() {
            return honest.states();
        }

        @Override
        public Optional<Instant> nextDue(LedgerState state) {
            return honest.nextDue(state);
        }

        @Override
        public Optional<Command> due() {
            return honest.due();
        }
    }
}
