package io.penstock.wire.codec;

import java.nio.charset.StandardCharsets;

/** XML under construction. Element names come from models and need no escaping; everything else gets it. */
final class XmlText {

    private final StringBuilder text = new StringBuilder(512).append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");

    void openRoot(String name, String namespace) {
        text.append('<').append(name);
        if (!namespace.isEmpty()) {
            text.append(" xmlns=\"");
            escape(namespace);
            text.append('"');
        }
        text.append('>');
    }

    void open(String name) {
        text.append('<').append(name).append('>');
    }

    void close(String name) {
        text.append("</").append(name).append('>');
    }

    void element(String name, String value) {
        open(name);
        escape(value);
        close(name);
    }

    private void escape(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '<' -> text.append("&lt;");
                case '>' -> text.append("&gt;");
                case '&' -> text.append("&amp;");
                case '"' -> text.append("&quot;");
                // Parsers turn a bare carriage return into a line feed.
                case '\r' -> text.append("&#xd;");
                case '\t', '\n' -> text.append(c);
                // XML 1.0 has no way to say these, not even by number: one of them would make the whole response
                // unreadable.
                default -> text.append(c < ' ' || c == '\uFFFE' || c == '\uFFFF' ? '\uFFFD' : c);
            }
        }
    }

    byte[] toBytes() {
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
