"""Fuzzing the codec (``make fuzz``): the C engine under sanitizers, held against the engine in Python.

    python -m tests.fuzz                              each fuzzer for 30 s, side by side
    python -m tests.fuzz --inputs 1000000 decode      so many inputs of one
    python -m tests.fuzz sweep                        every prefix and every flipped bit of every vector

An input that fails is printed so that it can be tried again; the exit code is 1 then.
"""
