package io.penstock.kernel.ledger;

import java.time.Duration;
import java.time.Instant;

/** What is said to an account, what happens to it and what it answers. */
public final class LedgerProtocol {

    /** A payee whose withdrawals are made good when it has left before it was told of them. */
    public static final String FORGETFUL = "forgetful";

    /** To an account. */
    public sealed interface Command {}

    /** Adds money. */
    public record Deposit(long amount) implements Command {}

    /** Adds a chance amount, 1 to {@code most}. */
    public record Lottery(int most) implements Command {}

    /** Takes money; waits for it in its payee's lane until then. */
    public record Withdraw(long amount, String payee, Instant until) implements Command {}

    /** Takes money; waits for it in its payee's lane, each time it is decided that long again. */
    public record WithdrawWithin(long amount, String payee, Duration patience) implements Command {}

    /** Sets money aside until then. */
    public record Reserve(long amount, Instant until) implements Command {}

    /** The host's own command when a reservation has run out. */
    public record ReleaseReserved() implements Command {}

    /** Takes money now and has the companion hand it to somebody; refused when there is not enough. */
    public record Pay(long amount, String payee) implements Command {}

    /** The companion's own command: a payment was made. */
    public record PaymentMade(long payment) implements Command {}

    /** Takes note of something that can be read again from elsewhere. */
    public record See(long upTo) implements Command {}

    /** Says what there is. */
    public record Look() implements Command {}

    /** Adds each amount as an event of its own. */
    public record DepositEach(int times, long amount) implements Command {}

    /** Makes the account as if it had never been. */
    public record Close() implements Command {}

    /** Makes the machine throw something that is no fault. */
    public record Stumble(Where where) implements Command {}

    /** Where {@link Stumble} strikes. */
    public enum Where {
        DECIDE,
        ENCODE,
        DECODE,
        EVOLVE
    }

    /** What happened. */
    public sealed interface Event {}

    public record Deposited(long amount) implements Event {}

    public record Withdrawn(long amount) implements Event {}

    public record Reserved(long amount, Instant until) implements Event {}

    public record Released(Instant upTo) implements Event {}

    public record PaymentBegun(long payment, long amount, String payee) implements Event {}

    public record PaymentEnded(long payment) implements Event {}

    /** Derived, never journaled. */
    public record Seen(long upTo) implements Event {}

    public record Closed() implements Event {}

    public record Stumbled(Where where) implements Event {}

    /** What an account answers. */
    public sealed interface Reply {}

    /**
     * @param balance free to take
     * @param reserved set aside
     * @param seen how far it has seen
     * @param deposits how many deposits there were: tells whether one was applied twice
     */
    public record Balance(long balance, long reserved, long seen, long deposits) implements Reply {}

    /** The money did not come in time. */
    public record NotInTime() implements Reply {}

    private LedgerProtocol() {}
}
