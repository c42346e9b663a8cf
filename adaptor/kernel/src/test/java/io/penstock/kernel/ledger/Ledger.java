package io.penstock.kernel.ledger;

import io.penstock.kernel.fault.Fault;
import io.penstock.kernel.ledger.LedgerProtocol.Balance;
import io.penstock.kernel.ledger.LedgerProtocol.Close;
import io.penstock.kernel.ledger.LedgerProtocol.Closed;
import io.penstock.kernel.ledger.LedgerProtocol.Command;
import io.penstock.kernel.ledger.LedgerProtocol.Deposit;
import io.penstock.kernel.ledger.LedgerProtocol.DepositEach;
import io.penstock.kernel.ledger.LedgerProtocol.Deposited;
import io.penstock.kernel.ledger.LedgerProtocol.Event;
import io.penstock.kernel.ledger.LedgerProtocol.Look;
import io.penstock.kernel.ledger.LedgerProtocol.Lottery;
import io.penstock.kernel.ledger.LedgerProtocol.NotInTime;
import io.penstock.kernel.ledger.LedgerProtocol.Pay;
import io.penstock.kernel.ledger.LedgerProtocol.PaymentBegun;
import io.penstock.kernel.ledger.LedgerProtocol.PaymentEnded;
import io.penstock.kernel.ledger.LedgerProtocol.PaymentMade;
import io.penstock.kernel.ledger.LedgerProtocol.ReleaseReserved;
import io.penstock.kernel.ledger.LedgerProtocol.Released;
import io.penstock.kernel.ledger.LedgerProtocol.Reply;
import io.penstock.kernel.ledger.LedgerProtocol.Reserve;
import io.penstock.kernel.ledger.LedgerProtocol.Reserved;
import io.penstock.kernel.ledger.LedgerProtocol.See;
import io.penstock.kernel.ledger.LedgerProtocol.Seen;
import io.penstock.kernel.ledger.LedgerProtocol.Stumble;
import io.penstock.kernel.ledger.LedgerProtocol.Stumbled;
import io.penstock.kernel.ledger.LedgerProtocol.Where;
import io.penstock.kernel.ledger.LedgerProtocol.Withdraw;
import io.penstock.kernel.ledger.LedgerProtocol.WithdrawWithin;
import io.penstock.kernel.ledger.LedgerProtocol.Withdrawn;
import io.penstock.kernel.machine.AggregateId;
import io.penstock.kernel.machine.Codec;
import io.penstock.kernel.machine.Decision;
import io.penstock.kernel.machine.Machine;
import io.penstock.kernel.machine.MachineType;
import io.penstock.kernel.machine.Tick;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** The account. */
public final class Ledger implements Machine<LedgerState, Command, Event, Reply> {

    /** Refusal of a payment. */
    public static final Fault NOT_ENOUGH = Fault.sender("NotEnough", "only %d of %d");

    public static final MachineType<Command, Reply> TYPE =
            new MachineType<>("test.ledger", LedgerCodecs.COMMANDS, LedgerCodecs.REPLIES);

    private final MachineType<Command, Reply> type;
    private final boolean releasesWhenDue;

    private Ledger(MachineType<Command, Reply> type, boolean releasesWhenDue) {
        this.type = type;
        this.releasesWhenDue = releasesWhenDue;
    }

    /** Has a command of its own for reservations that ran out. */
    public Ledger() {
        this(TYPE, true);
    }

    /** Has no command of its own: a withdrawal takes what is due. */
    public static Ledger thatReleasesWhenAsked() {
        return new Ledger(TYPE, false);
    }

    /** The same behaviour as another kind. */
    public static Ledger named(String name) {
        return new Ledger(new MachineType<>(name, LedgerCodecs.COMMANDS, LedgerCodecs.REPLIES), true);
    }

    @Override
    public MachineType<Command, Reply> type() {
        return type;
    }

    @Override
    public LedgerState initial(AggregateId id) {
        return new LedgerState();
    }

    @Override
    public Decision<Event, Reply> decide(LedgerState state, Command command, Tick tick) {
        Balance view = state.view();
        return switch (command) {
            case Deposit(var amount) -> deposit(view, amount);
            case Lottery(var most) -> deposit(view, 1L + tick.random().nextInt(most));
            case DepositEach(var times, var amount) ->
                Decision.journal(
                        Collections.nCopies(times, new Deposited(amount)),
                        new Balance(
                                view.balance() + times * amount,
                                view.reserved(),
                                view.seen(),
                                view.deposits() + times));
            case Withdraw(var amount, var payee, var until) ->
                withdraw(state, tick, amount).orElseGet(() -> new Decision.Park<>(payee, until, new NotInTime()));
            case WithdrawWithin(var amount, var payee, var patience) ->
                withdraw(state, tick, amount)
                        .orElseGet(() -> new Decision.Park<>(payee, tick.now().plus(patience), new NotInTime()));
            case Reserve(var amount, var until) -> {
                enough(view, amount);
                yield Decision.journal(
                        new Reserved(amount, until),
                        new Balance(view.balance() - amount, view.reserved() + amount, view.seen(), view.deposits()));
            }
            case ReleaseReserved() -> Decision.journal(new Released(tick.now()), view);
            case Pay(var amount, var payee) -> {
                enough(view, amount);
                yield Decision.journal(new PaymentBegun(state.payments + 1, amount, payee), less(view, amount));
            }
            case PaymentMade(var payment) ->
                state.unfinished.containsKey(payment)
                        ? Decision.journal(new PaymentEnded(payment), view)
                        : Decision.reply(view);
            case See(var upTo) ->
                Decision.derived(
                        List.of(new Seen(upTo)), new Balance(view.balance(), view.reserved(), upTo, view.deposits()));
            case Look() -> Decision.reply(view);
            case Close() -> Decision.journal(new Closed(), new Balance(0, 0, 0, 0));
            case Stumble(var where) -> {
                if (where == Where.DECIDE) {
                    throw new IllegalStateException("stumbled deciding");
                }
                yield Decision.journal(List.of(new Deposited(1), new Stumbled(where)), view);
            }
        };
    }

    @Override
    public Command shifted(Command command, Duration ahead) {
        return command instanceof Withdraw(var amount, var payee, var until)
                ? new Withdraw(amount, payee, until.plus(ahead))
                : command;
    }

    private Optional<Decision<Event, Reply>> withdraw(LedgerState state, Tick tick, long amount) {
        Balance view = state.view();
        List<Event> events = new ArrayList<>();
        long over = releasesWhenDue ? 0 : state.reservedUntil(tick.now());
        if (over > 0) {
            events.add(new Released(tick.now()));
        }
        if (view.balance() + over < amount) {
            return Optional.empty();
        }
        events.add(new Withdrawn(amount));
        return Optional.of(Decision.journal(
                events,
                new Balance(view.balance() + over - amount, view.reserved() - over, view.seen(), view.deposits())));
    }

    private static Decision<Event, Reply> deposit(Balance view, long amount) {
        return Decision.journal(
                new Deposited(amount),
                new Balance(view.balance() + amount, view.reserved(), view.seen(), view.deposits() + 1));
    }

    private static Balance less(Balance view, long amount) {
        return new Balance(view.balance() - amount, view.reserved(), view.seen(), view.deposits());
    }

    private static void enough(Balance view, long amount) {
        if (view.balance() < amount) {
            throw NOT_ENOUGH.with(view.balance(), amount);
        }
    }

    @Override
    public LedgerState evolve(LedgerState state, Event event) {
        switch (event) {
            case Deposited(var amount) -> {
                state.balance += amount;
                state.deposits++;
            }
            case Withdrawn(var amount) -> take(state, amount);
            case Reserved(var amount, var until) -> {
                take(state, amount);
                state.reservations.add(new LedgerState.Reservation(amount, until));
            }
            case Released(var upTo) ->
                state.reservations.removeIf(reservation -> {
                    boolean over = !reservation.until().isAfter(upTo);
                    state.balance += over ? reservation.amount() : 0;
                    return over;
                });
            case PaymentBegun(var payment, var amount, var payee) -> {
                take(state, amount);
                state.payments = payment;
                state.unfinished.put(payment, new LedgerState.Payment(amount, payee));
            }
            case PaymentEnded(var payment) -> {
                if (state.unfinished.remove(payment) == null) {
                    throw new IllegalStateException("payment " + payment + " was not begun, or ended twice");
                }
            }
            case Seen(var upTo) -> state.seen = upTo;
            case Closed() -> state.clear();
            case Stumbled(var where) -> {
                if (where == Where.EVOLVE) {
                    throw new IllegalStateException("stumbled evolving");
                }
            }
        }
        return state;
    }

    private static void take(LedgerState state, long amount) {
        if (state.balance < amount) {
            throw new IllegalStateException("took " + amount + " of " + state.balance);
        }
        state.balance -= amount;
    }

    @Override
    public Codec<Event> events() {
        return LedgerCodecs.EVENTS;
    }

    @Override
    public Codec<LedgerState> states() {
        return LedgerCodecs.STATES;
    }

    @Override
    public Optional<Instant> nextDue(LedgerState state) {
        return state.reservations.stream().map(LedgerState.Reservation::until).min(Instant::compareTo);
    }

    @Override
    public Optional<Command> due() {
        return releasesWhenDue ? Optional.of(new ReleaseReserved()) : Optional.empty();
    }

    /** What {@link LedgerProtocol#FORGETFUL} took and never got goes back. */
    @Override
    public Optional<Command> unheard(Command command, Reply reply) {
        return command instanceof Withdraw(var amount, var payee, var until)
                        && payee.equals(LedgerProtocol.FORGETFUL)
                        && reply instanceof Balance
                ? Optional.of(new Deposit(amount))
                : Optional.empty();
    }

    @Override
    public boolean isVacant(LedgerState state) {
        return state.isBlank();
    }
}
