package io.penstock.services.sns.fifo;

import io.penstock.kernel.machine.Companion.Self;
import io.penstock.kernel.port.LogRecord;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/**
 * Sends archived messages to subscriptions once more. A replay begins where the pump is then: from there on the subscription gets nothing from the pump, and the
 * replay sends that too, behind what it was asked for, until it has come up to the pump.
 */
final class Replayer {

    private static final int RECORDS = 200;

    /** A replay into the future looks again that often. */
    private static final long IDLE_MILLIS = 200;

    private final Self<FifoCommand, FifoReply> self;
    private final Pump pump;

    /** How far each replay is; the journal follows. */
    private final Map<String, Replay> reached = new HashMap<>();

    Replayer(Self<FifoCommand, FifoReply> self, Pump pump) {
        this.self = self;
        this.pump = pump;
    }

    void step() throws InterruptedException, ExecutionException {
        Map<String, Replay> known = pump.replays();
        reached.keySet().retainAll(known.keySet());
        boolean idle = true;
        boolean active = false;
        for (Replay each : known.values()) {
            if (each.isActive() && !pump.isClosed()) {
                active = true;
                idle &= !step(latest(each));
            }
        }
        if (active && idle) {
            pump.pause(IDLE_MILLIS);
        }
    }

    private Replay latest(Replay known) {
        Replay mine = reached.getOrDefault(known.subscription(), known);
        boolean ahead = mine.number() == known.number() && mine.next() > known.next();
        return ahead && known.status() == Replay.Status.RUNNING ? mine : known;
    }

    /** Whether something was done. */
    private boolean step(Replay replay) throws InterruptedException, ExecutionException {
        if (replay.status() == Replay.Status.PENDING) {
            settle(replay, replay.begun(pump.cursor(), pump.offsetAt(replay.start())));
            return true;
        }
        boolean past = replay.next() < replay.from();
        long limit = past ? replay.from() : pump.cursor();
        List<LogRecord> records = pump.read(replay.next(), limit, RECORDS);
        List<LogRecord> wanted = replay.end() == 0
                ? records
                : records.stream()
                        .takeWhile(each -> each.timestampMillis() < replay.end())
                        .toList();
        for (LogRecord record : pump.withoutDuplicates(wanted)) {
            pump.send(record, past ? replay.number() : 0, replay.subscription()::equals);
        }
        pump.endBatch();
        if (wanted.size() < records.size()) {
            settle(replay, replay.ended(Replay.Status.COMPLETED, -1));
            return true;
        }
        return moved(replay, records.isEmpty() ? limit : records.getLast().offset() + 1);
    }

    private boolean moved(Replay replay, long next) throws InterruptedException, ExecutionException {
        if (next >= pump.cursor() && next >= replay.from()) {
            if (replay.end() == 0) {
                settle(replay, replay.reached(next).ended(Replay.Status.COMPLETED, pump.cursor()));
                return true;
            }
            if (replay.end() <= pump.now()) {
                settle(replay, replay.reached(next).ended(Replay.Status.COMPLETED, -1));
                return true;
            }
        }
        if (next == replay.next()) {
            return false;
        }
        Replay moved = replay.reached(next);
        reached.put(replay.subscription(), moved);
        self.submit(new FifoCommand.StepReplay(moved)).exceptionally(failure -> new FifoReply.Done());
        return true;
    }

    /** Notes a change and waits until the pump knows it too: what it sends next depends on it. */
    private void settle(Replay before, Replay changed) throws InterruptedException, ExecutionException {
        self.submit(new FifoCommand.StepReplay(changed)).get();
        for (Replay known = pump.replays().get(changed.subscription());
                known != null
                        && known.number() == changed.number()
                        && known.status() == before.status()
                        && !pump.isClosed();
                known = pump.replays().get(changed.subscription())) {
            pump.pause(1);
        }
    }
}
