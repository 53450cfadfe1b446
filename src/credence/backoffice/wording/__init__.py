"""How the back office puts things: states, events and refusals as sentences."""
