package io.penstock.services.sqs.message;

import static io.penstock.services.sqs.rules.SqsFaults.invalid;
import static io.penstock.services.sqs.rules.SqsFaults.invalidValue;

import io.penstock.services.sqs.rules.SqsFaults;
import org.jspecify.annotations.Nullable;

/** The form of bodies, groups and ids; what depends on the queue is checked elsewhere. */
public final class MessageRules {

    private static final int MAXIMUM_ID = 128;
    private static final String ID_PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

    private MessageRules() {}

    /** Whether all characters may stand in a body or a text attribute; lone surrogates may not. */
    public static boolean isAllowed(String text) {
        return text.codePoints().allMatch(MessageRules::isAllowed);
    }

    private static boolean isAllowed(int c) {
        if (c < 0x20) {
            return c == '\t' || c == '\n' || c == '\r';
        }
        return c < 0xD800 || (c >= 0xE000 && c != 0xFFFE && c != 0xFFFF);
    }

    /** Whether a text is a message group or de-duplication id: 1 to 128 letters, digits and punctuation. */
    public static boolean isId(String text) {
        if (text.isEmpty() || text.length() > MAXIMUM_ID) {
            return false;
        }
        return text.chars().allMatch(c -> (c < 0x80 && Character.isLetterOrDigit(c)) || ID_PUNCTUATION.indexOf(c) >= 0);
    }

    /** Refuses a body that is missing or has characters that XML cannot carry. */
    public static String body(@Nullable String body) {
        if (body == null || body.isEmpty()) {
            throw SqsFaults.missing("MessageBody");
        }
        if (!isAllowed(body)) {
            throw SqsFaults.INVALID_MESSAGE_CONTENTS.with();
        }
        return body;
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

    /** Refuses a message larger than its queue takes. */
    public static void size(long bytes, int maximum) {
        if (bytes > maximum) {
            throw invalid(
                    "One or more parameters are invalid. Reason: Message must be shorter than " + maximum + " bytes.");
        }
    }
}
