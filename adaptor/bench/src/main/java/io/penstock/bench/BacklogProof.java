package io.penstock.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.server.logging.Logging;
import io.penstock.server.settings.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Shows that a backlog costs disk and no heap, and that a shard with a large window is served soon after its owner died. Fills a queue through its topic,
 * as any Kafka producer may, and drains it through SQS. Bounded: every phase fails after {@code phase.seconds}.
 *
 * <p>System properties: {@code messages} of 200 bytes held and drained (default 5,000,000), {@code queued} and {@code inflight} at the kill (default
 * 1,000,000 and 100,000), {@code heap} of the server (default {@code -Xmx512m}), {@code phase.seconds} (default 1,800), {@code
 * recovery.seconds} from the kill to the first message (default 10).
 */
public final class BacklogProof {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MESSAGES = Integer.getInteger("messages", 5_000_000);
    private static final int QUEUED = Integer.getInteger("queued", 1_000_000);
    private static final int IN_FLIGHT = Integer.getInteger("inflight", 100_000);
    private static final String HEAP = System.getProperty("heap", "-Xmx512m");
    private static final Duration PHASE = Duration.ofSeconds(Integer.getInteger("phase.seconds", 1_800));
    private static final Duration RECOVERY = Duration.ofSeconds(Integer.getInteger("recovery.seconds", 10));
    private static final Duration COUNTED = Duration.ofSeconds(60);
    private static final byte[] BODY = "x".repeat(200).getBytes(StandardCharsets.US_ASCII);
    private static final int CALLERS = 16;
    private static final int BATCH = 10;

    /** Sees the ids of messages that were received, and says whether they are deleted or stay in flight. */
    private interface Receiver {
        boolean deletes(Set<String> ids);
    }

    private final Path data;

    private BacklogProof(Path data) {
        this.data = data;
    }

    public static void main(String[] arguments) throws Exception {
        Logging.configure(Settings.defaults());
        Path data = Files.createTempDirectory("penstock-backlog");
        try {
            BacklogProof proof = new BacklogProof(data);
            proof.holdAndDrain();
            proof.recover();
        } finally {
            try (Stream<Path> files = Files.walk(data)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private Target start() throws IOException {
        return Target.start(List.of(HEAP), PenstockTarget.class, List.of(data.toString()));
    }

    private void holdAndDrain() throws Exception {
        try (Target server = start()) {
            String url = create(server, "backlog");
            fill(server, "backlog", MESSAGES);
            long start = System.nanoTime();
            int drained = takeAll(server, url, MESSAGES, ids -> true);
            System.out.printf(
                    "held and drained %,d messages of %d bytes with %s in %,.1f s%n",
                    drained, BODY.length, HEAP, seconds(start));
        }
    }

    /**
     * From the death of the owner, a {@code kill -9}, to the first message that its successor hands out: a new process on the same directory, so that its
     * whole start counts. Then what was in flight must still be, and come to nobody.
     */
    private void recover() throws Exception {
        String url;
        Set<String> inFlight = ConcurrentHashMap.newKeySet();
        long death;
        try (Target server = start()) {
            url = create(server, "recovery");
            fill(server, "recovery", QUEUED + IN_FLIGHT);
            takeAll(server, url, IN_FLIGHT, ids -> {
                inFlight.addAll(ids);
                return false;
            });
            death = System.nanoTime();
            server.kill();
        }
        long start = System.nanoTime();
        try (Target server = start();
                HttpLine line = new HttpLine(server.endpoint())) {
            double serving = seconds(start);
            String there = urlOn(server, url);
            Set<String> received = ConcurrentHashMap.newKeySet();
            firstOf(line, there, received, death);
            double recovered = seconds(death);
            System.out.printf(
                    "killed with %,d queued and %,d in flight; from the kill %.2f s to the first message, of which %.2f s until the new process served%n",
                    QUEUED + IN_FLIGHT - inFlight.size(), inFlight.size(), recovered, serving);
            if (recovered > RECOVERY.toSeconds()) {
                throw new IllegalStateException("recovery took longer than " + RECOVERY);
            }
            checkInFlight(server, there, inFlight, received);
        }
    }

    private static void checkInFlight(Target server, String url, Set<String> inFlight, Set<String> received)
            throws Exception {
        awaitCounted(server, url, "ApproximateNumberOfMessagesNotVisible", inFlight.size());
        takeAll(server, url, QUEUED + IN_FLIGHT - inFlight.size() - received.size(), ids -> {
            received.addAll(ids);
            return true;
        });
        if (received.stream().anyMatch(inFlight::contains)) {
            throw new IllegalStateException("a message in flight was received again");
        }
        awaitCounted(server, url, "ApproximateNumberOfMessages", 0);
        awaitCounted(server, url, "ApproximateNumberOfMessagesNotVisible", inFlight.size());
        System.out.printf(
                "all %,d others were received, %,d are in flight as before%n", received.size(), inFlight.size());
    }

    /** A poll that comes before the scan has passed what is in flight may end empty, like any poll; consumers go on polling. */
    private static void firstOf(HttpLine line, String url, Set<String> received, long since) throws IOException {
        while (received.isEmpty()) {
            if (seconds(since) > PHASE.toSeconds()) {
                throw new IllegalStateException("no message came after the restart");
            }
            received.addAll(receive(line, url, ids -> true));
        }
    }

    /** The scan of a topic takes a while to count what is in it. */
    private static void awaitCounted(Target server, String url, String counter, int expected) throws Exception {
        String request = "{\"QueueUrl\":\"" + url + "\",\"AttributeNames\":[\"" + counter + "\"]}";
        long start = System.nanoTime();
        String seen = "";
        // A line of its own: one that was idle while everything was drained may have been closed.
        try (HttpLine line = new HttpLine(server.endpoint())) {
            while (seconds(start) < COUNTED.toSeconds()) {
                String reply = line.call("GetQueueAttributes", request);
                seen = JSON.readTree(reply).path("Attributes").path(counter).asText();
                if (seen.equals(Integer.toString(expected))) {
                    return;
                }
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
        throw new IllegalStateException(counter + " is " + seen + ", not " + expected);
    }

    private static String create(Target server, String name) throws IOException {
        try (HttpLine line = new HttpLine(server.endpoint())) {
            String reply = line.call(
                    "CreateQueue", "{\"QueueName\":\"" + name + "\",\"Attributes\":{\"VisibilityTimeout\":\"43200\"}}");
            return JSON.readTree(reply).path("QueueUrl").asText();
        }
    }

    private static String urlOn(Target server, String url) {
        return server.endpoint() + url.substring(url.indexOf('/', "http://".length()));
    }

    private static void fill(Target server, String queue, int messages) {
        String topic = "sqs.us-east-1.000000000000." + queue;
        long start = System.nanoTime();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", server.bootstrap(), "linger.ms", "5", "batch.size", "262144"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int i = 0; i < messages; i++) {
                producer.send(new ProducerRecord<>(topic, BODY));
            }
        }
        System.out.printf("filled with %,d messages in %,.1f s%n", messages, seconds(start));
    }

    /** Receives that many side by side, and some more if there are; returns how many it got. */
    private static int takeAll(Target server, String url, int messages, Receiver receiver) throws Exception {
        AtomicInteger left = new AtomicInteger(messages);
        long deadline = System.nanoTime() + PHASE.toNanos();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int caller = 0; caller < CALLERS; caller++) {
                running.add(threads.submit(() -> {
                    try (HttpLine line = new HttpLine(server.endpoint())) {
                        while (left.get() > 0) {
                            if (System.nanoTime() > deadline) {
                                throw new IllegalStateException(left + " messages left after " + PHASE);
                            }
                            left.addAndGet(-receive(line, url, receiver).size());
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> one : running) {
                one.get();
            }
        }
        return messages - left.get();
    }

    /** The ids of up to ten messages. */
    private static Set<String> receive(HttpLine line, String url, Receiver receiver) throws IOException {
        String queue = "{\"QueueUrl\":\"" + url + "\"";
        String reply =
                line.call("ReceiveMessage", queue + ",\"MaxNumberOfMessages\":" + BATCH + ",\"WaitTimeSeconds\":1}");
        Set<String> ids = new HashSet<>();
        StringBuilder entries = new StringBuilder();
        for (JsonNode message : JSON.readTree(reply).path("Messages")) {
            String handle = message.path("ReceiptHandle").asText();
            entries.append(ids.isEmpty() ? "" : ",")
                    .append("{\"Id\":\"")
                    .append(ids.size())
                    .append("\",\"ReceiptHandle\":")
                    .append(JSON.writeValueAsString(handle))
                    .append('}');
            ids.add(message.path("MessageId").asText());
        }
        if (receiver.deletes(ids) && !ids.isEmpty()) {
            line.call("DeleteMessageBatch", queue + ",\"Entries\":[" + entries + "]}");
        }
        return ids;
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
