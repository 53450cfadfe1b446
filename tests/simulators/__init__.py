"""The stand-ins for services of others do what they promise."""
