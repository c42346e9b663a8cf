package io.penstock.kernel.ledger;

import io.penstock.kernel.ledger.LedgerProtocol.Balance;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;

/** An account; changed in place by {@link Ledger#evolve}. */
public final class LedgerState {

    /** Money set aside until then. */
    record Reservation(long amount, Instant until) {}

    /** Money on its way to somebody. */
    record Payment(long amount, String payee) {}

    long balance;
    long seen;
    long deposits;
    long payments;
    final List<Reservation> reservations = new ArrayList<>();
    final SequencedMap<Long, Payment> unfinished = new TreeMap<>();

    Balance view() {
        long reserved = reservations.stream().mapToLong(Reservation::amount).sum();
        return new Balance(balance, reserved, seen, deposits);
    }

    long reservedUntil(Instant now) {
        return reservations.stream()
                .filter(reservation -> !reservation.until().isAfter(now))
                .mapToLong(Reservation::amount)
                .sum();
    }

    /** Payments begun and not ended, by number, with their payees. */
    public Map<Long, String> unfinishedPayments() {
        Map<Long, String> payees = new TreeMap<>();
        unfinished.forEach((number, payment) -> payees.put(number, payment.payee()));
        return payees;
    }

    boolean isBlank() {
        return balance == 0 && seen == 0 && deposits == 0 && reservations.isEmpty() && unfinished.isEmpty();
    }

    void clear() {
        balance = 0;
        seen = 0;
        deposits = 0;
        payments = 0;
        reservations.clear();
        unfinished.clear();
    }
}
