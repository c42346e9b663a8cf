package io.penstock.services.dynamodb.store;

import io.penstock.kernel.port.LocalStore;
import io.penstock.services.dynamodb.item.Bytes;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The views of this node: of each partition at most one that writes. Thread-safe. */
public final class PartitionViews {

    private static final Logger LOG = LoggerFactory.getLogger(PartitionViews.class);

    private final LocalStore store;
    private final Map<Bytes, PartitionView> open = new HashMap<>();

    /** @param store this node's */
    public PartitionViews(LocalStore store) {
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

    /**
     * Removes what the store has of tables that are gone: from a crash between the end of a table and that of its data here, or from when the table ended while another
     * node had the partition, or this one was down. Blocks.
     *
     * <p>What is in use stays whatever is said. What is not can be built again, so a mistake would cost time and nothing else.
     *
     * @param lives whether there is a table of that id
     */
    public void sweep(Predicate<String> lives) {
        if (store.isEmpty()) {
            return;
        }
        Optional<Layout> next = Layout.firstFrom(store, new byte[0]);
        while (next.isPresent()) {
            Layout partition = next.get();
            if (!lives.test(partition.table())) {
                forget(partition);
            }
            next = Layout.firstFrom(store, partition.end());
        }
    }

    private synchronized void forget(Layout partition) {
        if (!open.containsKey(partition.name())) {
            store.clear(partition.start(), partition.end());
            LOG.atInfo()
                    .addKeyValue("table", partition.table())
                    .log("what was left of a table that is gone is removed");
        }
    }
}
