package io.penstock.services.sns.fifo;

import io.penstock.kernel.port.Header;
import io.penstock.kernel.port.NewRecord;
import io.penstock.kernel.port.RecordLog;
import io.penstock.kernel.port.TopicPartition;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Appends batches to the topics of queues. A batch is one whole: all its appends are under way at once, and each record says behind which of the batch it
 * comes, so that a queue takes none behind one that was lost. A batch that failed is sent again from its start.
 */
final class Sender {

    private static final String SOURCE = "sqs.source";
    private static final String POSITION = "sqs.source-position";
    private static final String AFTER = "sqs.source-after";

    private final RecordLog log;
    private final String creation;
    private final List<CompletableFuture<?>> appends = new ArrayList<>();
    private final Map<Line, Long> last = new HashMap<>();

    private record Line(TopicPartition to, String source) {}

    /** @param creation of the topic, whose offsets are positions */
    Sender(RecordLog log, String creation) {
        this.log = log;
        this.creation = creation;
    }

    /** @param replay the number of the replay that sends; 0 for none */
    void send(Router.Routed routed, long position, long replay) {
        String subscription = routed.subscription();
        String source = "sns:" + creation + subscription.substring(subscription.lastIndexOf(':'))
                + (routed.deadLetter() ? ":dead" : "") + (replay > 0 ? ":replay-" + replay : "");
        List<Header> headers = new ArrayList<>(routed.record().headers());
        headers.add(header(SOURCE, source));
        headers.add(header(POSITION, Long.toString(position)));
        Long before = last.put(new Line(routed.to(), source), position);
        if (before != null) {
            headers.add(header(AFTER, Long.toString(before)));
        }
        appends.add(log.append(
                routed.to(),
                new NewRecord(routed.record().key(), routed.record().value(), headers)));
    }

    private static Header header(String name, String value) {
        return new Header(name, value.getBytes(StandardCharsets.UTF_8));
    }

    /** Ends the batch: waits until all of it is replicated. */
    void end() throws InterruptedException, ExecutionException {
        try {
            CompletableFuture.allOf(appends.toArray(CompletableFuture<?>[]::new))
                    .get();
        } finally {
            appends.clear();
            last.clear();
        }
    }

    /** Forgets a batch that was not sent completely; what is under way counts or not. */
    void abandon() {
        appends.clear();
        last.clear();
    }
}
