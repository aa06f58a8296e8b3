"""Trains the small tokenizers of the tests: python train_tokenizers.py

Needs the packages tokenizers and sentencepiece. Writes bpe-tokenizer.json.gz, byte-level as RoBERTa, and unigram-tokenizer.json.gz, with the map of
characters of SentencePiece (nmt_nfkc) as XLM-RoBERTa, to ../resources. The texts are the pages of docs, and random words of many scripts.
"""

import base64
import gzip
import json
import pathlib
import random
import tempfile
import unicodedata

import sentencepiece
import tokenizers

HERE = pathlib.Path(__file__).resolve().parent
RESOURCES = HERE.parent / "resources"
SCRIPTS = [
    "LATIN", "GREEK", "CYRILLIC", "HEBREW", "ARABIC", "DEVANAGARI", "BENGALI", "THAI", "TAMIL", "GEORGIAN", "HIRAGANA", "KATAKANA", "HANGUL SYLLABLE",
    "CJK UNIFIED IDEOGRAPH",
]
SPECIAL = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]


def texts():
    lines = []
    for page in sorted((HERE.parents[3] / "docs").glob("*.md")):
        lines += [line for line in page.read_text().splitlines() if line.strip()]
    chance = random.Random(1)
    for script in SCRIPTS:
        letters = [chr(c) for c in range(0x41, 0xD7A4) if unicodedata.name(chr(c), "").startswith(script + " ") or
                   unicodedata.name(chr(c), "").startswith(script + "-")]
        letters = [c for c in letters if unicodedata.category(c)[0] in "LM"][:120]
        words = ["".join(chance.choices(letters, k=chance.randint(2, 6))) for _ in range(60)]
        for _ in range(120):
            lines.append(" ".join(words[min(59, int(chance.expovariate(0.1)))] for _ in range(chance.randint(3, 12))))
    for _ in range(200):
        lines.append("".join(chance.choice("ab01-. ") for _ in range(chance.randint(5, 60))))
    return lines


def write(name, tokenizer):
    with gzip.GzipFile(RESOURCES / name, "wb", 9, mtime=0) as out:
        out.write(json.dumps(tokenizer, ensure_ascii=False, indent=0).encode())


def added(ids):
    return [
        {"id": ids[token], "content": token, "single_word": False, "lstrip": token == "<mask>", "rstrip": False, "normalized": False, "special": True}
        for token in SPECIAL
    ]


def bpe(lines):
    tokenizer = tokenizers.ByteLevelBPETokenizer(add_prefix_space=False, trim_offsets=True)
    tokenizer.train_from_iterator(lines, vocab_size=256 + len(SPECIAL) + 2000, min_frequency=2, special_tokens=SPECIAL, show_progress=False)
    written = json.loads(tokenizer.to_str())
    ids = written["model"]["vocab"]
    written["added_tokens"] = added(ids)
    written["post_processor"] = {
        "type": "RobertaProcessing", "sep": ["</s>", ids["</s>"]], "cls": ["<s>", ids["<s>"]], "trim_offsets": True, "add_prefix_space": False}
    write("bpe-tokenizer.json.gz", written)


def field(message, number):
    """The bytes of a field of a protocol buffer."""
    at = 0
    while at < len(message):
        key, at = varint(message, at)
        kind = key & 7
        if kind == 0:
            _, at = varint(message, at)
            continue
        size = {1: 8, 5: 4}.get(kind)
        if size is None:
            size, at = varint(message, at)
        if key >> 3 == number:
            return message[at:at + size]
        at += size
    raise KeyError(number)


def varint(message, at):
    value = shift = 0
    while True:
        byte = message[at]
        value |= (byte & 127) << shift
        shift, at = shift + 7, at + 1
        if byte < 128:
            return value, at


def unigram(lines):
    with tempfile.TemporaryDirectory() as folder:
        prefix = folder + "/model"
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(lines), model_prefix=prefix, vocab_size=2000, character_coverage=0.995, num_threads=1,
            normalization_rule_name="nmt_nfkc", minloglevel=2)
        model = pathlib.Path(prefix + ".model").read_bytes()
        processor = sentencepiece.SentencePieceProcessor(model_file=prefix + ".model")
    charsmap = field(field(model, 3), 2)
    pieces = [[token, 0.0] for token in SPECIAL[:4]]
    pieces += [[processor.id_to_piece(i), processor.get_score(i)] for i in range(3, processor.get_piece_size())]
    pieces.append(["<mask>", 0.0])
    ids = {token: i for i, (token, _) in enumerate(pieces)}
    special = {token: {"id": token, "ids": [ids[token]], "tokens": [token]} for token in ("<s>", "</s>")}
    start, end = ({"SpecialToken": {"id": token, "type_id": 0}} for token in ("<s>", "</s>"))
    first, second = ({"Sequence": {"id": text, "type_id": 0}} for text in "AB")
    write("unigram-tokenizer.json.gz", {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": added(ids),
        "normalizer": {"type": "Precompiled", "precompiled_charsmap": base64.b64encode(charsmap).decode()},
        "pre_tokenizer": {"type": "Metaspace", "replacement": "\u2581", "prepend_scheme": "always", "split": True},
        "post_processor": {
            "type": "TemplateProcessing", "single": [start, first, end], "pair": [start, first, end, end, second, end], "special_tokens": special},
        "decoder": {"type": "Metaspace", "replacement": "\u2581", "prepend_scheme": "always", "split": True},
        "model": {"type": "Unigram", "unk_id": ids["<unk>"], "vocab": pieces, "byte_fallback": False},
    })


if __name__ == "__main__":
    RESOURCES.mkdir(exist_ok=True)
    corpus = texts()
    bpe(corpus)
    unigram(corpus)
