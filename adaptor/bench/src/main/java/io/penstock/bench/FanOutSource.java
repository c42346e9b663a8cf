package io.penstock.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * What is published to and matched: a topic of SNS with subscriptions, or a bus with rules. Each of them asks for another kind of message, and only the first one's kind is
 * ever published: every message is held against all of them and delivered once, to one queue. The other subscriptions are of queues that do not exist.
 */
abstract class FanOutSource {

    /** As many messages in a request as AWS takes. */
    static final int BATCH = 10;

    private static final int HANDS = 8;
    private static final String TEXT = "x".repeat(1000);
    private static final String ACCOUNT = "us-east-1:000000000000:";

    final URI endpoint;
    final String name;
    final int matchers;

    private FanOutSource(URI endpoint, String name, int matchers) {
        this.endpoint = endpoint;
        this.name = name;
        this.matchers = matchers;
    }

    /** The queue that everything is delivered to. */
    String queue() {
        return "bench-" + name;
    }

    /** The queue's Kafka topic. */
    String queueTopic() {
        return "sqs.us-east-1.000000000000." + queue();
    }

    /** What the figures are called. */
    abstract String title();

    /** Makes the matchers. The queue must be there. */
    abstract void create() throws Exception;

    /** A request with that many messages. */
    abstract byte[] request(HttpLine line, int messages);

    /** The same message as a record, as a plain producer may write it. */
    abstract ProducerRecord<byte[], byte[]> record();

    /** Publishes, each message with its time; counts what was acknowledged. */
    Load.Callers publish(int messages) {
        return number -> {
            HttpLine line = new HttpLine(endpoint);
            byte[] request = request(line, messages);
            int[] places = Stamp.places(request);
            return new Load.Caller() {
                @Override
                public int round() throws IOException {
                    Stamp.put(request, places, System.nanoTime());
                    line.call(request);
                    return messages;
                }

                @Override
                public void close() throws IOException {
                    line.close();
                }
            };
        };
    }

    /** What one of several hands does, each with a connection of its own. */
    interface Step {
        void take(HttpLine line, int number) throws IOException;
    }

    final void each(Step step) throws Exception {
        try (var hands = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int hand = 0; hand < HANDS; hand++) {
                int first = hand;
                running.add(hands.submit(() -> {
                    try (HttpLine line = new HttpLine(endpoint)) {
                        for (int number = first; number < matchers; number += HANDS) {
                            step.take(line, number);
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> one : running) {
                one.get();
            }
        }
    }

    /** A topic whose subscriptions have filter policies on an attribute, raw. */
    static final class Sns extends FanOutSource {

        private final String arn;

        Sns(URI endpoint, int subscriptions) {
            super(endpoint, "sns-" + subscriptions, subscriptions);
            this.arn = "arn:aws:sns:" + ACCOUNT + name;
        }

        @Override
        String title() {
            return "SNS, " + matchers + (matchers == 1 ? " subscription" : " subscriptions");
        }

        private static String form(String action, String... parameters) {
            StringBuilder form = new StringBuilder("Action=" + action + "&Version=2010-03-31");
            for (int i = 0; i < parameters.length; i += 2) {
                form.append('&').append(parameters[i]).append('=').append(URLEncoder.encode(parameters[i + 1], UTF_8));
            }
            return form.toString();
        }

        @Override
        void create() throws Exception {
            try (HttpLine line = new HttpLine(endpoint)) {
                line.call(line.form("sns", form("CreateTopic", "Name", name)));
            }
            each((line, number) -> line.call(line.form(
                    "sns",
                    form(
                            "Subscribe",
                            "TopicArn",
                            arn,
                            "Protocol",
                            "sqs",
                            "Endpoint",
                            "arn:aws:sqs:" + ACCOUNT + (number == 0 ? queue() : "none-" + number),
                            "Attributes.entry.1.key",
                            "FilterPolicy",
                            "Attributes.entry.1.value",
                            "{\"kind\":[\"k" + number + "\"]}",
                            "Attributes.entry.2.key",
                            "RawMessageDelivery",
                            "Attributes.entry.2.value",
                            "true"))));
        }

        @Override
        byte[] request(HttpLine line, int messages) {
            List<String> parameters = new ArrayList<>(List.of("TopicArn", arn));
            for (int i = 1; i <= messages; i++) {
                String entry = messages == 1 ? "" : "PublishBatchRequestEntries.member." + i + ".";
                String attribute = entry + "MessageAttributes.entry.1.";
                parameters.addAll(List.of(
                        entry + "Message",
                        TEXT,
                        attribute + "Name",
                        "kind",
                        attribute + "Value.DataType",
                        "String",
                        attribute + "Value.StringValue",
                        "k0"));
                if (messages > 1) {
                    parameters.addAll(List.of(entry + "Id", Integer.toString(i)));
                }
            }
            String form = form(messages == 1 ? "Publish" : "PublishBatch", parameters.toArray(String[]::new));
            // A colon need not be encoded, and the time is found by it.
            return line.form("sns", form.replace(TEXT, Stamp.BLANK + TEXT));
        }

        @Override
        ProducerRecord<byte[], byte[]> record() {
            var record = new ProducerRecord<byte[], byte[]>(
                    "sns.publications", 0, null, (Stamp.BLANK + TEXT).getBytes(ISO_8859_1));
            record.headers().add("sns.topic-arn", arn.getBytes(UTF_8));
            record.headers().add("sns.attribute.kind", "k0".getBytes(UTF_8));
            return record;
        }
    }

    /** A bus whose rules have patterns on a source and a field of the detail. */
    static final class Bus extends FanOutSource {

        private static final HttpLine.Kind EVENTS =
                new HttpLine.Kind("events", "AWSEvents.", "application/x-amz-json-1.1");
        private static final String DETAIL =
                "{\"kind\":\"k0\",\"sent\":\"" + Stamp.BLANK + "\",\"text\":\"" + TEXT + "\"}";

        Bus(URI endpoint, int rules) {
            super(endpoint, "bus-" + rules, rules);
        }

        @Override
        String title() {
            return "EventBridge, " + matchers + (matchers == 1 ? " rule" : " rules");
        }

        private static void call(HttpLine line, String operation, String json) throws IOException {
            line.call(line.request(EVENTS, operation, json.getBytes(UTF_8)));
        }

        private static String quoted(String json) {
            return '"' + json.replace("\"", "\\\"") + '"';
        }

        @Override
        void create() throws Exception {
            try (HttpLine line = new HttpLine(endpoint)) {
                call(line, "CreateEventBus", "{\"Name\":\"" + name + "\"}");
            }
            each((line, number) -> {
                String pattern = "{\"source\":[\"bench\"],\"detail\":{\"kind\":[\"k" + number + "\"]}}";
                String rule = "\"EventBusName\":\"" + name + "\",";
                call(
                        line,
                        "PutRule",
                        "{" + rule + "\"Name\":\"r" + number + "\",\"EventPattern\":" + quoted(pattern) + "}");
                call(
                        line,
                        "PutTargets",
                        "{" + rule + "\"Rule\":\"r" + number + "\",\"Targets\":[{\"Id\":\"t\",\"Arn\":\"arn:aws:sqs:"
                                + ACCOUNT + queue() + "\"}]}");
            });
        }

        @Override
        byte[] request(HttpLine line, int messages) {
            StringBuilder entries = new StringBuilder();
            for (int i = 0; i < messages; i++) {
                entries.append(i == 0 ? "" : ",")
                        .append("{\"EventBusName\":\"" + name
                                + "\",\"Source\":\"bench\",\"DetailType\":\"test\",\"Detail\":")
                        .append(quoted(DETAIL))
                        .append('}');
            }
            return line.request(EVENTS, "PutEvents", ("{\"Entries\":[" + entries + "]}").getBytes(UTF_8));
        }

        @Override
        ProducerRecord<byte[], byte[]> record() {
            String event = "{\"source\":\"bench\",\"detail-type\":\"test\",\"detail\":" + DETAIL + "}";
            var record = new ProducerRecord<byte[], byte[]>("events.entries", 0, null, event.getBytes(ISO_8859_1));
            record.headers().add("events.bus-arn", ("arn:aws:events:" + ACCOUNT + "event-bus/" + name).getBytes(UTF_8));
            return record;
        }
    }
}
