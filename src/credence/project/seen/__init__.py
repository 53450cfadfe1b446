"""What is seen of the site from outside: figures for whoever watches it, its log, and signs of life sent away."""
