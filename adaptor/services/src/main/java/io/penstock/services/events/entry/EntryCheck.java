package io.penstock.services.events.entry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;

/**
 * What an entry of PutEvents or PutPartnerEvents must have.
 *
 * @see <a href="https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html">PutEvents</a>
 */
public final class EntryCheck {

    /** AWS's, of the event that has the detail one level below. */
    private static final int LEVELS = 1_000;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(LEVELS - 1)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private static final int TIME_BYTES = 14;
    private static final int NAME_CHARACTERS = 256;
    private static final int DETAIL_TYPE_CHARACTERS = 128;

    private EntryCheck() {}

    /** Why an entry is refused, alone. */
    public record Refused(String code, String message) {}

    /** The caller may not put events of this source. */
    public static final Refused NOT_AUTHORIZED =
            new Refused("NotAuthorizedForSourceException", "Not authorized for the source.");

    /** Empty when the entry is good. */
    public static Optional<Refused> refusal(PutEventsRequestEntry entry, Predicate<String> tooLong) {
        return Optional.ofNullable(refused(entry, tooLong));
    }

    private static @Nullable Refused refused(PutEventsRequestEntry entry, Predicate<String> tooLong) {
        if (isEmpty(entry.source())) {
            return argument("Source", "Source is a required argument.");
        }
        if (isEmpty(entry.detailType())) {
            return argument("DetailType", "DetailType is a required argument.");
        }
        if (isEmpty(entry.detail())) {
            return argument("Detail", "Detail is a required argument.");
        }
        if (entry.source().length() > NAME_CHARACTERS) {
            return argument("Source", "it has more than " + NAME_CHARACTERS + " characters.");
        }
        if (entry.detailType().length() > DETAIL_TYPE_CHARACTERS) {
            return argument("DetailType", "it has more than " + DETAIL_TYPE_CHARACTERS + " characters.");
        }
        if (!isObject(entry.detail())) {
            return new Refused("MalformedDetail", "Detail is malformed.");
        }
        if (tooLong.test(entry.detail())) {
            return argument("Detail", "lists of this length are not available here.");
        }
        return null;
    }

    private static boolean isEmpty(@Nullable String text) {
        return text == null || text.isEmpty();
    }

    private static Refused argument(String parameter, String reason) {
        return new Refused("InvalidArgument", "Parameter " + parameter + " is not valid. Reason: " + reason);
    }

    /** An object of as many levels as the routing reads, with integers of 64 bits, and exponents that it can hold. */
    private static boolean isObject(String text) {
        try {
            JsonNode detail = JSON.readTree(text);
            return detail.isObject() && !hasLargeInteger(detail);
        } catch (JsonProcessingException | NumberFormatException e) {
            return false;
        }
    }

    private static boolean hasLargeInteger(JsonNode detail) {
        Deque<JsonNode> left = new ArrayDeque<>(List.of(detail));
        while (!left.isEmpty()) {
            JsonNode node = left.pop();
            if (node.isBigInteger()) {
                return true;
            }
            node.forEach(left::push);
        }
        return false;
    }

    /** What AWS counts of an entry. */
    public static int bytes(PutEventsRequestEntry entry) {
        int bytes = entry.time() == null ? 0 : TIME_BYTES;
        bytes += bytes(entry.source()) + bytes(entry.detailType()) + bytes(entry.detail());
        for (String resource : entry.resources()) {
            bytes += bytes(resource);
        }
        return bytes;
    }

    private static int bytes(@Nullable String text) {
        return text == null ? 0 : text.getBytes(UTF_8).length;
    }
}
