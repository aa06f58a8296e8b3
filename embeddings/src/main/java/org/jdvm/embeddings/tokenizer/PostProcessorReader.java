package org.jdvm.embeddings.tokenizer;

import java.util.ArrayList;
import java.util.List;

/** Reads the post-processor of a {@code tokenizer.json}. */
final class PostProcessorReader {
    private static final String KNOWN = "TemplateProcessing, BertProcessing, RobertaProcessing, ByteLevel and Sequence";

    private PostProcessorReader() {}

    static PostTemplate read(JsonFields file) {
        return file.has("post_processor") ? template(file.part("post_processor")) : PostTemplate.NONE;
    }

    private static PostTemplate template(JsonFields part) {
        return switch (part.type()) {
            case "TemplateProcessing" -> new PostTemplate(pieces(part, "single"), pieces(part, "pair"));
            case "BertProcessing" -> {
                PostTemplate.Piece last = new PostTemplate.Special(marker(part, "sep"), 0);
                PostTemplate.Piece first = new PostTemplate.Special(marker(part, "cls"), 0);
                PostTemplate.Piece text = new PostTemplate.Sequence(false, 0);
                yield new PostTemplate(
                        List.of(first, text, last),
                        List.of(
                                first,
                                text,
                                last,
                                new PostTemplate.Sequence(true, 1),
                                new PostTemplate.Special(marker(part, "sep"), 1)));
            }
            case "RobertaProcessing" -> {
                PostTemplate.Piece last = new PostTemplate.Special(marker(part, "sep"), 0);
                PostTemplate.Piece first = new PostTemplate.Special(marker(part, "cls"), 0);
                PostTemplate.Piece text = new PostTemplate.Sequence(false, 0);
                yield new PostTemplate(
                        List.of(first, text, last),
                        List.of(first, text, last, last, new PostTemplate.Sequence(true, 0), last));
            }
            // It only moves places in the text.
            case "ByteLevel" -> PostTemplate.NONE;
            case "Sequence" -> sequence(part);
            case String type -> throw part.unknownType(type, KNOWN);
        };
    }

    private static PostTemplate sequence(JsonFields part) {
        List<PostTemplate> templates = part.parts("processors").stream()
                .map(PostProcessorReader::template)
                .filter(template -> template != PostTemplate.NONE)
                .toList();
        if (templates.size() > 1) {
            throw part.fault("has %d parts that add tokens; at most one is expected".formatted(templates.size()));
        }
        return templates.isEmpty() ? PostTemplate.NONE : templates.getFirst();
    }

    /** A marker is its token and its id. */
    private static int[] marker(JsonFields part, String name) {
        List<?> pair = part.list(name);
        if (pair.size() != 2 || !(pair.get(1) instanceof Integer id) || id < 0) {
            throw part.fault(name, "is %s; a token and its id are expected".formatted(pair));
        }
        return new int[] {id};
    }

    private static List<PostTemplate.Piece> pieces(JsonFields part, String name) {
        List<PostTemplate.Piece> pieces = new ArrayList<>();
        for (JsonFields piece : part.parts(name)) {
            boolean isSequence = piece.has("Sequence");
            JsonFields fields = piece.part(isSequence ? "Sequence" : "SpecialToken");
            String id = fields.text("id");
            int type = fields.number("type_id");
            pieces.add(
                    isSequence
                            ? new PostTemplate.Sequence(id.equals("B"), type)
                            : new PostTemplate.Special(
                                    part.part("special_tokens").part(id).numbers("ids"), type));
        }
        return List.copyOf(pieces);
    }
}
