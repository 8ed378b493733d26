"""Tasks and labels in the formats of annotation tools; nothing comes in that was not checked."""
