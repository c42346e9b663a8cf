package io.penstock.services.events.bus;

import io.penstock.kernel.machine.Companion;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the events of rules that have occurred by their schedules, each until it is in the log. An event that is put twice has the same id. */
final class Occurring implements Companion<BusState, BusEvent, BusReply> {

    private static final Logger LOG = LoggerFactory.getLogger(Occurring.class);
    private static final long RETRY_MILLIS = 500;

    private final Self<BusCommand, BusReply> self;
    private final Occurrences occurrences;
    private volatile boolean closed;

    Occurring(Self<BusCommand, BusReply> self, Occurrences occurrences) {
        this.self = self;
        this.occurrences = occurrences;
    }

    @Override
    public void opened(BusState state) {
        state.occurred.forEach(this::put);
    }

    @Override
    public void committed(BusState state, List<BusEvent> events) {
        for (BusEvent event : events) {
            if (event instanceof BusEvent.Fired fired) {
                put(fired.id(), fired.occurrence());
            }
        }
    }

    private void put(String id, Occurrence occurrence) {
        if (closed) {
            return;
        }
        CompletableFuture<?> appended;
        try {
            appended = occurrences.put(self.id().key(), id, occurrence);
        } catch (RuntimeException e) {
            appended = CompletableFuture.failedFuture(e);
        }
        appended.whenComplete((done, failure) -> {
            if (failure == null) {
                // If the shard is lost meanwhile, the next owner puts it once more.
                self.submit(new BusCommand.Put(id)).exceptionally(unheard -> new BusReply.Noted());
                return;
            }
            LOG.atWarn()
                    .addKeyValue("bus", self.id())
                    .addKeyValue("rule", occurrence.rule())
                    .setCause(failure)
                    .log("the event of a scheduled rule could not be put, retrying");
            CompletableFuture.delayedExecutor(RETRY_MILLIS, TimeUnit.MILLISECONDS)
                    .execute(() -> put(id, occurrence));
        });
    }

    @Override
    public void closed() {
        closed = true;
    }
}
