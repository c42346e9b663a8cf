package io.penstock.services.sns.topic;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.services.sns.rules.SnsFaults;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Iterator;
import java.util.Set;

/**
 * What of an archive a subscription gets once more.
 *
 * @param start in milliseconds of the epoch
 * @param end likewise; 0 for none
 * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/message-archiving-and-replay-subscriber.html">Amazon SNS message replay for FIFO topic subscribers</a>
 */
public record ReplayPolicy(long start, long end) {

    /** The attribute. */
    public static final String NAME = "ReplayPolicy";

    /** The policy of no replay. */
    static final String NONE = "{}";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> MEMBERS = Set.of("PointType", "StartingPoint", "EndingPoint");

    /** Whether a value asks for no replay, or for the end of one. */
    public static boolean isNone(String text) {
        return text.isEmpty() || text.equals(NONE);
    }

    /** @param where before the reason, if it is refused */
    public static ReplayPolicy parse(String text, String where) {
        JsonNode policy;
        try {
            policy = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw SnsFaults.invalid(where + NAME + ": failed to parse JSON.");
        }
        for (Iterator<String> names = policy.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!MEMBERS.contains(name)) {
                throw SnsFaults.invalid(where + NAME + ": unexpected member " + name);
            }
        }
        if (!policy.isObject() || !policy.path("PointType").asText("").equals("Timestamp")) {
            throw SnsFaults.invalid(where + NAME + ": PointType must be Timestamp");
        }
        long start = time(policy, "StartingPoint", where);
        String end = policy.path("EndingPoint").asText("");
        ReplayPolicy read = new ReplayPolicy(start, end.isEmpty() ? 0 : time(policy, "EndingPoint", where));
        if (read.end > 0 && read.end <= read.start) {
            throw SnsFaults.invalid(where + NAME + ": EndingPoint must be later than StartingPoint");
        }
        return read;
    }

    private static long time(JsonNode policy, String name, String where) {
        try {
            return Instant.parse(policy.path(name).asText("")).toEpochMilli();
        } catch (DateTimeParseException e) {
            throw SnsFaults.invalid(
                    where + NAME + ": " + name + " must be a timestamp such as 2023-10-01T00:00:00.000Z");
        }
    }
}
