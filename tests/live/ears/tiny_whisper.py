"""A Whisper of our own with random weights: it knows nothing, but every call into it is a real one."""

from __future__ import annotations

import json
from pathlib import Path

TIMESTAMPS = 1501
SPECIAL = (
    "<|endoftext|>",
    "<|startoftranscript|>",
    "<|en|>",
    "<|translate|>",
    "<|transcribe|>",
    "<|startoflm|>",
    "<|startofprev|>",
    "<|nospeech|>",
    "<|notimestamps|>",
)


def build(folder: Path) -> Path:
    """Make the model, convert it with CTranslate2's own converter, and give the folder it lies in."""
    import torch
    from ctranslate2.converters import TransformersConverter
    from transformers import PreTrainedTokenizerFast, WhisperConfig, WhisperForConditionalGeneration

    tokenizer = _tokenizer()
    source, target = folder / "source", folder / "tiny"
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token="<|endoftext|>")
    ids = {name: tokenizer.token_to_id(name) for name in SPECIAL}
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
        bos_token_id=ids["<|endoftext|>"],
        eos_token_id=ids["<|endoftext|>"],
        pad_token_id=ids["<|endoftext|>"],
        decoder_start_token_id=ids["<|startoftranscript|>"],
        suppress_tokens=[],
        begin_suppress_tokens=[],
    )
    torch.manual_seed(1)
    model = WhisperForConditionalGeneration(config)
    model.generation_config.alignment_heads = [[1, 0], [1, 1]]
    model.save_pretrained(source)
    fast.save_pretrained(source)
    TransformersConverter(str(source)).convert(str(target))
    tokenizer.save(str(target / "tokenizer.json"))
    settings = json.loads((target / "config.json").read_text())
    settings.setdefault("alignment_heads", [[1, 0], [1, 1]])
    (target / "config.json").write_text(json.dumps(settings))
    return target


def _tokenizer():
    """Bytes, Whisper's special tokens and its timestamps."""
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    tokenizer = Tokenizer(models.BPE(vocab={letter: at for at, letter in enumerate(alphabet)}, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    times = [f"<|{at * 0.02:.2f}|>" for at in range(TIMESTAMPS)]
    tokenizer.add_special_tokens([AddedToken(name, special=True) for name in (*SPECIAL, *times)])
    return tokenizer
