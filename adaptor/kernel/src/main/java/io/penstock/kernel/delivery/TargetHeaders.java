package io.penstock.kernel.delivery;

import io.penstock.kernel.delivery.Target.Post;
import io.penstock.kernel.port.Header;
import io.penstock.kernel.port.LogRecord;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Targets as headers of records. Records without a kind are posts: the first ones had none. */
final class TargetHeaders {

    private static final String KIND = "delivery.kind";
    private static final String POST = "post";
    private static final String URL = "delivery.url";
    private static final String HEADER = "delivery.header.";

    private TargetHeaders() {}

    static SortedMap<String, String> of(Target target) {
        SortedMap<String, String> headers = new TreeMap<>();
        switch (target) {
            case Post post -> {
                headers.put(URL, post.url());
                post.headers().forEach((name, value) -> headers.put(HEADER + name, value));
            }
        }
        return headers;
    }

    /** Empty when the record's headers say none that is known. */
    static Optional<Target> target(LogRecord record) {
        return switch (text(record, KIND).orElse(POST)) {
            case POST -> text(record, URL).map(url -> new Post(url, below(record, HEADER), record.value()));
            default -> Optional.empty();
        };
    }

    private static SortedMap<String, String> below(LogRecord record, String prefix) {
        SortedMap<String, String> found = new TreeMap<>();
        for (Header header : record.headers()) {
            if (header.key().startsWith(prefix)) {
                found.put(header.key().substring(prefix.length()), header.text());
            }
        }
        return found;
    }

    private static Optional<String> text(LogRecord record, String name) {
        return record.header(name).map(Header::text);
    }
}
