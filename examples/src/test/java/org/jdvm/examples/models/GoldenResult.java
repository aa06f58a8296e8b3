package org.jdvm.examples.models;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Results of another system in a file of the safetensors format: the length of a header, the header, the elements. */
final class GoldenResult {
    private static final Pattern PLACE = Pattern.compile("\"out0_f64\":\\{\"dtype\":\"F32\"[^}]*\\[(\\d+),(\\d+)]}");

    private GoldenResult() {}

    /** A result that was computed in doubles and stored in floats. */
    static float[] read(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(
                GoldenResult.class.getResourceAsStream("/golden/" + name + ".safetensors"), name)) {
            ByteBuffer file = ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
            byte[] header = new byte[Math.toIntExact(file.getLong())];
            file.get(header);
            Matcher place = PLACE.matcher(new String(header, StandardCharsets.UTF_8));
            if (!place.find()) {
                throw new IllegalArgumentException(name + " has no floats out0_f64");
            }
            int start = Integer.parseInt(place.group(1));
            float[] values = new float[(Integer.parseInt(place.group(2)) - start) / Float.BYTES];
            file.position(file.position() + start);
            file.asFloatBuffer().get(values);
            return values;
        }
    }
}
