package io.penstock.server.settings;

import java.time.Duration;

/** The edge: where it listens and what it puts up with. */
public record HttpSettings(
        @Setting(value = "4566", doc = "The port that speaks AWS: HTTP/1.1, HTTP/2 and TLS. 0 takes a free one.")
        int port,

        @Setting(
                value = "localhost",
                doc =
                        "The address to listen on. `localhost` is 127.0.0.1 and, where there is one, ::1. Nothing checks who calls, so open it"
                                + " (`0.0.0.0`) only on a network you trust; images do.")
        String host,

        @Setting(value = "16MiB", doc = "The largest request body, after decompression.")
        DataSize maxBody,

        @Setting(
                value = "128MiB",
                doc = "The bytes of all request bodies held at one moment; beyond it callers get a 503 and retry.")
        DataSize maxBodies,

        @Setting(
                value = "128MiB",
                doc =
                        "The bytes of all answers that clients have not read yet; beyond it the clients that have been reading longest are cut off.")
        DataSize maxAnswers,

        @Setting(value = "32KiB", doc = "The largest request line with all header fields.")
        DataSize maxHeader,

        @Setting(
                value = "10000",
                doc = "Requests in progress at one moment, long polls included; beyond it callers get a 503 and retry.")
        int maxRequests,

        @Setting(value = "20000", doc = "Open connections; beyond it new ones wait in the accept queue.")
        int maxConnections,

        @Setting(
                value = "10s",
                doc =
                        "How long a client may take from the first byte of a request to the end of its headers, and for a TLS handshake.")
        Duration headerTimeout,

        @Setting(value = "60s", doc = "How long a client may take to send a body.")
        Duration bodyTimeout,

        @Setting(
                value = "75s",
                doc =
                        "How long a connection without a request stays open, and how long a response may wait for a client to read it.")
        Duration idleTimeout,

        @Setting(
                value = "10s",
                doc = "How long requests in progress may take to finish when the process is told to stop.")
        Duration shutdownTimeout) {

    public HttpSettings {
        Checks.port("http.port", port);
        Checks.positive("http.max-body", maxBody.bytes());
        Checks.positive("http.max-requests", maxRequests);
        Checks.positive("http.max-connections", maxConnections);
        if (maxBody.bytes() > 512L << 20) {
            throw new IllegalArgumentException("http.max-body is at most 512MiB: " + maxBody);
        }
        if (maxBodies.bytes() < maxBody.bytes()) {
            throw new IllegalArgumentException(
                    "http.max-bodies is at least http.max-body: " + maxBodies + " < " + maxBody);
        }
        Checks.positive("http.max-answers", maxAnswers.bytes());
        if (maxHeader.bytes() < 1024 || maxHeader.bytes() > 1 << 20) {
            throw new IllegalArgumentException("http.max-header is 1KiB to 1MiB: " + maxHeader);
        }
        Checks.positive("http.header-timeout", headerTimeout);
        Checks.positive("http.body-timeout", bodyTimeout);
        Checks.positive("http.idle-timeout", idleTimeout);
    }
}
