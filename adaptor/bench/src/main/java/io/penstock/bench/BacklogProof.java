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
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
 * 1,000,000 and 100,000), {@code heap} of the server (default {@code -Xmx512m}), {@code phase.seconds} (default 1,800).
 */
public final class BacklogProof {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MESSAGES = Integer.getInteger("messages", 5_000_000);
    private static final int QUEUED = Integer.getInteger("queued", 1_000_000);
    private static final int IN_FLIGHT = Integer.getInteger("inflight", 100_000);
    private static final String HEAP = System.getProperty("heap", "-Xmx512m");
    private static final Duration PHASE = Duration.ofSeconds(Integer.getInteger("phase.seconds", 1_800));
    private static final Duration RECOVERY = Duration.ofSeconds(10);
    private static final byte[] BODY = "x".repeat(200).getBytes(StandardCharsets.US_ASCII);
    private static final int CALLERS = 16;
    private static final int BATCH = 10;

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
            int drained = takeAll(server, url, MESSAGES, true);
            System.out.printf(
                    "held and drained %,d messages of %d bytes with %s in %,.1f s%n",
                    drained, BODY.length, HEAP, seconds(start));
        }
    }

    private void recover() throws Exception {
        String url;
        try (Target server = start()) {
            url = create(server, "recovery");
            fill(server, "recovery", QUEUED + IN_FLIGHT);
            takeAll(server, url, IN_FLIGHT, false);
            server.kill();
        }
        long start = System.nanoTime();
        try (Target server = start();
                HttpLine line = new HttpLine(server.endpoint())) {
            double listening = seconds(start);
            // A poll that comes before the scan has passed what is in flight may end empty, like any poll; consumers go
            // on polling.
            while (receive(line, urlOn(server, url), true).isEmpty()) {
                if (seconds(start) > PHASE.toSeconds()) {
                    throw new IllegalStateException("no message came after the restart");
                }
            }
            double seconds = seconds(start);
            System.out.printf(
                    "killed with %,d queued and %,d in flight; from the start of the process %.2f s to its port, %.2f s to the first message%n",
                    QUEUED, IN_FLIGHT, listening, seconds);
            if (seconds - listening > RECOVERY.toSeconds()) {
                throw new IllegalStateException("recovery took longer than " + RECOVERY);
            }
        }
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

    /** Receives that many side by side, and deletes them or keeps them in flight; returns how many it got. */
    private static int takeAll(Target server, String url, int messages, boolean delete) throws Exception {
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
                            left.addAndGet(-receive(line, url, delete).size());
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

    private static List<String> receive(HttpLine line, String url, boolean delete) throws IOException {
        String queue = "{\"QueueUrl\":\"" + url + "\"";
        String reply =
                line.call("ReceiveMessage", queue + ",\"MaxNumberOfMessages\":" + BATCH + ",\"WaitTimeSeconds\":1}");
        List<String> handles = new ArrayList<>();
        StringBuilder entries = new StringBuilder();
        for (JsonNode message : JSON.readTree(reply).path("Messages")) {
            String handle = message.path("ReceiptHandle").asText();
            entries.append(handles.isEmpty() ? "" : ",")
                    .append("{\"Id\":\"")
                    .append(handles.size())
                    .append("\",\"ReceiptHandle\":")
                    .append(JSON.writeValueAsString(handle))
                    .append('}');
            handles.add(handle);
        }
        if (delete && !handles.isEmpty()) {
            line.call("DeleteMessageBatch", queue + ",\"Entries\":[" + entries + "]}");
        }
        return handles;
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
