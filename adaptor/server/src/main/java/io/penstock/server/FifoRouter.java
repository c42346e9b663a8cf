package io.penstock.server;

import io.penstock.kernel.port.Catalog;
import io.penstock.kernel.port.LogRecord;
import io.penstock.services.sns.fifo.Router;
import io.penstock.streams.sns.FifoFanOut;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/** Between the logs of FIFO topics and the fan-out that knows their subscriptions from the catalog. */
record FifoRouter(FifoFanOut fanOut) implements Router {

    static Router of(Catalog catalog, Supplier<String> endpoint, InstantSource clock) {
        FifoFanOut fanOut = new FifoFanOut(endpoint, clock);
        FifoFanOut.kinds()
                .forEach(kind -> catalog.watch(
                        kind, entry -> fanOut.offer(entry.kind(), entry.key(), entry.version(), entry.value())));
        return new FifoRouter(fanOut);
    }

    @Override
    public List<Routed> route(LogRecord record, Question question) throws InterruptedException {
        FifoFanOut.Question asked = new FifoFanOut.Question(
                question.topic(), question.topicId(), question.subscriptions(), question.replay());
        return fanOut.route(record, asked).stream()
                .map(each -> new Routed(each.subscription(), each.deadLetter(), each.to(), each.record()))
                .toList();
    }
}
