package io.penstock.services.sqs.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.kernel.dedup.Hash128;
import io.penstock.kernel.port.Header;
import io.penstock.kernel.port.LogRecord;
import io.penstock.services.sqs.queue.QueueProtocol.Command;
import io.penstock.services.sqs.queue.QueueProtocol.GroupCounts;
import io.penstock.services.sqs.queue.QueueProtocol.MoveKind;
import io.penstock.services.sqs.queue.QueueProtocol.Moving;
import io.penstock.services.sqs.queue.QueueProtocol.Outcome;
import io.penstock.services.sqs.queue.QueueProtocol.PeekedMessage;
import io.penstock.services.sqs.queue.QueueProtocol.Receipt;
import io.penstock.services.sqs.queue.QueueProtocol.ReceiveRules;
import io.penstock.services.sqs.queue.QueueProtocol.ReceivedMessage;
import io.penstock.services.sqs.queue.QueueProtocol.Reply;
import io.penstock.services.sqs.queue.QueueProtocol.Verdict;
import io.penstock.services.sqs.queue.QueueProtocol.VisibilityChange;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/**
 * Bytes in journals, in snapshots and on the internal channel. The golden files are never edited: a new layout gets a
 * new file.
 */
class QueueCodecTest {

    private static final long AT = QueueWorld.START;
    private static final Hash128 HASH = Hash128.of("attempt");

    private final Queue queue = new Queue();

    @Test
    void events_have_the_bytes_they_always_had() throws IOException {
        List<String> golden = lines("events-v1.hex");
        List<QueueEvent> events = List.of(
                new QueueEvent.Received(AT, AT + 30_000, new long[] {7, 8, 3}, new int[] {1, -2, 3}, HASH),
                new QueueEvent.Received(AT, AT, new long[] {1L << 40}, new int[] {0}, null),
                new QueueEvent.AttemptRepeated(AT, AT + 1_000, HASH),
                new QueueEvent.Deleted(new long[] {5, 4, 1_000_000}),
                new QueueEvent.VisibilityChanged(new long[] {5, 6}, new long[] {AT, AT + 43_200_000}),
                new QueueEvent.MoveStarted(MoveKind.DEAD_LETTER, AT, new long[] {9}),
                new QueueEvent.MoveStarted(MoveKind.TASK, AT, new long[] {9, 10}),
                new QueueEvent.Moved(new long[] {9}),
                new QueueEvent.MoveAbandoned(new long[] {10}),
                new QueueEvent.Dropped(new long[] {0, 20}, new long[] {10, 20}),
                new QueueEvent.Purged(77),
                new QueueEvent.DuplicatesJudged(new long[] {2}, new long[] {3}),
                new QueueEvent.Discarded(),
                new QueueEvent.GivenBack(new long[] {5, 4}),
                new QueueEvent.SourcesNoted(300, new Hash128[] {HASH}, new long[] {7}));
        assertThat(events.stream().map(event -> hex(queue.events().encode(event))))
                .containsExactlyElementsOf(golden);
        for (String line : golden) {
            byte[] bytes = HexFormat.of().parseHex(line);
            assertThat(queue.events().encode(queue.events().decode(bytes))).isEqualTo(bytes);
        }
    }

    @Test
    void commands_of_a_node_with_another_clock_wait_as_long_as_there() {
        Instant until = Instant.ofEpochMilli(AT);
        ReceiveRules rules = new ReceiveRules(0, 345_600_000, 120_000);
        Command.Receive poll = new Command.Receive(10, 30, until, HASH, rules);
        assertThat(queue.shifted(poll, Duration.ofSeconds(-5)))
                .isEqualTo(new Command.Receive(10, 30, until.minusSeconds(5), HASH, rules));
        Command.Receive look = new Command.Receive(10, 30, Instant.EPOCH, null, rules);
        assertThat(queue.shifted(look, Duration.ofHours(500_000))).isEqualTo(look);
        assertThat(queue.shifted(new Command.ReceiveAny(poll), Duration.ofSeconds(5)))
                .isEqualTo(new Command.ReceiveAny((Command.Receive) queue.shifted(poll, Duration.ofSeconds(5))))
                .isNotEqualTo(new Command.ReceiveAny(poll));
        assertThat(queue.shifted(new Command.Confirm(new long[] {7}, until), Duration.ofSeconds(5)))
                .isInstanceOfSatisfying(
                        Command.Confirm.class,
                        confirm -> assertThat(confirm.until()).isEqualTo(until.plusSeconds(5)));
    }

    @Test
    void snapshots_written_before_are_read_and_mean_the_same() throws IOException {
        for (boolean fifo : new boolean[] {false, true}) {
            String kind = fifo ? "fifo" : "standard";
            String newest = lines(kind + "-state-v2.hex").getFirst();
            assertThat(hex(queue.states().encode(sample(fifo).state))).isEqualTo(newest);
            for (String written : List.of(lines(kind + "-state-v1.hex").getFirst(), newest)) {
                QueueWorld world = sample(fifo);
                world.state = queue.states().decode(HexFormat.of().parseHex(written));
                assertThat(world.measure()).isEqualTo(sample(fifo).measure());
            }
        }
    }

    @Test
    void unknown_types_and_versions_and_broken_bytes_throw() {
        for (byte[] bytes : new byte[][] {{}, {99, 1}, {3, 2}}) {
            assertThatThrownBy(() -> queue.events().decode(bytes)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> queue.states().decode(bytes)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> Queue.TYPE.commands().decode(bytes)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> Queue.TYPE.replies().decode(bytes)).isInstanceOf(IllegalStateException.class);
        }
        for (byte[] bytes : new byte[][] {{3, 1}, {3, 1, 1, 2, 0}, {3, 1, 127}}) {
            assertThatThrownBy(() -> queue.events().decode(bytes)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void what_is_derived_or_local_has_no_bytes() {
        assertThatThrownBy(() -> queue.events().encode(new QueueEvent.TimePassed(AT)))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> Queue.TYPE.commands().encode(new Command.Wake()))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void commands_cross_the_internal_channel() {
        Instant until = Instant.ofEpochMilli(AT + 20_000);
        ReceiveRules rules = new ReceiveRules(10, 345_600_000, 120_000);
        List<Command> commands = List.of(
                new Command.Receive(10, 43_200, until, HASH, rules),
                new Command.Receive(1, 0, Instant.EPOCH, null, rules),
                new Command.Delete(List.of(new Receipt(1, -1), new Receipt(Long.MAX_VALUE, 0))),
                new Command.ChangeVisibility(List.of(new VisibilityChange(new Receipt(1, 2), 0))),
                new Command.GiveBack(List.of(new Receipt(3, 4))),
                new Command.GiveBackAttempt(HASH),
                new Command.ReceiveAny(new Command.Receive(0, 30, Instant.EPOCH, HASH, rules)),
                new Command.Purge(5),
                new Command.Measure(6),
                new Command.Peek(10, true, false),
                new Command.Take(100, 7),
                new Command.Discard());
        for (Command command : commands) {
            assertThat(Queue.TYPE.commands().decode(Queue.TYPE.commands().encode(command)))
                    .isEqualTo(command);
        }
        long[] offsets = {4, 5, 6};
        List<Command> withArrays = List.of(
                new Command.Confirm(offsets, until),
                new Command.Finish(offsets),
                new Command.Abandon(offsets),
                new Command.Forget(offsets));
        for (Command command : withArrays) {
            assertThat(Queue.TYPE.commands().decode(Queue.TYPE.commands().encode(command)))
                    .usingRecursiveComparison()
                    .isEqualTo(command);
        }
    }

    @Test
    void replies_cross_the_internal_channel_with_their_records() {
        LogRecord record = new LogRecord(
                9, AT, "group".getBytes(StandardCharsets.UTF_8), new byte[] {1, 2}, List.of(Header.of("name", "ü")));
        LogRecord keyless = new LogRecord(9, AT, null, new byte[0], List.of());
        List<Reply> replies = List.of(
                new Reply.Received(List.of(
                        new ReceivedMessage(new Receipt(9, 8), 3, AT, record),
                        new ReceivedMessage(new Receipt(9, 8), 3, AT, keyless),
                        new ReceivedMessage(new Receipt(9, 8), 3, AT, null))),
                new Reply.Again(),
                new Reply.OverLimit(),
                new Reply.Outcomes(List.of(Outcome.values())),
                new Reply.Verdicts(List.of(new Verdict(9, 9, null), new Verdict(10, 9, record))),
                new Reply.Measured(1, 2, 3, new GroupCounts(4, 5), OptionalLong.empty()),
                new Reply.Measured(1, 2, 3, new GroupCounts(4, 5), OptionalLong.of(AT)),
                new Reply.Peeked(List.of(new PeekedMessage(9, 0, 0, record))),
                new Reply.Taken(List.of(new Moving(9, MoveKind.TASK, 1)), true),
                new Reply.Trimmable(17),
                new Reply.Done());
        for (Reply reply : replies) {
            assertThat(Queue.TYPE.replies().decode(Queue.TYPE.replies().encode(reply)))
                    .usingRecursiveComparison()
                    .isEqualTo(reply);
        }
    }

    /** A window with something of everything. */
    static QueueWorld sample(boolean fifo) {
        QueueWorld world = new QueueWorld(fifo ? QueueWorld.FIFO : QueueWorld.STANDARD, 7, Capacity.DEFAULT);
        for (int i = 0; i < 12; i++) {
            long due = i % 5 == 4 ? world.now + 60_000 : 0;
            world.append(
                    due,
                    fifo || i % 3 == 0 ? GroupHash.of("g" + i % 4) : 0,
                    i % 2 == 0 ? Hash128.of("k" + i % 8) : null);
            world.pass(1);
        }
        world.skipOffsets(2);
        world.send(fifo ? 0 : 3);
        world.scanAll();
        world.receive(
                new Command.Receive(2, 30, Instant.ofEpochMilli(world.now), fifo ? HASH : null, QueueWorld.RULES));
        List<ReceivedMessage> more = world.receive(2, 0);
        world.change(more.getFirst(), 10);
        world.ask(new Command.Take(1, world.end));
        world.pass(2);
        world.wake();
        return world;
    }

    private static List<String> lines(String file) throws IOException {
        try (InputStream in = QueueCodecTest.class.getResourceAsStream("/sqs/queue/" + file)) {
            assertThat(in).as(file).isNotNull();
            return in == null
                    ? new ArrayList<>()
                    : new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                            .lines()
                            .toList();
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
