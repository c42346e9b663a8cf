package io.penstock.broker;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import kafka.server.FaultHandlerFactory;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.server.fault.FaultHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns what Kafka would end the JVM for into one {@link BrokerFault} per broker. Two sources: the fault handlers a node
 * is built with, and {@link Exit}, which parts of Kafka call directly (a failed log directory does) and which is global
 * to the JVM, so its faults reach every broker of the process.
 */
final class Faults implements FaultHandlerFactory, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Faults.class);
    private static final List<Faults> OPEN = new CopyOnWriteArrayList<>();

    private final Consumer<BrokerFault> listener;
    private final AtomicBoolean told = new AtomicBoolean();

    private Faults(Consumer<BrokerFault> listener) {
        this.listener = listener;
    }

    static Faults handTo(Consumer<BrokerFault> listener) {
        Faults faults = new Faults(listener);
        OPEN.add(faults);
        // Never reset: a thread of a closed broker that gives up late must not take the process with it either.
        Exit.setExitProcedure(Faults::onExit);
        Exit.setHaltProcedure(Faults::onExit);
        return faults;
    }

    @Override
    public FaultHandler build(String name, boolean fatal, Runnable action) {
        return (message, cause) -> {
            action.run();
            if (fatal) {
                tell(new BrokerFault(name, message, cause));
            } else {
                LOG.error("The broker's {} met a fault it survives: {}", name, message, cause);
            }
            return new IllegalStateException(name + ": " + message, cause);
        };
    }

    /** Faults after this are no longer reported: they are the noise of shutting down. */
    @Override
    public void close() {
        told.set(true);
        OPEN.remove(this);
    }

    private static void onExit(int status, @Nullable String message) {
        String why = message == null ? "gave up with status " + status : message;
        String thread = Thread.currentThread().getName();
        OPEN.forEach(faults -> faults.tell(new BrokerFault(thread, why, null)));
    }

    private void tell(BrokerFault fault) {
        if (told.compareAndSet(false, true)) {
            LOG.error("The broker has failed: {}: {}", fault.component(), fault.message(), fault.cause());
            listener.accept(fault);
        }
    }
}
