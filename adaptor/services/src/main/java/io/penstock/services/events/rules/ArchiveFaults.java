package io.penstock.services.events.rules;

import io.penstock.kernel.fault.Fault;
import io.penstock.kernel.fault.FaultException;

/**
 * Errors about archives and replays.
 *
 * @see <a href="https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_StartReplay.html#API_StartReplay_Errors">StartReplay, errors</a>
 */
public final class ArchiveFaults {

    private static final Fault NOT_FOUND = Fault.sender("ResourceNotFoundException", "%s");
    private static final Fault EXISTS = Fault.sender("ResourceAlreadyExistsException", "%s");
    private static final Fault CONCURRENT = Fault.sender("ConcurrentModificationException", "%s");
    private static final Fault STATUS = Fault.sender("IllegalStatusException", "%s");

    private ArchiveFaults() {}

    /** There is such an archive. */
    public static FaultException archiveExists(String name) {
        return EXISTS.with("Archive " + name + " already exists.");
    }

    /** There is no such archive. */
    public static FaultException noArchive(String name) {
        return NOT_FOUND.with("Archive " + name + " does not exist.");
    }

    /** There was such a replay. */
    public static FaultException replayExists(String name) {
        return EXISTS.with("Replay " + name + " already exists.");
    }

    /** There is no such replay. */
    public static FaultException noReplay(String name) {
        return NOT_FOUND.with("Replay " + name + " does not exist.");
    }

    /** Something else is under way. */
    public static FaultException busy(String text) {
        return CONCURRENT.with(text);
    }

    /** Its state forbids it. */
    public static FaultException notNow(String text) {
        return STATUS.with(text);
    }
}
