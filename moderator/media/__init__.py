"""From untrusted bytes to pixels, in a process of its own.

Two halves that share only `wire`, `channel`, `values`, `reasons` and `limits`:

- the application's half (`pool`, `sandbox`, `times`, `png`) opens files, sends descriptors, checks every number that
  comes back and copies it. It never imports a decoder.
- the worker's half (`ops` and everything it imports: `sniff`, `photo`, `document`, `video`, ...) decodes.
"""
