package io.penstock.server.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.slf4j.event.KeyValuePair;

/**
 * One JSON object a line, with the field names of the Elastic Common Schema; key-value pairs of the event become {@code labels}.
 *
 * @see <a href="https://www.elastic.co/docs/reference/ecs">ECS reference</a>
 */
final class JsonLines extends EncoderBase<ILoggingEvent> {

    private static final byte[] NOTHING = {};
    private final JsonFactory json = new JsonFactory();

    @Override
    public byte[] headerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(256);
        try (JsonGenerator generator = json.createGenerator(out)) {
            generator.writeStartObject();
            generator.writeStringField("@timestamp", event.getInstant().toString());
            generator.writeStringField("log.level", event.getLevel().toString());
            generator.writeStringField("message", event.getFormattedMessage());
            generator.writeStringField("log.logger", event.getLoggerName());
            generator.writeStringField("process.thread.name", event.getThreadName());
            generator.writeStringField("service.name", "penstock");
            if (event.getKeyValuePairs() != null && !event.getKeyValuePairs().isEmpty()) {
                generator.writeObjectFieldStart("labels");
                for (KeyValuePair pair : event.getKeyValuePairs()) {
                    generator.writeStringField(pair.key, String.valueOf(pair.value));
                }
                generator.writeEndObject();
            }
            if (event.getThrowableProxy() != null) {
                generator.writeStringField(
                        "error.type", event.getThrowableProxy().getClassName());
                generator.writeStringField("error.stack_trace", ThrowableProxyUtil.asString(event.getThrowableProxy()));
            }
            generator.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        out.write('\n');
        return out.toByteArray();
    }

    @Override
    public byte[] footerBytes() {
        return NOTHING;
    }
}
