package io.penstock.services.sqs.message;

import static io.penstock.services.sqs.rules.SqsFaults.invalid;
import static io.penstock.services.sqs.rules.SqsFaults.invalidValue;

import io.penstock.services.sqs.rules.SqsFaults;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The form of bodies, groups and ids; what depends on the queue is checked elsewhere. */
public final class MessageRules {

    /** How AWS begins to say that a message is too large. */
    public static final String REFUSAL = "One or more parameters are invalid.";

    /** The same of an entry of a batch. */
    public static final String REFUSAL_IN_BATCH = "One or more parameters cannot be validated.";

    private static final int MAXIMUM_ID = 128;
    private static final String ID_PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

    private MessageRules() {}

    /** Whether all characters may stand in a body or a text attribute; lone surrogates may not. */
    public static boolean isAllowed(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x20
                    ? c != '\t' && c != '\n' && c != '\r'
                    : c >= Character.MIN_SURROGATE && !isAllowedHigh(text, i)) {
                return false;
            }
        }
        return true;
    }

    /** The same of a text whose UTF-8 is at hand anyway, which is quicker to look through. */
    private static boolean isAllowed(String text, byte[] utf8) {
        if (utf8.length != text.length()) {
            return isAllowed(text);
        }
        for (byte b : utf8) {
            // A lone surrogate is encoded as a question mark.
            if (b < 0x20 || b == '?') {
                return isAllowed(text);
            }
        }
        return true;
    }

    /** For the few characters above the planes' gap; of a pair both halves are asked for. */
    private static boolean isAllowedHigh(String text, int i) {
        char c = text.charAt(i);
        if (Character.isHighSurrogate(c)) {
            return i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1));
        }
        if (Character.isLowSurrogate(c)) {
            return i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
        }
        return c < 0xFFFE;
    }

    /** Whether a text is a message group or de-duplication id: 1 to 128 letters, digits and punctuation. */
    public static boolean isId(String text) {
        if (text.isEmpty() || text.length() > MAXIMUM_ID) {
            return false;
        }
        return text.chars().allMatch(c -> (c < 0x80 && Character.isLetterOrDigit(c)) || ID_PUNCTUATION.indexOf(c) >= 0);
    }

    /** The UTF-8 of a body; refuses one that is missing or has characters that XML cannot carry. */
    public static byte[] body(@Nullable String body) {
        if (body == null || body.isEmpty()) {
            throw SqsFaults.missing("MessageBody");
        }
        byte[] utf8 = body.getBytes(StandardCharsets.UTF_8);
        if (!isAllowed(body, utf8)) {
            throw SqsFaults.INVALID_MESSAGE_CONTENTS.with();
        }
        return utf8;
    }

    /** Refuses an id that is given but not of the form. */
    public static @Nullable String id(@Nullable String id, String parameter) {
        if (id != null && !isId(id)) {
            throw invalidValue(
                    id,
                    parameter,
                    parameter + " can only include alphanumeric and punctuation characters. 1 to 128 in length.");
        }
        return id;
    }

    /**
     * Refuses a message larger than its queue takes.
     *
     * @param refusal {@link #REFUSAL} or {@link #REFUSAL_IN_BATCH}
     */
    public static void size(long bytes, int maximum, String refusal) {
        if (bytes > maximum) {
            throw invalid(refusal + " Reason: Message must be shorter than " + maximum + " bytes.");
        }
    }
}
