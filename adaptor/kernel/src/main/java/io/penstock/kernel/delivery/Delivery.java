package io.penstock.kernel.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.penstock.kernel.port.Header;
import io.penstock.kernel.port.LogRecord;
import io.penstock.kernel.port.NewRecord;
import io.penstock.kernel.retry.Retries;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One message to an endpoint, with all that is needed to send it, to repeat it and to give it up: whoever works it off looks nothing up. Names of headers are public. Never
 * rename one.
 *
 * @param lane what shares an endpoint's limits, for example the ARN of a subscription; the record's key. That of mails is {@link #laneOfMails}
 * @param id the same whenever it is made again
 */
public record Delivery(String lane, String id, Target target, Policy policy) {

    /** The topic of deliveries, behind the operator's prefix. */
    public static final String TOPIC = "deliveries";

    /** Ends the lanes of mails. */
    private static final String MAILS = "#mail";

    private static final String ID = "delivery.id";
    private static final String RETRY = "delivery.retry";
    private static final String RATE = "delivery.per-second";
    private static final String DEAD_LETTER = "delivery.dead-letter";
    private static final String FORM = "delivery.dead-letter-form";
    private static final String ATTRIBUTE = "delivery.attribute.";
    private static final String ATTRIBUTE_TYPE = "delivery.attribute-type.";

    /**
     * What happens when it fails.
     *
     * @param perSecond attempts that the lane may begin in a second; 0 for any number
     * @param deadLetterArn of a queue, or null
     * @param attributes that the dead letter has besides those about the failure
     */
    public record Policy(
            Retries retries,
            int perSecond,
            @Nullable String deadLetterArn,
            SortedMap<String, Attribute> attributes,
            LetterForm form) {

        /** One with dead letters as SNS writes them. */
        public Policy(
                Retries retries,
                int perSecond,
                @Nullable String deadLetterArn,
                SortedMap<String, Attribute> attributes) {
            this(retries, perSecond, deadLetterArn, attributes, LetterForm.SNS);
        }
    }

    /** Which attributes tell in a dead letter why it is one. */
    public enum LetterForm {
        /** RequestID, ErrorCode, ErrorMessage. */
        SNS,
        /** ERROR_CODE, ERROR_MESSAGE, RETRY_ATTEMPTS and, where a limit ended the retries, EXHAUSTED_RETRY_CONDITION. */
        EVENTS
    }

    /** A message attribute of SQS. */
    @SuppressWarnings("ArrayRecordComponent") // handed on; identity is never asked
    public record Attribute(String type, byte[] value) {

        /** One of type String. */
        public static Attribute of(String text) {
            return new Attribute("String", text.getBytes(UTF_8));
        }
    }

    /**
     * The lane of mails, by whose name everybody knows before a mail is read that it goes through the relay, as all others do.
     *
     * @param lane what it would be for another endpoint
     */
    public static String laneOfMails(String lane) {
        return lane + MAILS;
    }

    /** Whether a lane is one of mails. Those that were written before lanes had such names are not. */
    public static boolean isOfMails(String lane) {
        return lane.endsWith(MAILS);
    }

    /** The record to append. */
    public NewRecord record() {
        List<Header> headers = new ArrayList<>();
        headers.add(Header.of(ID, id));
        TargetHeaders.of(target).forEach((name, value) -> headers.add(Header.of(name, value)));
        headers.add(Header.of(RETRY, policy.retries().text()));
        if (policy.perSecond() > 0) {
            headers.add(Header.of(RATE, Integer.toString(policy.perSecond())));
        }
        if (policy.deadLetterArn() != null) {
            headers.add(Header.of(DEAD_LETTER, policy.deadLetterArn()));
            if (policy.form() != LetterForm.SNS) {
                headers.add(Header.of(FORM, policy.form().name()));
            }
        }
        for (Map.Entry<String, Attribute> attribute : policy.attributes().entrySet()) {
            headers.add(new Header(
                    ATTRIBUTE + attribute.getKey(), attribute.getValue().value()));
            headers.add(Header.of(
                    ATTRIBUTE_TYPE + attribute.getKey(), attribute.getValue().type()));
        }
        return new NewRecord(lane.getBytes(UTF_8), target.body(), headers);
    }

    /** The lane of a record; empty when it has none, so that nobody can work it off. */
    public static Optional<String> lane(LogRecord record) {
        byte[] key = record.key();
        return key == null ? Optional.empty() : Optional.of(new String(key, UTF_8));
    }

    /** The delivery of a record; empty for one that is none. */
    public static Optional<Delivery> of(LogRecord record) {
        SortedMap<String, Attribute> attributes = new TreeMap<>();
        for (Header header : record.headers()) {
            if (header.key().startsWith(ATTRIBUTE)) {
                String name = header.key().substring(ATTRIBUTE.length());
                String type = text(record, ATTRIBUTE_TYPE + name).orElse("String");
                attributes.put(name, new Attribute(type, header.value()));
            }
        }
        Optional<String> lane = lane(record);
        Optional<Target> target = TargetHeaders.target(record);
        Optional<Retries> retries = text(record, RETRY).flatMap(Retries::parse);
        if (lane.isEmpty() || target.isEmpty() || retries.isEmpty()) {
            return Optional.empty();
        }
        Policy policy = new Policy(
                retries.get(),
                text(record, RATE).map(Delivery::number).orElse(0),
                text(record, DEAD_LETTER).orElse(null),
                attributes,
                text(record, FORM).filter(LetterForm.EVENTS.name()::equals).isPresent()
                        ? LetterForm.EVENTS
                        : LetterForm.SNS);
        String id = text(record, ID).orElseGet(() -> Long.toString(record.offset()));
        return Optional.of(new Delivery(lane.get(), id, target.get(), policy));
    }

    private static int number(String text) {
        boolean digits = !text.isEmpty() && text.length() <= 9 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits ? Integer.parseInt(text) : 0;
    }

    private static Optional<String> text(LogRecord record, String name) {
        return record.header(name).map(Header::text);
    }
}
