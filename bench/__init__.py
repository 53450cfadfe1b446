"""Figures of this machine: `script/bench`."""
