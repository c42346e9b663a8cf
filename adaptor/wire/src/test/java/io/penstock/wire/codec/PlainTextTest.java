package io.penstock.wire.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Strings in JSON are what Jackson writes, however they are written. */
final class PlainTextTest {

    private interface Writing {
        void to(JsonGenerator json) throws IOException;
    }

    private static String json(Writing writing) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
            writing.to(json);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private static void assertWritten(String text) throws IOException {
        assertThat(json(out -> PlainText.write(out, text))).as(text).isEqualTo(json(out -> out.writeString(text)));
    }

    @Test
    void every_character_is_written_as_jackson_writes_it_wherever_it_stands() throws IOException {
        for (int c = 0; c < 0x180; c++) {
            for (int at : new int[] {0, 3, 8, 47, 62, 63, 70}) {
                StringBuilder text = new StringBuilder("x".repeat(71));
                text.setCharAt(at, (char) c);
                assertWritten(text.toString());
            }
        }
        for (String text : new String[] {"\uFFFF", "\u2028", "\uD83D\uDE00", "\u00ff", "?"}) {
            assertWritten("x".repeat(60) + text + "y".repeat(9));
        }
    }

    @Test
    void texts_of_any_length_and_mixture_are_written_as_jackson_writes_them() throws IOException {
        Random random = new Random(7);
        String alphabet = "abcdefghijklmnopqrstuvwxyz 0123456789{}[]:,?!/\"\\\n\t\u0001\u007f\u00e9\u20ac";
        for (int round = 0; round < 3_000; round++) {
            int letters = random.nextBoolean() ? 40 : alphabet.length();
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(300);
            for (int i = 0; i < length; i++) {
                text.append(alphabet.charAt(random.nextInt(letters)));
            }
            assertWritten(text.toString());
        }
    }

    @Test
    void half_a_pair_does_not_become_a_question_mark() throws IOException {
        String text = "x".repeat(60) + "\uD83D" + "y".repeat(20);
        assertWritten(text);
        assertThat(json(out -> PlainText.write(out, text))).doesNotContain("?");
    }
}
