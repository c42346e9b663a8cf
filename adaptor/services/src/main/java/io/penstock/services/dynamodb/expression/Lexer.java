package io.penstock.services.dynamodb.expression;

import io.penstock.services.dynamodb.expression.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/** Cuts a text into tokens. Never fails: a character that begins nothing is a token of its own, for the parser to complain about. */
final class Lexer {

    private static final String SINGLE = "()[],.=+-";

    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int at;

    private Lexer(String text) {
        this.text = text;
    }

    /** The tokens of a text, {@link Kind#END} the last. */
    static List<Token> tokens(String text) {
        Lexer lexer = new Lexer(text);
        boolean more = true;
        while (more) {
            more = lexer.next();
        }
        return lexer.tokens;
    }

    private boolean next() {
        while (at < text.length() && isSpace(text.charAt(at))) {
            at++;
        }
        if (at == text.length()) {
            tokens.add(new Token(Kind.END, "<EOF>", at));
            return false;
        }
        char first = text.charAt(at);
        if (isLetter(first)) {
            add(Kind.WORD, wordEnd(at + 1));
        } else if (isDigit(first)) {
            add(Kind.DIGITS, digitsEnd());
        } else if ((first == '#' || first == ':') && wordEnd(at + 1) > at + 1) {
            add(first == '#' ? Kind.NAME_PLACEHOLDER : Kind.VALUE_PLACEHOLDER, wordEnd(at + 1));
        } else if (first == '<' || first == '>') {
            boolean two = text.startsWith("<=", at) || text.startsWith("<>", at) || text.startsWith(">=", at);
            add(Kind.SYMBOL, at + (two ? 2 : 1));
        } else if (SINGLE.indexOf(first) >= 0) {
            add(Kind.SYMBOL, at + 1);
        } else {
            add(Kind.UNKNOWN, at + Character.charCount(text.codePointAt(at)));
        }
        return true;
    }

    private void add(Kind kind, int end) {
        tokens.add(new Token(kind, text.substring(at, end), at));
        at = end;
    }

    private int wordEnd(int from) {
        int end = from;
        while (end < text.length() && isWord(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private int digitsEnd() {
        int end = at + 1;
        // A leading zero is a number of its own.
        while (text.charAt(at) != '0' && end < text.length() && isDigit(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** Also what a placeholder consists of behind its first character. */
    static boolean isWord(char c) {
        return isLetter(c) || isDigit(c) || c == '_';
    }
}
