package io.penstock.services.sqs.queue;

import io.penstock.kernel.dedup.Deduplication;
import io.penstock.kernel.dedup.DuplicateLog;
import io.penstock.services.sqs.queue.QueueProtocol.Scanned;

/**
 * Tells duplicates from originals, record by record in the order of the log.
 *
 * <p>That order decides alone, so judging the same log again gives the same answers, as long as it starts where no
 * judged key is missing. Once originals are trimmed from
 * the log that is no longer so; therefore duplicates are {@linkplain QueueEvent.DuplicatesJudged written} before
 * anything is trimmed, and a rebuild believes what was
 * written more than what it finds.
 */
final class Judge {

    final Deduplication keys = new Deduplication();
    final DuplicateLog found = new DuplicateLog();
    final Sources sources = new Sources();

    /** Found since duplicates were last written. */
    final OffsetRanges unwritten = new OffsetRanges();

    /** Known from the journal, not yet reached by the scan. */
    final OffsetRanges written = new OffsetRanges();

    /** Nothing was scanned since the window was made or restored. */
    private boolean resuming = true;

    /** To be called with each record that was not judged yet. */
    boolean isDuplicate(Scanned record) {
        boolean known = written.remove(record.offset());
        if (!known && record.origin() != null && sources.isRepeated(record.origin(), record.offset())) {
            // Its key must not be remembered: of a record that comes too early the right one is still to come.
            unwritten.add(record.offset());
            return true;
        }
        if (record.key() == null) {
            return known;
        }
        long original = keys.originalOf(record.key(), record.timestampMillis());
        if (original != Deduplication.NEW) {
            found.add(record.offset(), original);
            if (!known) {
                unwritten.add(record.offset());
            }
            return true;
        }
        if (known) {
            found.setHorizon(record.offset() + 1);
        } else {
            keys.add(record.key(), record.offset(), record.timestampMillis());
        }
        return known;
    }

    /** To be called before the records of a scan: of sends before the log's beginning nothing can be said. */
    void resume(QueueEvent.TailScanned scan, long scanned) {
        if (!resuming || scan.next() <= scanned) {
            return;
        }
        resuming = false;
        long start = scan.records().isEmpty()
                ? scan.next()
                : scan.records().getFirst().offset();
        if (start > scanned) {
            found.setHorizon(Math.max(found.horizon(), start));
        }
    }

    /** These duplicates are in the journal; those that the scan has not reached are remembered. */
    void wrote(long[] first, long[] last, long scanned) {
        unwritten.clear();
        for (int i = 0; i < first.length; i++) {
            if (last[i] >= scanned) {
                written.add(Math.max(first[i], scanned), last[i]);
            }
        }
    }
}
