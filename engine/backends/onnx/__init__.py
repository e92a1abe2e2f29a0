"""The ONNX backends: ONNX Runtime's providers, and OpenVINO."""
