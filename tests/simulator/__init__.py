"""A company lives for months at random from one seed; the real use cases run on real PostgreSQL, and an auditor who shares no code with them
predicts after every step what the books must come to. `python -m tests.simulator --seed 7 --steps 40` replays one life.
"""
