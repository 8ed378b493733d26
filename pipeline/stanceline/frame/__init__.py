"""Passages to frame scores: backbones, classifiers, calibration."""
