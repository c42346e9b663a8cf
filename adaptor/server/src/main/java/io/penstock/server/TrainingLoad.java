package io.penstock.server;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Messages sent, received and deleted, so that the JVM's cache knows which methods are hot and with what types: a server that starts with these profiles
 * compiles in seconds what it would otherwise have to watch for a minute. Bounded in time; what is answered does not matter.
 */
final class TrainingLoad {

    /** Enough for the optimizing compiler to have its turn at all of it on two cores. */
    private static final Duration TIME = Duration.ofSeconds(12);

    private static final int CALLERS = 12;
    private static final int BATCH = 10;
    private static final String BODY = "a message of a thousand characters. ".repeat(28);
    private static final Pattern HANDLE = Pattern.compile("\"ReceiptHandle\"\\s*:\\s*\"([^\"]+)\"");

    private final HttpClient client;
    private final URI endpoint;
    private final String authorization;

    TrainingLoad(HttpClient client, URI endpoint, String authorization) {
        this.client = client;
        this.endpoint = endpoint;
        this.authorization = authorization;
    }

    void run() throws IOException, InterruptedException {
        call("CreateQueue", "{\"QueueName\":\"load\"}");
        call("CreateQueue", "{\"QueueName\":\"load.fifo\",\"Attributes\":{\"FifoQueue\":\"true\"}}");
        long end = System.nanoTime() + TIME.toNanos();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> callers = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                int number = i;
                callers.add(threads.submit(() -> {
                    for (int round = 0; System.nanoTime() - end < 0; round++) {
                        round(number, round);
                    }
                    return null;
                }));
            }
            for (Future<?> caller : callers) {
                join(caller);
            }
        }
    }

    private static void join(Future<?> caller) throws IOException, InterruptedException {
        try {
            caller.get();
        } catch (ExecutionException e) {
            throw new IOException("the load of the training ended early", e.getCause());
        }
    }

    /** Most callers work in batches, some one by one, one on a FIFO queue. */
    private void round(int caller, int round) throws IOException, InterruptedException {
        boolean fifo = caller == 0;
        String queue = "\"QueueUrl\":\"" + endpoint + "000000000000/" + (fifo ? "load.fifo" : "load") + "\"";
        if (caller % 3 == 1) {
            call("SendMessage", "{" + queue + ",\"MessageBody\":\"" + BODY + "\"}");
            for (String handle : receive(queue, 1)) {
                call("DeleteMessage", "{" + queue + ",\"ReceiptHandle\":\"" + handle + "\"}");
            }
            return;
        }
        StringJoiner sends = entries(queue);
        for (int i = 0; i < BATCH; i++) {
            String own = fifo ? ",\"MessageGroupId\":\"g\",\"MessageDeduplicationId\":\"" + round + "-" + i + "\"" : "";
            sends.add("{\"Id\":\"" + i + "\",\"MessageBody\":\"" + BODY + "\"" + own + "}");
        }
        call("SendMessageBatch", sends.toString());
        StringJoiner deletions = entries(queue).setEmptyValue("");
        List<String> handles = receive(queue, BATCH);
        for (int i = 0; i < handles.size(); i++) {
            deletions.add("{\"Id\":\"" + i + "\",\"ReceiptHandle\":\"" + handles.get(i) + "\"}");
        }
        if (!handles.isEmpty()) {
            call("DeleteMessageBatch", deletions.toString());
        }
    }

    private static StringJoiner entries(String queue) {
        return new StringJoiner(",", "{" + queue + ",\"Entries\":[", "]}");
    }

    private List<String> receive(String queue, int maximum) throws IOException, InterruptedException {
        String reply =
                call("ReceiveMessage", "{" + queue + ",\"WaitTimeSeconds\":1,\"MaxNumberOfMessages\":" + maximum + "}");
        List<String> handles = new ArrayList<>();
        for (Matcher found = HANDLE.matcher(reply); found.find(); ) {
            handles.add(found.group(1));
        }
        return handles;
    }

    private String call(String operation, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(endpoint)
                .header("Content-Type", "application/x-amz-json-1.0")
                .header("X-Amz-Target", "AmazonSQS." + operation)
                .header("Authorization", authorization)
                .POST(BodyPublishers.ofString(body))
                .build();
        return client.send(request, BodyHandlers.ofString()).body();
    }
}
