package io.penstock.services.sqs.queue;

import io.penstock.kernel.dedup.Hash128;
import io.penstock.kernel.machine.AggregateId;
import io.penstock.kernel.machine.Decision;
import io.penstock.kernel.machine.Tick;
import io.penstock.services.sqs.queue.QueueProtocol.Command;
import io.penstock.services.sqs.queue.QueueProtocol.Receipt;
import io.penstock.services.sqs.queue.QueueProtocol.ReceiveRules;
import io.penstock.services.sqs.queue.QueueProtocol.ReceivedMessage;
import io.penstock.services.sqs.queue.QueueProtocol.Reply;
import io.penstock.services.sqs.queue.QueueProtocol.Scanned;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A queue partition with its topic, its journal and its snapshot: what a host does, without threads and with a clock
 * that is set.
 */
final class QueueWorld {

    static final QueuePartition STANDARD = new QueuePartition("arn:aws:sqs:us-east-1:000000000000:jobs", "c1", 0);
    static final QueuePartition FIFO = new QueuePartition("arn:aws:sqs:us-east-1:000000000000:jobs.fifo", "c1", 0);

    static final long START = 1_700_000_000_000L;
    static final ReceiveRules RULES = new ReceiveRules(0, 345_600_000, 120_000);

    final Queue queue;
    final AggregateId id;
    final SplittableRandom random;
    final List<Scanned> topic = new ArrayList<>();
    QueueState state;
    long now = START;
    long end;
    long trimmedTo;
    long retentionMillis = RULES.retentionMillis();
    long delayMillis;
    List<QueueEvent> lastEvents = List.of();
    boolean checksPurity;

    private final List<byte[]> journal = new ArrayList<>();
    private byte @Nullable [] snapshot;

    QueueWorld(QueuePartition partition, long seed, Capacity capacity) {
        this.queue = new Queue(capacity);
        this.id = partition.id();
        this.random = new SplittableRandom(seed);
        this.state = queue.initial(id);
    }

    static QueueWorld standard() {
        return new QueueWorld(STANDARD, 1, Capacity.DEFAULT);
    }

    static QueueWorld fifo() {
        return new QueueWorld(FIFO, 1, Capacity.DEFAULT);
    }

    void pass(long seconds) {
        now += seconds * 1_000;
    }

    /** Appends a record; the window does not know it before it is scanned. */
    long append(long dueMillis, long group, @Nullable Hash128 key) {
        return append(now, dueMillis, group, key);
    }

    long append(long sentMillis, long dueMillis, long group, @Nullable Hash128 key) {
        topic.add(new Scanned(end, now, sentMillis, dueMillis, group, key, null));
        return end++;
    }

    /** Appends a record that its writer may write again. */
    long append(long group, Origin origin) {
        topic.add(new Scanned(end, now, now, 0, group, null, origin));
        return end++;
    }

    /** Sends and scans plain messages. */
    QueueWorld send(int count) {
        for (int i = 0; i < count; i++) {
            append(0, GroupHash.NONE, null);
        }
        scanAll();
        return this;
    }

    /** Sends one message to a group, and scans. */
    long sendTo(String group) {
        long offset = append(0, GroupHash.of(group), null);
        scanAll();
        return offset;
    }

    /** Sends one message with a de-duplication id, and scans. */
    long sendUnique(String group, String deduplicationId) {
        long offset = append(0, GroupHash.of(group), Hash128.of(deduplicationId));
        scanAll();
        return offset;
    }

    /** Lets the log have no record at the next offsets, as transaction markers do. */
    void skipOffsets(int count) {
        end += count;
    }

    void scanAll() {
        while (state.scanFrom() < end) {
            scan(1_000);
        }
    }

    void scan(int atMost) {
        List<Scanned> batch = from(state.scanFrom(), atMost);
        long next = batch.size() < atMost ? end : batch.getLast().offset() + 1;
        ask(new Command.Scan(batch, next, retentionMillis, delayMillis));
    }

    /** Tells the window the queue's attributes, as its companion does when it begins and when they change. */
    void announce() {
        ask(new Command.Scan(List.of(), state.scanFrom(), retentionMillis, delayMillis));
    }

    /** DelaySeconds of the queue is changed. */
    void delayBy(long seconds) {
        delayMillis = seconds * 1_000;
        announce();
    }

    void refill(int atMost) {
        long from = state.refillFrom().orElseThrow();
        List<Scanned> batch = from(from, atMost);
        ask(new Command.Refill(
                batch, batch.size() < atMost ? end : batch.getLast().offset() + 1));
    }

    List<Scanned> from(long offset, int atMost) {
        int first = firstAt(Math.max(offset, trimmedTo));
        return List.copyOf(topic.subList(first, (int) Math.min(topic.size(), (long) first + atMost)));
    }

    /** Where in the topic the first record is that has this offset or a greater one. Topics of tests are long, and looked at in every scan. */
    private int firstAt(long offset) {
        int low = 0;
        int high = topic.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (topic.get(middle).offset() < offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Does what a host does with a command; empty when it parks. */
    @Nullable
    Reply offer(Command command) {
        Tick tick = new Tick(Instant.ofEpochMilli(now), random);
        byte[] before = checksPurity ? queue.states().encode(state) : new byte[0];
        Decision<QueueEvent, Reply> decision = queue.decide(state, command, tick);
        if (checksPurity && !Arrays.equals(before, queue.states().encode(state))) {
            throw new AssertionError("decide changed the state: " + command);
        }
        lastEvents = List.of();
        return switch (decision) {
            case Decision.Journal<QueueEvent, Reply>(var events, var reply) -> {
                for (QueueEvent event : events) {
                    byte[] bytes = queue.events().encode(event);
                    QueueEvent read = queue.events().decode(bytes);
                    if (!Arrays.equals(bytes, queue.events().encode(read))) {
                        throw new AssertionError("not the same after a round trip: " + event);
                    }
                    journal.add(bytes);
                    state = queue.evolve(state, read);
                }
                lastEvents = events;
                yield reply;
            }
            case Decision.Derived<QueueEvent, Reply>(var events, var reply) -> {
                for (QueueEvent event : events) {
                    state = queue.evolve(state, event);
                }
                lastEvents = events;
                yield reply;
            }
            case Decision.Park<QueueEvent, Reply> parked -> null;
        };
    }

    Reply ask(Command command) {
        Reply reply = offer(command);
        if (reply == null) {
            throw new AssertionError("parked: " + command);
        }
        return reply;
    }

    /** What the host does until nothing is due. */
    void wake() {
        for (int i = 0; state.nextDue() <= now; i++) {
            if (i > 10_000) {
                throw new AssertionError("still due after " + i + " wakes: " + state.nextDue() + " at " + now);
            }
            ask(new Command.Wake());
        }
    }

    List<ReceivedMessage> receive(int max, int visibilitySeconds) {
        return receive(new Command.Receive(max, visibilitySeconds, Instant.ofEpochMilli(now), null, RULES));
    }

    List<ReceivedMessage> receive(Command.Receive command) {
        Reply reply = ask(command);
        while (reply instanceof Reply.Again) {
            reply = ask(command);
        }
        return ((Reply.Received) reply).messages();
    }

    List<QueueProtocol.Outcome> delete(ReceivedMessage... messages) {
        List<Receipt> receipts =
                Arrays.stream(messages).map(ReceivedMessage::receipt).toList();
        return ((Reply.Outcomes) ask(new Command.Delete(receipts))).outcomes();
    }

    QueueProtocol.Outcome change(ReceivedMessage message, int seconds) {
        var change = new QueueProtocol.VisibilityChange(message.receipt(), seconds);
        return ((Reply.Outcomes) ask(new Command.ChangeVisibility(List.of(change))))
                .outcomes()
                .getFirst();
    }

    Reply.Measured measure() {
        return (Reply.Measured) ask(new Command.Measure(end));
    }

    static List<Long> offsets(List<ReceivedMessage> messages) {
        return messages.stream().map(message -> message.receipt().offset()).toList();
    }

    void takeSnapshot() {
        snapshot = queue.states().encode(state);
        journal.clear();
    }

    /** The owner dies; a new one restores the snapshot and replays the journal. Nothing is scanned yet. */
    void crash() {
        state = snapshot == null ? queue.initial(id) : queue.states().decode(snapshot);
        for (byte[] event : journal) {
            state = queue.evolve(state, queue.events().decode(event));
        }
        announce();
    }

    /** How many events the journal holds since the snapshot. */
    int journaled() {
        return journal.size();
    }

    /** The owner dies before these events were acknowledged: they never happened, and nobody was told of them. */
    void crashLosingAllAfter(int events) {
        journal.subList(events, journal.size()).clear();
        crash();
    }

    void recover() {
        crash();
        scanAll();
    }
}
