package io.penstock.services.events.resource;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.penstock.kernel.effect.ReconcilingCompanion;
import io.penstock.kernel.port.Catalog;
import io.penstock.kernel.port.Catalog.Entry;
import io.penstock.services.events.resource.Resources.Settling;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes a resource, and has done what its text asks for. Replies wait until what they tell of is published. */
final class ResourceCompanion extends ReconcilingCompanion<ResourceState, ResourceEvent, ResourceReply> {

    private static final Logger LOG = LoggerFactory.getLogger(ResourceCompanion.class);

    private final Self<ResourceCommand, ResourceReply> self;
    private final String kind;
    private final Catalog catalog;
    private final Settling settling;
    private @Nullable String text;
    private long version;
    private long published;
    private long settled;

    ResourceCompanion(Self<ResourceCommand, ResourceReply> self, String kind, Catalog catalog, Settling settling) {
        this.self = self;
        this.kind = kind;
        this.catalog = catalog;
        this.settling = settling;
    }

    @Override
    public synchronized void opened(ResourceState state) {
        text = state.text;
        version = state.version;
        published = catalog.find(kind, self.id().key()).map(Entry::version).orElse(0L);
        look();
    }

    @Override
    public synchronized void committed(ResourceState state, List<ResourceEvent> events) {
        for (ResourceEvent event : events) {
            switch (event) {
                case ResourceEvent.Put(String put, long now) -> {
                    text = put;
                    version = now;
                }
                case ResourceEvent.Deleted(long now) -> {
                    text = null;
                    version = now;
                }
            }
        }
        look();
    }

    @Override
    public synchronized CompletableFuture<ResourceReply> complete(ResourceReply reply) {
        long wanted = switch (reply) {
            case ResourceReply.There(String _, long of) -> of;
            case ResourceReply.Absent(long of) -> of;
            case ResourceReply.Conflict() -> 0;
        };
        return when(() -> wanted <= published, reply);
    }

    @Override
    protected void reconcile() {
        if (published < version) {
            long now = version;
            byte[] value = text == null ? new byte[0] : text.getBytes(UTF_8);
            run(
                    "publish",
                    () -> catalog.publish(new Entry(kind, self.id().key(), now, value))
                            .thenRun(() -> published(now)));
        }
        if (text != null && settled < version) {
            settled = version;
            settle(text, version);
        }
    }

    private synchronized void published(long now) {
        published = Math.max(published, now);
    }

    @Override
    protected void failed(String effect, Throwable cause) {
        LOG.atWarn().setCause(cause).addKeyValue("resource", self.id()).log("not published, retrying");
    }

    /** What it becomes replaces this version, unless somebody else was faster. */
    private void settle(String from, long of) {
        settling.next(from)
                .ifPresent(becoming -> becoming.whenCompleteAsync((next, failure) -> {
                    if (failure != null) {
                        LOG.atWarn()
                                .setCause(failure)
                                .addKeyValue("resource", self.id())
                                .log("a resource stays as it is");
                        return;
                    }
                    self.submit(new ResourceCommand.Replace(next, of)).exceptionally(lost -> {
                        LOG.atDebug().setCause(lost).log("the next owner settles it");
                        return new ResourceReply.Conflict();
                    });
                }));
    }
}
