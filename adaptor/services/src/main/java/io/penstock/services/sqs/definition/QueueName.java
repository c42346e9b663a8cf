package io.penstock.services.sqs.definition;

import io.penstock.kernel.fault.FaultException;
import io.penstock.services.sqs.rules.SqsFaults;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Names of queues: 1 to 80 of letters, digits, {@code -} and {@code _}; those of FIFO queues end with {@code .fifo}, which counts. */
public final class QueueName {

    public static final String FIFO_SUFFIX = ".fifo";

    private static final int MAXIMUM = 80;
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]+(\\.fifo)?");
    private static final String TEXT =
            "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length";
    private static final String FIFO_TEXT =
            "The name of a FIFO queue can only include alphanumeric characters, hyphens, "
                    + "or underscores, must end with .fifo suffix and be 1 to 80 in length.";

    private QueueName() {}

    /** Whether a queue can have this name. */
    public static boolean isValid(String name) {
        return name.length() <= MAXIMUM && FORM.matcher(name).matches();
    }

    /** Whether a name is that of a FIFO queue. */
    public static boolean isFifo(String name) {
        return name.endsWith(FIFO_SUFFIX);
    }

    /** Refuses a name that a new queue of this type cannot have. */
    public static String check(@Nullable String name, boolean fifo) {
        if (name == null || name.isEmpty()) {
            throw SqsFaults.missing("QueueName");
        }
        if (!isValid(name) || isFifo(name) != fifo) {
            throw fault(fifo);
        }
        return name;
    }

    private static FaultException fault(boolean fifo) {
        return SqsFaults.invalid(fifo ? FIFO_TEXT : TEXT);
    }
}
