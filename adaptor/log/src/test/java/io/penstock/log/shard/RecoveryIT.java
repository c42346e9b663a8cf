package io.penstock.log.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.broker.EmbeddedBrokerExtension;
import io.penstock.broker.TestBroker;
import io.penstock.kernel.ledger.Ledger;
import io.penstock.kernel.ledger.LedgerProtocol.Balance;
import io.penstock.kernel.ledger.LedgerProtocol.Deposited;
import io.penstock.kernel.ledger.LedgerProtocol.Look;
import io.penstock.kernel.ledger.LedgerState;
import io.penstock.kernel.machine.AggregateId;
import io.penstock.kernel.machine.Companion;
import io.penstock.kernel.machine.Decision;
import io.penstock.kernel.machine.Tick;
import io.penstock.log.LogSettings;
import io.penstock.log.TestKafka;
import io.penstock.log.client.AdaptiveAppender;
import io.penstock.log.client.KafkaClients;
import io.penstock.log.client.ReaderPool;
import io.penstock.log.shard.JournalRecord.Chunks;
import io.penstock.log.shard.JournalRecord.Epoch;
import io.penstock.log.shard.JournalRecord.Events;
import io.penstock.log.shard.JournalRecord.Snapshot;
import io.penstock.log.shard.JournalRecord.Subject;
import io.penstock.log.topic.KafkaTopics;
import io.penstock.log.topic.TopicNames;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Replay of journals that were written by hand: holes, strays, trimmed beginnings that came back, snapshots that are not whole. */
@ExtendWith(EmbeddedBrokerExtension.class)
@Timeout(60)
final class RecoveryIT {

    private static final AggregateId ID = new AggregateId("account/1");

    private final Ledger ledger = new Ledger();
    private final Subject subject = new Subject(Ledger.TYPE.name(), ID.key());
    private final KafkaClients clients;
    private final AdaptiveAppender appender;
    private final ReaderPool readers;
    private final ShardStore store;

    RecoveryIT(TestBroker broker) {
        LogSettings settings = TestKafka.settings(broker);
        clients = TestKafka.clients(settings);
        appender = new AdaptiveAppender(clients, "journal", AdaptiveAppender.Pace.OF_JOURNALS, 16 << 20);
        readers = new ReaderPool(clients, "shards", new ReaderPool.Bounds(2, 10, 1 << 20, 1_000));
        store = new ShardStore(clients, new TopicNames(settings.topics().prefix()), appender, readers);
        get(new KafkaTopics(clients, settings.topics()).ensureAll(ShardHost.topics(1)));
    }

    @AfterEach
    void close() {
        readers.close();
        appender.close();
        clients.close();
    }

    private static <T> T get(CompletableFuture<T> future) {
        return future.orTimeout(30, TimeUnit.SECONDS).join();
    }

    private long journal(JournalRecord record) {
        CompletableFuture<Long> offset = new CompletableFuture<>();
        store.journal(0, record.encode(), (at, timestamp, error) -> offset.complete(at));
        return get(offset);
    }

    private long epoch() {
        return journal(new Epoch("test"));
    }

    private long deposit(long epoch, long sequence, long amount) {
        return journal(new Events(epoch, sequence, false, subject, List.of(event(amount))));
    }

    private byte[] event(long amount) {
        return ledger.events().encode(new Deposited(amount));
    }

    private long chunk(long epoch, long snapshot, long through, long... deposits) {
        LedgerState state = ledger.initial(ID);
        for (long amount : deposits) {
            state = ledger.evolve(state, new Deposited(amount));
        }
        byte[] entry = new SnapshotBytes.Entry(subject, through, ledger.states().encode(state)).encode();
        CompletableFuture<Long> offset = new CompletableFuture<>();
        store.chunk(0, SnapshotBytes.chunk(epoch, snapshot, 0, entry), (at, timestamp, error) -> offset.complete(at));
        return get(offset);
    }

    private Balance recover() {
        long mine = epoch();
        Registration<?, ?, ?, ?> kind = new Registration<>(ledger, self -> Companion.none());
        Recovery recovery = new Recovery(store, 0, mine, name -> kind);
        Recovery.Restored restored = get(store.read(recovery::run));
        LedgerState state = restored.states().isEmpty()
                ? ledger.initial(ID)
                : (LedgerState) restored.states().getFirst().value;
        Decision.Journal<?, ?> look =
                (Decision.Journal<?, ?>) ledger.decide(state, new Look(), new Tick(Instant.EPOCH, new Random(1)));
        return (Balance) look.reply();
    }

    private static Balance of(long balance, long deposits) {
        return new Balance(balance, 0, 0, deposits);
    }

    @Test
    void an_empty_journal_gives_nothing() {
        assertThat(recover()).isEqualTo(of(0, 0));
    }

    @Test
    void behind_a_lost_append_nothing_of_its_epoch_counts_and_the_next_epoch_does() {
        long first = epoch();
        deposit(first, 1, 1);
        deposit(first, 3, 100);
        deposit(first, 4, 100);
        long second = epoch();
        deposit(second, 1, 10);
        assertThat(recover()).isEqualTo(of(11, 2));
    }

    @Test
    void repeats_and_strays_do_not_count() {
        long first = epoch();
        deposit(first, 1, 1);
        deposit(first, 1, 1);
        long second = epoch();
        deposit(first, 2, 100);
        deposit(second, 1, 10);
        deposit(first, 3, 100);
        assertThat(recover()).isEqualTo(of(11, 2));
    }

    @Test
    void a_decision_in_several_records_counts_with_its_last() {
        long first = epoch();
        journal(new Events(first, 1, true, subject, List.of(event(1))));
        journal(new Events(first, 2, false, subject, List.of(event(2))));
        journal(new Events(first, 3, true, subject, List.of(event(100))));
        assertThat(recover()).isEqualTo(of(3, 2));
    }

    @Test
    void an_entry_of_a_snapshot_is_as_of_its_own_position() {
        long first = epoch();
        deposit(first, 1, 1);
        long from = deposit(first, 2, 10);
        deposit(first, 3, 100);
        long chunk = chunk(first, 1, 3, 1, 10, 100);
        deposit(first, 4, 1000);
        journal(new Snapshot(first, 5, from, 2, new Chunks(1, chunk, chunk, 1)));
        deposit(first, 6, 10_000);
        assertThat(recover()).isEqualTo(of(11_111, 5));
        get(store.trimJournal(0, from));
        assertThat(recover()).isEqualTo(of(11_111, 5));
    }

    @Test
    void a_beginning_that_a_broker_brought_back_after_a_crash_does_no_harm() {
        long first = epoch();
        deposit(first, 1, 1);
        long middle = deposit(first, 2, 10);
        long from = deposit(first, 3, 100);
        long chunk = chunk(first, 1, 3, 1, 10, 100);
        journal(new Snapshot(first, 4, from, 3, new Chunks(1, chunk, chunk, 1)));
        deposit(first, 5, 1000);
        // Trimmed to somewhere before the snapshot's beginning, as when the segment that holds it was all that was
        // left.
        get(store.trimJournal(0, middle));
        assertThat(recover()).isEqualTo(of(1111, 4));
    }

    @Test
    void a_snapshot_of_a_deposed_owner_does_not_count() {
        long first = epoch();
        deposit(first, 1, 1);
        long second = epoch();
        long chunk = chunk(first, 1, 1, 1, 100);
        journal(new Snapshot(first, 2, first + 1, 1, new Chunks(1, chunk, chunk, 1)));
        deposit(second, 1, 10);
        assertThat(recover()).isEqualTo(of(11, 2));
    }

    @Test
    void a_journal_without_its_beginning_and_without_snapshot_is_refused() {
        long first = epoch();
        deposit(first, 1, 1);
        deposit(first, 2, 10);
        get(store.trimJournal(0, 2));
        assertThatThrownBy(this::recover).hasMessageContaining("no snapshot holds what was before");
    }

    @Test
    void a_snapshot_that_is_not_whole_is_refused() {
        long first = epoch();
        deposit(first, 1, 1);
        long chunk = chunk(first, 1, 1, 1);
        journal(new Snapshot(first, 2, first + 1, 1, new Chunks(1, chunk, chunk, 2)));
        assertThatThrownBy(this::recover).hasMessageContaining("1 of 2 chunks");
    }

    @Test
    void more_than_memory_keeps_is_read_twice_and_gives_the_same() {
        long first = epoch();
        byte[] amount = event(1);
        int perRecord = (1 << 20) / (amount.length + 4);
        List<byte[]> events = Collections.nCopies(perRecord, amount);
        int records = 70;
        for (int i = 1; i <= records; i++) {
            journal(new Events(first, i, false, subject, events));
        }
        assertThat(recover()).isEqualTo(of((long) perRecord * records, (long) perRecord * records));
    }
}
