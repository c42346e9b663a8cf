package io.penstock.services.sqs.op;

import io.penstock.kernel.fault.CommonFaults;
import io.penstock.kernel.fault.Fault;
import io.penstock.kernel.fault.FaultException;
import io.penstock.services.sqs.rules.SqsFaults;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a receive is answered when no partition had messages: nothing, or what failed. On AWS a part of a queue that cannot be reached makes a receive short or empty, and
 * the next one finds what it has; when nothing of the queue can be reached, the caller must hear it.
 */
final class Emptiness {

    /**
     * What says something of one partition only, and of this moment. The last one is the answer of several: that one partition is full is no answer while another one may have messages
     * that nobody can see, and who is to slow down must hear it.
     */
    private static final List<Fault> MAY_PASS =
            List.of(SqsFaults.OVER_LIMIT, CommonFaults.UNAVAILABLE, CommonFaults.THROTTLED);

    private final boolean needsAll;
    private boolean answered;
    private @Nullable RuntimeException failed;

    /** @param needsAll that a partition has nothing says nothing of one that cannot be reached: an attempt may have been answered by that one */
    Emptiness(boolean needsAll) {
        this.needsAll = needsAll;
    }

    /** Whether another partition may be asked all the same. */
    static boolean mayPass(RuntimeException failure) {
        return failure instanceof FaultException fault && MAY_PASS.contains(fault.fault());
    }

    /** A partition has nothing. */
    void answered() {
        answered = true;
    }

    /** A partition failed. */
    void failed(RuntimeException failure) {
        if (failed == null || weight(failure) > weight(failed)) {
            failed = failure;
        }
    }

    /** Returns when the answer is that there is nothing. */
    void orThrow() {
        if (failed != null && (needsAll || !answered || !isUnreachable(failed))) {
            throw failed;
        }
    }

    private static boolean isUnreachable(RuntimeException failure) {
        return failure instanceof FaultException fault && fault.fault().equals(CommonFaults.UNAVAILABLE);
    }

    private static int weight(RuntimeException failure) {
        return mayPass(failure) ? MAY_PASS.indexOf(((FaultException) failure).fault()) : MAY_PASS.size();
    }
}
