# Generated from interfaces/v2g/ by "python -m codegen generate". Do not edit.
"""EXI grammar tables of the V2G messages: plain data, one module a contract file, walked by ``secc.exi``.

Types are named ``file#Type``; a number beside a name is the index of its namespace in ``NAMESPACES``.

``VALUES``, by type name: a codec and its bounds (None: no bound).
  ``("boolean",)`` · ``("bits", least, most)``: an offset in the fewest bits · ``("unsigned", least, most)``
  and ``("signed", least, most)``: varints · ``("enum", wire values)`` · ``("string", least, most)`` in
  characters · ``("base64", least, most)`` and ``("base16", least, most)`` in bytes.

``TYPES``, by type name: rows and states.
  A *row* is one place of the content: name, node, namespace, type (a name, or a codec), smallest and largest
  count (a largest count other than 1 makes it a list; None: unbounded). Nodes: ``attribute``, ``element``,
  ``text``; ``slot``, whose type lists the elements that may come in its place, with None for the type of an
  abstract one; ``any``, a wildcard, counted and refused; ``group``, a head whose members follow, each with
  the row of the head and whether it begins the group anew.

  A *state* lists the events that may come, in the order of their codes: (row, state that follows). A list
  has up to three states that follow: between its bounds, when full, while too short. A slot takes as many
  codes as it has elements. Row -1 ends the element, row -2 is the text of mixed content, refused. One more
  code, the escape, belongs to each state, so that n events take ``n.bit_length()`` bits.

Modules that are the root of a schema set list its names as well:
  ``ELEMENTS``: what a document may start with, in the order of the codes: name, namespace, type (None:
  abstract).
  ``FRAGMENTS``: what a fragment may start with: name, namespace and its types; two types mean the relaxed
  grammar, which counts all of ``ATTRIBUTES`` too.
"""
