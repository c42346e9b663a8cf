package io.penstock.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The callers of one SQS endpoint and queue. */
final class SqsCallers {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String HANDLE = "\"ReceiptHandle\"";
    static final String BODY = "x".repeat(1024);

    private final URI endpoint;
    private final String queueUrl;

    private SqsCallers(URI endpoint, String queueUrl) {
        this.endpoint = endpoint;
        this.queueUrl = queueUrl;
    }

    /** Callers of a queue that is created first. */
    static SqsCallers onQueue(URI endpoint, String name) throws IOException {
        try (HttpLine line = new HttpLine(endpoint)) {
            String reply = line.call("CreateQueue", "{\"QueueName\":\"" + name + "\"}");
            return new SqsCallers(
                    endpoint, JSON.readTree(reply).path("QueueUrl").asText());
        }
    }

    private String with(String rest) {
        return "{\"QueueUrl\":\"" + queueUrl + "\"" + rest + "}";
    }

    /** Forgets what is in the queue. */
    void purge() throws IOException {
        try (HttpLine line = new HttpLine(endpoint)) {
            line.call("PurgeQueue", with(""));
        }
    }

    Load.Callers send() {
        return number -> new Fixed(
                new HttpLine(endpoint).unbounded(), "SendMessage", with(",\"MessageBody\":\"" + BODY + "\""), 1);
    }

    private String tenEntries() {
        StringBuilder entries = new StringBuilder(",\"Entries\":[");
        for (int i = 0; i < 10; i++) {
            entries.append(i == 0 ? "" : ",")
                    .append("{\"Id\":\"")
                    .append(i)
                    .append("\",\"MessageBody\":\"")
                    .append(BODY)
                    .append("\"}");
        }
        return with(entries.append(']').toString());
    }

    Load.Callers sendTen() {
        return number -> new Fixed(new HttpLine(endpoint).unbounded(), "SendMessageBatch", tenEntries(), 10);
    }

    /** Receives without waiting where there is nothing. */
    Load.Callers receiveNothing() {
        return number ->
                new Fixed(new HttpLine(endpoint).unbounded(), "ReceiveMessage", with(",\"WaitTimeSeconds\":0"), 1);
    }

    /** Receives up to {@code max} and deletes what came. */
    Load.Callers receiveAndDelete(int max) {
        return number -> new Drain(new HttpLine(endpoint).unbounded(), max);
    }

    /** Sends ten, receives up to ten, deletes them; counts what was deleted. */
    Load.Callers cycleOfTen() {
        return number -> {
            Fixed send = new Fixed(new HttpLine(endpoint).unbounded(), "SendMessageBatch", tenEntries(), 10);
            Drain drain = new Drain(send.line, 10);
            return new Load.Caller() {
                @Override
                public int round() throws Exception {
                    send.round();
                    return drain.round();
                }

                @Override
                public void close() throws IOException {
                    send.close();
                }
            };
        };
    }

    /** Long-polls until a message came, deletes it; returns when the receive came back, in nanoseconds. */
    long receiveOne(HttpLine line) throws IOException {
        while (true) {
            byte[] reply = line.call(
                    line.request("ReceiveMessage", with(",\"MaxNumberOfMessages\":1,\"WaitTimeSeconds\":20")));
            long at = System.nanoTime();
            List<String> handles = handles(reply);
            if (!handles.isEmpty()) {
                line.call("DeleteMessage", with(",\"ReceiptHandle\":" + quote(handles.getFirst())));
                return at;
            }
        }
    }

    /**
     * The receipt handles of a reply, found by searching: to parse ten bodies of 1 KB takes processor time that the server on the same two cores then lacks.
     */
    private static List<String> handles(byte[] bytes) throws IOException {
        String reply = new String(bytes, StandardCharsets.ISO_8859_1);
        List<String> handles = new ArrayList<>();
        for (int at = reply.indexOf(HANDLE); at >= 0; at = reply.indexOf(HANDLE, at)) {
            // Past the colon, and the blanks that a server may write.
            int start = reply.indexOf('"', at + HANDLE.length()) + 1;
            int end = reply.indexOf('"', start);
            if (reply.charAt(end - 1) == '\\') {
                throw new IOException("a receipt handle with an escape in it");
            }
            handles.add(reply.substring(start, end));
            at = end;
        }
        return handles;
    }

    private static String quote(String text) throws IOException {
        return JSON.writeValueAsString(text);
    }

    private record Fixed(HttpLine line, byte[] request, int messages) implements Load.Caller {

        Fixed(HttpLine line, String operation, String json, int messages) {
            this(line, line.request(operation, json), messages);
        }

        @Override
        public int round() throws IOException {
            line.call(request);
            return messages;
        }

        @Override
        public void close() throws IOException {
            line.close();
        }
    }

    private final class Drain implements Load.Caller {

        private final HttpLine line;
        private final byte[] receive;

        Drain(HttpLine line, int max) {
            this.line = line;
            this.receive =
                    line.request("ReceiveMessage", with(",\"MaxNumberOfMessages\":" + max + ",\"WaitTimeSeconds\":1"));
        }

        @Override
        public int round() throws IOException {
            List<String> handles = handles(line.call(receive));
            if (handles.size() == 1) {
                line.call("DeleteMessage", with(",\"ReceiptHandle\":" + quote(handles.getFirst())));
            } else if (!handles.isEmpty()) {
                StringBuilder entries = new StringBuilder(",\"Entries\":[");
                for (int i = 0; i < handles.size(); i++) {
                    entries.append(i == 0 ? "" : ",")
                            .append("{\"Id\":\"")
                            .append(i)
                            .append("\",\"ReceiptHandle\":")
                            .append(quote(handles.get(i)))
                            .append('}');
                }
                line.call("DeleteMessageBatch", with(entries.append(']').toString()));
            }
            return handles.size();
        }

        @Override
        public void close() throws IOException {
            line.close();
        }
    }
}
