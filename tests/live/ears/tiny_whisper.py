"""A Whisper of our own with random weights: it knows nothing, but every call into it is a real one."""

from __future__ import annotations

import json
from pathlib import Path

TIMESTAMPS = 1501
ENGLISH = ("en",)
LANGUAGES = ("en", "de", "fr", "es")
HEADS = [[1, 0], [1, 1]]


def build(folder: Path, languages: tuple[str, ...] = ENGLISH) -> Path:
    """Make the model, convert it with CTranslate2's own converter, and give the folder it lies in.

    With more than one language it is multilingual: it detects, and takes the task of translating.
    """
    import torch
    from ctranslate2.converters import TransformersConverter
    from transformers import PreTrainedTokenizerFast, WhisperConfig, WhisperForConditionalGeneration

    tokenizer = _tokenizer(languages)
    source, target = folder / "source", folder / ("tiny" if len(languages) == 1 else "tiny-many")
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token="<|endoftext|>")
    end, start = (tokenizer.token_to_id(name) for name in ("<|endoftext|>", "<|startoftranscript|>"))
    config = WhisperConfig(
        vocab_size=tokenizer.get_vocab_size(),
        num_mel_bins=80,
        d_model=32,
        encoder_layers=2,
        decoder_layers=2,
        encoder_attention_heads=2,
        decoder_attention_heads=2,
        encoder_ffn_dim=64,
        decoder_ffn_dim=64,
        bos_token_id=end,
        eos_token_id=end,
        pad_token_id=end,
        decoder_start_token_id=start,
        suppress_tokens=[],
        begin_suppress_tokens=[],
    )
    torch.manual_seed(1)
    model = WhisperForConditionalGeneration(config)
    with torch.no_grad():  # or it would say control characters and special tokens, which are no words
        rows = [at for letter, at in tokenizer.get_vocab().items() if not (len(letter) == 1 and "a" <= letter <= "z")]
        model.model.decoder.embed_tokens.weight[rows] *= 0.1
    model.generation_config.alignment_heads = HEADS
    model.save_pretrained(source)
    fast.save_pretrained(source)
    TransformersConverter(str(source)).convert(str(target))
    tokenizer.save(str(target / "tokenizer.json"))
    settings = json.loads((target / "config.json").read_text())
    assert settings["alignment_heads"] == HEADS
    settings["lang_ids"] = [tokenizer.token_to_id(f"<|{code}|>") for code in languages]
    (target / "config.json").write_text(json.dumps(settings))
    return target


def _tokenizer(languages):
    """Bytes, Whisper's special tokens and its timestamps."""
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

    special = (
        "<|endoftext|>",
        "<|startoftranscript|>",
        *(f"<|{code}|>" for code in languages),
        "<|translate|>",
        "<|transcribe|>",
        "<|startoflm|>",
        "<|startofprev|>",
        "<|nospeech|>",
        "<|notimestamps|>",
    )
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    if len(languages) > 1:
        alphabet.append("")  # CTranslate2 knows a multilingual Whisper by its empty token
    tokenizer = Tokenizer(models.BPE(vocab={letter: at for at, letter in enumerate(alphabet)}, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    times = [f"<|{at * 0.02:.2f}|>" for at in range(TIMESTAMPS)]
    tokenizer.add_special_tokens([AddedToken(name, special=True) for name in (*special, *times)])
    return tokenizer
