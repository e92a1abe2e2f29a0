"""Streaming Whisper over faster-whisper: a growing buffer, transcribed again and again, and a policy that commits."""

from live.ears.whisper.recogniser import WhisperRecogniser

__all__ = ["WhisperRecogniser"]
