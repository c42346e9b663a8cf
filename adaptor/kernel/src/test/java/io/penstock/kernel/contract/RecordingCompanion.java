package io.penstock.kernel.contract;

import io.penstock.kernel.ledger.LedgerProtocol.Command;
import io.penstock.kernel.ledger.LedgerProtocol.Event;
import io.penstock.kernel.ledger.LedgerProtocol.PaymentBegun;
import io.penstock.kernel.ledger.LedgerProtocol.PaymentMade;
import io.penstock.kernel.ledger.LedgerProtocol.Reply;
import io.penstock.kernel.ledger.LedgerState;
import io.penstock.kernel.machine.Companion;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** Makes an account's payments and keeps a diary of what the host told it. */
final class RecordingCompanion implements Companion<LedgerState, Event, Reply> {

    /** The world that companions act upon; outlives every owner. */
    static final class Diary {
        final List<String> calls = new CopyOnWriteArrayList<>();
        final List<Event> committed = new CopyOnWriteArrayList<>();
        final List<Long> payments = new CopyOnWriteArrayList<>();
        final List<Self<Command, Reply>> selves = new CopyOnWriteArrayList<>();
        volatile UnaryOperator<CompletableFuture<Reply>> completion = UnaryOperator.identity();
        volatile boolean clumsy;

        Companion<LedgerState, Event, Reply> companion(Self<Command, Reply> self) {
            selves.add(self);
            return new RecordingCompanion(this, self);
        }

        private void stumble() {
            if (clumsy) {
                throw new IllegalStateException("a clumsy companion");
            }
        }
    }

    private final Diary diary;
    private final Self<Command, Reply> self;

    private RecordingCompanion(Diary diary, Self<Command, Reply> self) {
        this.diary = diary;
        this.self = self;
    }

    @Override
    public void opened(LedgerState state) {
        diary.calls.add("opened");
        diary.stumble();
        state.unfinishedPayments().keySet().forEach(this::pay);
    }

    @Override
    public void committed(LedgerState state, List<Event> events) {
        diary.committed.addAll(events);
        diary.stumble();
        for (Event event : events) {
            if (event instanceof PaymentBegun begun) {
                pay(begun.payment());
            }
        }
    }

    @Override
    public CompletableFuture<Reply> complete(Reply reply) {
        return diary.completion.apply(CompletableFuture.completedFuture(reply));
    }

    @Override
    public void closed() {
        diary.calls.add("closed");
        diary.stumble();
    }

    private void pay(long payment) {
        diary.payments.add(payment);
        self.submit(new PaymentMade(payment));
    }
}
