package io.penstock.server.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Standard output. A line is written at once, except that lines of the access log, of which there is one for every call, are gathered for a tenth of
 * a second: a system call for each would cost more than many a call does. When the process is killed those of the last moment are missing.
 */
final class Console extends OutputStreamAppender<ILoggingEvent> {

    private static final int BUFFER_BYTES = 64 << 10;
    private static final long GATHER_MILLIS = 100;

    private final String gathered;
    private @Nullable ScheduledExecutorService flusher;

    /** @param gathered the logger whose lines may wait */
    Console(String gathered) {
        this.gathered = gathered;
        setImmediateFlush(false);
    }

    @Override
    public void start() {
        setOutputStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), BUFFER_BYTES));
        flusher = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("penstock-console").factory());
        flusher.scheduleWithFixedDelay(this::flush, GATHER_MILLIS, GATHER_MILLIS, TimeUnit.MILLISECONDS);
        super.start();
    }

    @Override
    protected void append(ILoggingEvent event) {
        super.append(event);
        if (!event.getLoggerName().equals(gathered)) {
            flush();
        }
    }

    private void flush() {
        streamWriteLock.lock();
        try {
            if (getOutputStream() != null) {
                getOutputStream().flush();
            }
        } catch (IOException e) {
            addError("standard output cannot be written", e);
        } finally {
            streamWriteLock.unlock();
        }
    }

    @Override
    public void stop() {
        super.stop();
        if (flusher != null) {
            flusher.shutdownNow();
        }
    }
}
