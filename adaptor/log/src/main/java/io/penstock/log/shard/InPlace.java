package io.penstock.log.shard;

/** Where a shard's task may run on the thread that submits it, instead of waking one of the shards' own. */
public final class InPlace {

    private static final ScopedValue<Boolean> ALLOWED = ScopedValue.newInstance();

    private InPlace() {}

    /** Runs what serves a request: whoever submits on its thread waits for the reply next, and holds nothing meanwhile that a task could wait for. */
    public static <T, X extends Throwable> T allowed(ScopedValue.CallableOp<T, X> request) throws X {
        return ScopedValue.where(ALLOWED, true).call(request);
    }

    /** Runs a shard's tasks, which may submit to other shards and hold what those wait for. */
    static void forbidden(Runnable tasks) {
        ScopedValue.where(ALLOWED, false).run(tasks);
    }

    static boolean isAllowed() {
        return ALLOWED.orElse(false);
    }
}
