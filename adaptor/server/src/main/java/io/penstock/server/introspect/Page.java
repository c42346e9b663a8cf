package io.penstock.server.introspect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.wire.Headers;
import io.penstock.wire.HttpResponse;
import java.nio.charset.StandardCharsets;

/** Makes responses of pages. */
public final class Page {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Page() {}

    /** A JSON document of maps, lists, texts, numbers and truth values. */
    public static HttpResponse json(int status, Object document) {
        try {
            return new HttpResponse(
                    status,
                    Headers.of("Content-Type", "application/json"),
                    new HttpResponse.Bytes(JSON.writeValueAsBytes(document)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a page cannot be written: " + document, e);
        }
    }

    /** Plain text. */
    public static HttpResponse text(int status, String text) {
        return new HttpResponse(
                status,
                Headers.of("Content-Type", "text/plain; charset=utf-8"),
                new HttpResponse.Bytes(text.getBytes(StandardCharsets.UTF_8)));
    }
}
