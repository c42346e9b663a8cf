package io.penstock.server.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.time.LocalTime;
import java.time.ZoneId;
import org.slf4j.event.KeyValuePair;

/**
 * A line for people: local time, level, logger without its package, message, and the event's pairs as {@code key="value"}. By hand, because every call
 * writes one.
 */
final class TextLines extends EncoderBase<ILoggingEvent> {

    private static final byte[] NOTHING = {};
    private static final int LEVEL_WIDTH = 5;
    private static final int LOGGER_WIDTH = 24;

    private final ZoneId zone = ZoneId.systemDefault();

    @Override
    public byte[] headerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(160);
        time(line, LocalTime.ofInstant(event.getInstant(), zone));
        padded(line, event.getLevel().toString(), LEVEL_WIDTH);
        String logger = event.getLoggerName();
        padded(line, logger.substring(logger.lastIndexOf('.') + 1), LOGGER_WIDTH);
        line.append(event.getFormattedMessage());
        if (event.getKeyValuePairs() != null) {
            for (KeyValuePair pair : event.getKeyValuePairs()) {
                line.append(' ')
                        .append(pair.key)
                        .append("=\"")
                        .append(pair.value)
                        .append('"');
            }
        }
        line.append('\n');
        if (event.getThrowableProxy() != null) {
            line.append(ThrowableProxyUtil.asString(event.getThrowableProxy()));
        }
        return line.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void time(StringBuilder line, LocalTime time) {
        digits(line, time.getHour(), 10).append(':');
        digits(line, time.getMinute(), 10).append(':');
        digits(line, time.getSecond(), 10).append('.');
        digits(line, time.getNano() / 1_000_000, 100).append(' ');
    }

    private static StringBuilder digits(StringBuilder line, int number, int highest) {
        for (int unit = highest; unit > 0; unit /= 10) {
            line.append((char) ('0' + number / unit % 10));
        }
        return line;
    }

    private static void padded(StringBuilder line, String text, int width) {
        line.append(text);
        line.repeat(' ', Math.max(0, width - text.length()) + 1);
    }

    @Override
    public byte[] footerBytes() {
        return NOTHING;
    }
}
