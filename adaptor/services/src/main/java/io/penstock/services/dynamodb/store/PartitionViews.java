package io.penstock.services.dynamodb.store;

import io.penstock.kernel.port.LocalStore;
import io.penstock.services.dynamodb.item.Bytes;
import java.util.HashMap;
import java.util.Map;

/** The views of this node: of each partition at most one that writes. Thread-safe. */
final class PartitionViews {

    private final LocalStore store;
    private final Map<Bytes, PartitionView> open = new HashMap<>();

    PartitionViews(LocalStore store) {
        this.store = store;
    }

    /** A new view; the one before it, if its owner is still about to write, is closed. */
    synchronized PartitionView open(TableShape shape) {
        PartitionView before = open.get(new Layout(shape).name());
        if (before != null) {
            before.close();
        }
        PartitionView view = new PartitionView(store, shape);
        open.put(view.name(), view);
        return view;
    }

    /** The view writes no more. */
    synchronized void close(PartitionView view) {
        view.close();
        open.remove(view.name(), view);
    }
}
