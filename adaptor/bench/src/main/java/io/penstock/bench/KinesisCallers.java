package io.penstock.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** The callers of one Kinesis endpoint and stream of one shard. */
final class KinesisCallers {

    private static final HttpLine.Kind JSON =
            new HttpLine.Kind("kinesis", "Kinesis_20131202.", "application/x-amz-json-1.1");
    private static final HttpLine.Kind CBOR =
            new HttpLine.Kind("kinesis", "Kinesis_20131202.", "application/x-amz-cbor-1.1");
    private static final ObjectMapper JSON_MAPPER = new ObjectMapper();
    private static final ObjectMapper CBOR_MAPPER = new CBORMapper();
    private static final byte[] NEXT = "NextShardIterator".getBytes(StandardCharsets.US_ASCII);
    static final int RECORD_BYTES = 1024;

    private static final byte[] DATA = "Data".getBytes(StandardCharsets.US_ASCII);

    /** Bytes between the name and the data: {@code ":"} in JSON, in CBOR the type and a length of two bytes. */
    private static final int AFTER_NAME = 3;

    private static final String SHARD = "shardId-000000000000";

    private final URI endpoint;
    private final String stream;
    private final boolean cbor;

    /** Records that the server said it stored. */
    private final AtomicLong stored;

    private KinesisCallers(URI endpoint, String stream, boolean cbor, AtomicLong stored) {
        this.endpoint = endpoint;
        this.stream = stream;
        this.cbor = cbor;
        this.stored = stored;
    }

    /** How many records of whatever size the stream has. */
    long stored() {
        return stored.get();
    }

    /** Callers of a stream that is created first. */
    static KinesisCallers onStream(URI endpoint, String stream) throws IOException {
        KinesisCallers callers = new KinesisCallers(endpoint, stream, false, new AtomicLong());
        callers.call("CreateStream", Map.of("StreamName", stream, "ShardCount", 1));
        for (int i = 0; i < 500; i++) {
            JsonNode summary = callers.call("DescribeStreamSummary", Map.of("StreamName", stream))
                    .path("StreamDescriptionSummary");
            if (summary.path("StreamStatus").asText().equals("ACTIVE")) {
                return callers;
            }
            LockSupport.parkNanos(20_000_000);
        }
        throw new IOException("the stream did not become active: " + stream);
    }

    /** The same stream in the protocol that AWS's Java clients speak. */
    KinesisCallers inCbor() {
        return new KinesisCallers(endpoint, stream, true, stored);
    }

    private ObjectMapper mapper() {
        return cbor ? CBOR_MAPPER : JSON_MAPPER;
    }

    private byte[] request(HttpLine line, String operation, Object body) throws IOException {
        return line.request(cbor ? CBOR : JSON, operation, mapper().writeValueAsBytes(body));
    }

    private JsonNode call(String operation, Object body) throws IOException {
        try (HttpLine line = new HttpLine(endpoint)) {
            byte[] reply = line.call(request(line, operation, body));
            return reply.length == 0 ? mapper().createObjectNode() : mapper().readTree(reply);
        }
    }

    private Map<String, Object> records(int count, int bytes) {
        Random random = new Random(42);
        List<Map<String, Object>> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] data = new byte[bytes];
            random.nextBytes(data);
            records.add(Map.of("PartitionKey", "key-" + i, "Data", data));
        }
        return Map.of("StreamName", stream, "Records", records);
    }

    /** Puts {@code count} records of so many bytes, over and over. Records that were refused for now do not count; others fail the run. */
    Load.Callers put(int count, int bytes) {
        return number -> {
            HttpLine line = new HttpLine(endpoint);
            byte[] request = request(line, "PutRecords", records(count, bytes));
            return new Load.Caller() {
                @Override
                public int round() throws IOException {
                    byte[] reply = line.call(request);
                    int taken = count - refused(reply);
                    stored.addAndGet(taken);
                    return taken;
                }

                @Override
                public void close() throws IOException {
                    line.close();
                }
            };
        };
    }

    /** How many records of a call were refused because too much was on its way: producers send those again. */
    private int refused(byte[] reply) throws IOException {
        if (indexOf(reply, "ErrorCode".getBytes(StandardCharsets.US_ASCII)) < 0) {
            return 0;
        }
        int refused = 0;
        for (JsonNode record : mapper().readTree(reply).path("Records")) {
            String code = record.path("ErrorCode").asText();
            if (code.equals("ProvisionedThroughputExceededException")) {
                refused++;
            } else if (!code.isEmpty()) {
                throw new IOException("a record was refused: " + record);
            }
        }
        return refused;
    }

    /**
     * Reads the shard from its beginning to its end, once; seconds it took.
     *
     * @param begins is run just before the first read
     */
    double getAll(Runnable begins) throws IOException {
        String iterator = call(
                        "GetShardIterator",
                        Map.of("StreamName", stream, "ShardId", SHARD, "ShardIteratorType", "TRIM_HORIZON"))
                .path("ShardIterator")
                .asText();
        try (HttpLine line = new HttpLine(endpoint)) {
            begins.run();
            long start = System.nanoTime();
            long read = 0;
            for (int got = 1; got > 0; read += got) {
                byte[] reply = line.call(request(line, "GetRecords", Map.of("ShardIterator", iterator)));
                iterator = next(reply);
                got = records(reply);
            }
            if (read != stored()) {
                throw new IOException(read + " of " + stored() + " records were read");
            }
            return (System.nanoTime() - start) / 1e9;
        }
    }

    /** The next iterator, without parsing megabytes of records: a text in either encoding, of more than 23 characters and no escapes. */
    private String next(byte[] reply) {
        int at = indexOf(reply, NEXT) + NEXT.length;
        if (!cbor) {
            int from = at + 3;
            int to = from;
            while (reply[to] != '"') {
                to++;
            }
            return new String(reply, from, to - from, StandardCharsets.US_ASCII);
        }
        boolean isLong = reply[at] == 0x79;
        int length = isLong ? ((reply[at + 1] & 0xff) << 8) | (reply[at + 2] & 0xff) : reply[at + 1] & 0xff;
        return new String(reply, at + (isLong ? 3 : 2), length, StandardCharsets.US_ASCII);
    }

    /** Near one of the ends in both protocols, so it is looked for from both. */
    private static int indexOf(byte[] text, byte[] word) {
        int window = 2_000;
        for (int i = 0; i <= text.length - word.length; i++) {
            if (i == window && text.length - window > i) {
                i = text.length - window;
            }
            if (Arrays.equals(text, i, i + word.length, word, 0, word.length)) {
                return i;
            }
        }
        return -1;
    }

    private byte[] subscribe(HttpLine line, String consumer, String position) throws IOException {
        String arn = call("DescribeStreamSummary", Map.of("StreamName", stream))
                .path("StreamDescriptionSummary")
                .path("StreamARN")
                .asText();
        String consumerArn = call("RegisterStreamConsumer", Map.of("StreamARN", arn, "ConsumerName", consumer))
                .path("Consumer")
                .path("ConsumerARN")
                .asText();
        for (int i = 0; i < 500; i++) {
            JsonNode described = call("DescribeStreamConsumer", Map.of("ConsumerARN", consumerArn));
            if (described
                    .path("ConsumerDescription")
                    .path("ConsumerStatus")
                    .asText()
                    .equals("ACTIVE")) {
                break;
            }
            LockSupport.parkNanos(20_000_000);
        }
        return request(
                line,
                "SubscribeToShard",
                Map.of("ConsumerARN", consumerArn, "ShardId", SHARD, "StartingPosition", Map.of("Type", position)));
    }

    /**
     * Subscribes at the beginning and takes this many records; seconds it took.
     *
     * @param begins is run when the consumer is registered, just before the subscription
     */
    double subscribeAll(long records, Runnable begins) throws IOException {
        try (HttpLine line = new HttpLine(endpoint)) {
            byte[] request = subscribe(line, "all", "TRIM_HORIZON");
            begins.run();
            long start = System.nanoTime();
            line.open(request);
            for (long got = 0; got < records; ) {
                got += records(line.frame());
            }
            return (System.nanoTime() - start) / 1e9;
        }
    }

    /** How many records of {@link #RECORD_BYTES} are in an answer or event, all found and their data decoded, as a client does and Kafka's consumer too. */
    private int records(byte[] answer) throws IOException {
        int length = cbor ? RECORD_BYTES : (RECORD_BYTES + 2) / 3 * 4;
        int count = 0;
        for (int i = 0; i < answer.length - DATA.length - AFTER_NAME - length; i++) {
            if (answer[i] == DATA[0] && Arrays.equals(answer, i, i + DATA.length, DATA, 0, DATA.length)) {
                int from = i + DATA.length + AFTER_NAME;
                byte[] data = cbor
                        ? Arrays.copyOfRange(answer, from, from + length)
                        : Base64.getDecoder()
                                .decode(ByteBuffer.wrap(answer, from, length))
                                .array();
                if (data.length != RECORD_BYTES) {
                    throw new IOException("a record of " + data.length + " bytes");
                }
                count++;
                i = from + length;
            }
        }
        return count;
    }

    /** From the start of a PutRecord to the arrival of its event at a subscriber. */
    Histogram propagation(int times) throws IOException {
        Histogram latency = new Histogram();
        try (HttpLine subscriber = new HttpLine(endpoint);
                HttpLine producer = new HttpLine(endpoint)) {
            subscriber.open(subscribe(subscriber, "latest", "LATEST"));
            byte[] put = request(
                    producer,
                    "PutRecord",
                    Map.of("StreamName", stream, "PartitionKey", "k", "Data", new byte[RECORD_BYTES]));
            for (int i = 0; i < times; i++) {
                LockSupport.parkNanos(15_000_000);
                long start = System.nanoTime();
                var arrived = new java.util.concurrent.FutureTask<>(() -> {
                    while (subscriber.frame().length < RECORD_BYTES) {
                        // An event without records.
                    }
                    return System.nanoTime();
                });
                Thread.ofVirtual().start(arrived);
                producer.call(put);
                latency.add(arrived.get() - start);
            }
        } catch (InterruptedException | java.util.concurrent.ExecutionException e) {
            throw new IOException(e);
        }
        return latency;
    }
}
