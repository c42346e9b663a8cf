package io.penstock.server.edge;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * A connection that looks a second time before it has itself woken. Behind an answer Jetty reads once, mostly before the client could send its next
 * request, and then asks the selector: two threads are woken and a thread is made for that request. Here the others get their turn first. Under load
 * that takes long enough for the request to have come (of 100 under full load 85 have); without load it costs one system call.
 */
final class SecondLook extends SocketChannelEndPoint {

    SecondLook(SocketChannel channel, ManagedSelector selector, SelectionKey key, Scheduler scheduler) {
        super(channel, selector, key, scheduler);
    }

    @Override
    public int fill(ByteBuffer buffer) throws IOException {
        return twice(() -> super.fill(buffer));
    }

    /** Reads; how many bytes, or -1 at the end. */
    @FunctionalInterface
    interface Look {
        int read() throws IOException;
    }

    /** Once more when there was nothing, unless the selector's own thread looks: it must not wait for anybody. */
    @SuppressWarnings("ThreadPriorityCheck") // correct without; how much it saves is what the scheduler decides
    static int twice(Look look) throws IOException {
        int filled = look.read();
        if (filled == 0 && Thread.currentThread().isVirtual()) {
            Thread.yield();
            return look.read();
        }
        return filled;
    }
}
