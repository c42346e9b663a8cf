package io.penstock.services.sqs.definition;

import static io.penstock.services.sqs.rules.SqsFaults.invalidValue;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.kernel.name.Arn;
import io.penstock.services.sqs.rules.SqsLimits;
import java.util.ArrayList;
import java.util.List;

/**
 * Which queues may use a queue as their dead-letter queue.
 *
 * @param sources for {@link Permission#BY_QUEUE}: 1 to 10 ARNs; else empty
 */
public record RedriveAllowPolicy(Permission permission, List<String> sources) {

    /** The values of {@code redrivePermission}. */
    public enum Permission {
        ALLOW_ALL("allowAll"),
        DENY_ALL("denyAll"),
        BY_QUEUE("byQueue");

        private final String text;

        Permission(String text) {
            this.text = text;
        }
    }

    public static final RedriveAllowPolicy DEFAULT = new RedriveAllowPolicy(Permission.ALLOW_ALL, List.of());

    private static final String PARAMETER = "RedriveAllowPolicy";

    public RedriveAllowPolicy {
        sources = List.copyOf(sources);
    }

    /** Reads the attribute; refuses what AWS refuses. */
    public static RedriveAllowPolicy parse(String text) {
        JsonNode json = JsonText.object(text)
                .orElseThrow(() -> invalidValue(
                        text,
                        PARAMETER,
                        "Amazon SQS can't create the redrive allow policy, " + "as it's not a valid JSON map."));
        Permission permission = permission(text, json.path("redrivePermission").asText(""));
        JsonNode arns = json.path("sourceQueueArns");
        if (permission != Permission.BY_QUEUE) {
            if (!arns.isMissingNode()) {
                throw invalidValue(
                        text,
                        PARAMETER,
                        "Amazon SQS can't create the redrive allow policy. Specify "
                                + "sourceQueueArns only when redrivePermission is byQueue.");
            }
            return new RedriveAllowPolicy(permission, List.of());
        }
        return new RedriveAllowPolicy(permission, sources(text, arns));
    }

    private static Permission permission(String text, String value) {
        for (Permission permission : Permission.values()) {
            if (permission.text.equals(value)) {
                return permission;
            }
        }
        throw invalidValue(
                text,
                PARAMETER,
                "Amazon SQS can't create the redrive allow policy. Specify allowAll, "
                        + "denyAll or byQueue as redrivePermission.");
    }

    private static List<String> sources(String text, JsonNode arns) {
        if (!arns.isArray() || arns.isEmpty() || arns.size() > SqsLimits.REDRIVE_SOURCES) {
            throw invalidValue(
                    text,
                    PARAMETER,
                    "Amazon SQS can't create the redrive allow policy. Specify 1 to 10 "
                            + "sourceQueueArns when redrivePermission is byQueue.");
        }
        List<String> sources = new ArrayList<>();
        for (JsonNode arn : arns) {
            boolean isQueue = Arn.parse(arn.asText(""))
                    .filter(found -> found.service().equals("sqs") && QueueName.isValid(found.resource()))
                    .isPresent();
            if (!isQueue) {
                throw invalidValue(text, PARAMETER, "sourceQueueArns contains an invalid ARN.");
            }
            sources.add(arn.asText());
        }
        return sources;
    }

    /** The form in which the attribute is kept and returned; bounded, whatever a caller put around it. */
    public String toText() {
        String allowed = "{\"redrivePermission\":\"" + permission.text + "\"";
        return permission == Permission.BY_QUEUE
                ? allowed + ",\"sourceQueueArns\":[\"" + String.join("\",\"", sources) + "\"]}"
                : allowed + "}";
    }

    /** Whether a queue may send its dead letters here. */
    public boolean allows(Arn source) {
        return switch (permission) {
            case ALLOW_ALL -> true;
            case DENY_ALL -> false;
            case BY_QUEUE -> sources.contains(source.toString());
        };
    }
}
