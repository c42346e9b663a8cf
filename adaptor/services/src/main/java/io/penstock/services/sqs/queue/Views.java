package io.penstock.services.sqs.queue;

import io.penstock.services.sqs.queue.QueueProtocol.Command;
import io.penstock.services.sqs.queue.QueueProtocol.GroupCounts;
import io.penstock.services.sqs.queue.QueueProtocol.PeekedMessage;
import io.penstock.services.sqs.queue.QueueProtocol.Reply;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.IntPredicate;

/** Answers questions about a window that change nothing. */
final class Views {

    private static final int PEEK_LIMIT = 1_000;

    private Views() {}

    static Reply measure(QueueState state, long endOffset, long now) {
        Window window = state.window;
        int[] over = new int[2];
        window.heap.forEachDue(now, slot -> {
            over[window.messages.status[slot] == Messages.DELAYED ? 1 : 0]++;
            return true;
        });
        int[] arrived = new int[1];
        window.delayed.forEachDue(now, at -> {
            arrived[0]++;
            return true;
        });
        long visible = window.visible() + over[0] + over[1] + arrived[0] + state.backlog(endOffset);
        long inFlight = (long) window.inFlight() + window.moving() - over[0];
        long oldest = window.oldestSentAt();
        return new Reply.Measured(
                visible,
                inFlight,
                window.delayedCount() - over[1] - arrived[0],
                new GroupCounts(window.groups.groupsInFlight(), window.fifo ? 0 : window.groups.countNoisy()),
                oldest == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(oldest));
    }

    static Reply peek(QueueState state, Command.Peek peek, long now) {
        int max = Math.min(peek.max(), PEEK_LIMIT);
        Window window = state.window;
        Messages messages = window.messages;
        List<PeekedMessage> seen = new ArrayList<>();
        IntPredicate wanted = slot -> {
            if (messages.is(slot, Messages.AHEAD)) {
                return false;
            }
            return window.isVisible(slot, now)
                    || (messages.status[slot] == Messages.DELAYED ? peek.delayed() : peek.invisible());
        };
        for (int slot : messages.byOffset()) {
            if (wanted.test(slot) && seen.size() < max) {
                seen.add(new PeekedMessage(
                        messages.offset[slot], messages.receives[slot], messages.firstReceived[slot], null));
            }
        }
        for (int run = 0, left = max; run < window.runs.runs() && left > 0; run++) {
            for (long at = window.runs.first(run); at <= window.runs.last(run) && left > 0; at++, left--) {
                seen.add(new PeekedMessage(at, 0, 0, null));
            }
        }
        for (int at = 0; at < window.delayed.size(); at++) {
            if (peek.delayed() || window.delayed.due(at) <= now) {
                seen.add(new PeekedMessage(window.delayed.offset(at), 0, 0, null));
            }
        }
        seen.sort(Comparator.comparingLong(PeekedMessage::offset));
        return new Reply.Peeked(seen.subList(0, Math.min(max, seen.size())));
    }
}
