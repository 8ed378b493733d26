"""Labelled passages to a calibrated model directory, and the measuring of models."""
