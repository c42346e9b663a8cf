package io.penstock.server.manage;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The process's meters, in Prometheus's text format. */
public final class Metrics implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Metrics.class);

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final List<AutoCloseable> binders = new ArrayList<>();
    private final List<Runnable> refreshers = new ArrayList<>();
    private boolean processBound;

    public MeterRegistry registry() {
        return registry;
    }

    /** Adds meters that live until {@link #close}. */
    public synchronized void bind(MeterBinder binder) {
        binder.bindTo(registry);
        if (binder instanceof AutoCloseable closeable) {
            binders.add(closeable);
        }
    }

    /** Runs before each page is made, one at a time. */
    public synchronized void onScrape(Runnable refresher) {
        refreshers.add(refresher);
    }

    /** A number that is read when it is asked for. */
    public void gauge(String name, String description, Supplier<Number> value) {
        Gauge.builder(name, value).description(description).register(registry);
    }

    /** Everything, as one page. The meters of the JVM are made for the first reader: they cost a start a tenth of a second. */
    public synchronized String scrape() {
        if (!processBound) {
            processBound = true;
            bind(new JvmMemoryMetrics());
            bind(new JvmGcMetrics());
            bind(new JvmThreadMetrics());
            bind(new ProcessorMetrics());
            bind(new FileDescriptorMetrics());
            bind(new UptimeMetrics());
        }
        refreshers.forEach(Runnable::run);
        return registry.scrape();
    }

    @Override
    public synchronized void close() {
        for (AutoCloseable binder : binders) {
            try {
                binder.close();
            } catch (Exception e) {
                LOG.atDebug().setCause(e).log("a meter did not close");
            }
        }
        registry.close();
    }
}
