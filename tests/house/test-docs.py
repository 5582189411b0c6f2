#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every public symbol of libisp has a doc comment in gtk-doc's form, which scripts/docs builds.

A function names each of its parameters and what it returns. A comment stands by itself: it must not
lean on the one above it. A symbol has one comment.
"""
import pathlib
import re
import sys

from house import Tap, tree_files

ROOMS = ("core", "parts", "transport", "ports", "programmers", "loaders", "sim", "engine", "store",
         "words")
DOC = re.compile(r"/\*\*(?!\*)(.*?)\*/", re.S)
MARK = re.compile("\x01(\\d+)\x01")
LEANING = re.compile(r"^(the same\b|as above\b|as before\b|likewise\b|ditto\b)", re.I)
IGNORED = re.compile(r"^(G_BEGIN_DECLS|G_END_DECLS|G_(DEFINE|DECLARE|STATIC)_\w+ \([^;{]*?\);?)", re.M)


def is_public(path):
    return (len(path.parts) > 2 and path.parts[0] == "src" and path.parts[1] in ROOMS
            and path.suffix == ".h" and not path.name.endswith("-private.h"))


class Doc:
    """A doc comment: its symbol, parameters, whether it says what is returned, and its text."""

    def __init__(self, body):
        lines = [re.sub(r"^\s*\* ?", "", line).rstrip() for line in body.strip("\n").splitlines()]
        text = "\n".join(lines).strip("\n")
        head, _, rest = text.partition("\n")
        self.symbol = head.strip().removesuffix(":") if head.strip().endswith(":") else None
        self.parameters = set(re.findall(r"^@(\w+|\.\.\.):", rest, re.M))
        self.returns = re.search(r"^Returns:", rest, re.M) is not None
        body = re.sub(r"^(@(\w+|\.\.\.)|Returns):.*(\n(?!\n|@|Returns:).*)*", "", rest, flags=re.M)
        self.description = body.strip()


def statements(text):
    """Top-level declarations, each with the mark of the doc comment in front of it, if any."""
    depth, start = 0, 0
    for at, char in enumerate(text):
        if char in "({[":
            depth += 1
        elif char in ")}]":
            depth -= 1
            if char == "}" and depth == 0 and re.match(r"\s*(\x01\d+\x01\s*)*static inline\b",
                                                      text[start:at]):
                yield text[start:at].partition("{")[0]
                start = at + 1
        elif char == ";" and depth == 0:
            yield text[start:at]
            start = at + 1


def parameters(text):
    """Names in a parameter list."""
    names, depth, piece = [], 0, ""
    for char in text + ",":
        if char == "," and depth == 0:
            piece = piece.strip()
            inner = re.search(r"\(\*(\w+)\)", piece)
            last = re.search(r"(\w+|\.\.\.)\s*(\[[^]]*\]\s*)*$", piece)
            if piece and piece != "void":
                names.append(inner.group(1) if inner else last.group(1) if last else piece)
            piece = ""
        else:
            depth += (char in "([") - (char in ")]")
            piece += char
    return names


def declaration(text):
    """(name, parameters, returns something) of a declaration that needs a comment, or None."""
    text = re.sub(r"\bG_GNUC_\w+(\s*\([^()]*(\([^()]*\)[^()]*)*\))?", "", text)
    text = " ".join(text.split())
    if text.startswith("typedef"):
        callback = re.match(r"typedef (.*?)\(\*(\w+)\) ?\((.*)\)$", text)
        if callback:
            return callback[2], parameters(callback[3]), callback[1].strip() != "void"
        return re.search(r"(\w+)(\s*\[[^]]*\])*$", text)[1], [], False
    if re.match(r"(struct|enum|union) \w+( ?\{.*\})?$", text):
        return None  # the typedef has the comment
    if text.startswith("extern"):
        return re.search(r"(\w+)\s*(\[[^]]*\]\s*)*$", text)[1], [], False
    function = re.match(r"(.*?)(\w+) ?\((.*)\)$", text)
    if function and function[1]:
        returned = function[1].replace("static inline", "").strip()
        return function[2], parameters(function[3]), returned != "void"
    return None


def complaints_of(name, names, returns, doc):
    if doc is None or doc.symbol is None:
        yield f"{name} has no doc comment (/** {name}: …)"
        return
    if doc.symbol != name:
        yield f"the comment in front of {name} is about {doc.symbol}"
    for missing in [p for p in names if p not in doc.parameters]:
        yield f"{name}: @{missing} is not described"
    for wrong in sorted(doc.parameters - set(names)) if names else []:
        yield f"{name}: has no parameter @{wrong}"
    if returns and not doc.returns:
        yield f"{name}: does not say what it returns (Returns: …)"
    if not doc.description:
        yield f"{name}: does not say what it is"
    elif LEANING.match(doc.description):
        yield f"{name}: leans on the comment above it: “{doc.description.splitlines()[0]}”"


def check_header(text):
    docs = []

    def keep(match):
        docs.append(Doc(match[1]))
        return f"\x01{len(docs) - 1}\x01"

    text = re.sub(r"/\*.*?\*/", "", DOC.sub(keep, text), flags=re.S)
    text = text.replace("\\\n", " ")
    undefined = re.findall(r"^\s*#\s*undef (\w+)", text, re.M)  # again: nobody else sees it
    for mark, name in re.findall("(?:\x01(\\d+)\x01\\s*)?^\\s*#\\s*define (ISP_\\w+)", text, re.M):
        if name in undefined:
            continue
        yield from complaints_of(name, [], False, docs[int(mark)] if mark else None)
    text = re.sub("(\x01\\d+\x01\\s*)?^\\s*#\\s*define .*$", "", text, flags=re.M)
    text = re.sub(r"^\s*#.*$", "", text, flags=re.M)
    text = IGNORED.sub("", text)
    for statement in statements(text):
        before = re.match("\\s*((\x01\\d+\x01\\s*)*)", statement)[1]
        marks = MARK.findall(before)
        found = declaration(MARK.sub("", statement).strip())
        if found:
            name, names, returns = found
            yield from complaints_of(name, names, returns, docs[int(marks[-1])] if marks else None)


def check(root):
    complaints, places = [], {}
    for path in filter(is_public, tree_files(root)):
        text = pathlib.Path(root, path).read_text(encoding="utf-8")
        complaints += [f"{path}: {complaint}" for complaint in check_header(text)]
        for symbol in filter(None, (Doc(match[1]).symbol for match in DOC.finditer(text))):
            if symbol in places:
                complaints.append(f"{path}: {symbol} is described in {places[symbol]} already")
            places.setdefault(symbol, path)
    return complaints


GOOD = """/**
 * ISP_MOST:
 *
 * How many.
 */
#define ISP_MOST 3
#define ISP_ROW(a) a,
#undef ISP_ROW
G_BEGIN_DECLS
/**
 * IspThing:
 * @a: a number
 *
 * A thing.
 */
typedef struct
{
  int a; /* 0 to 3 */
} IspThing;
/**
 * IspFunc:
 * @data: the caller's
 *
 * Called for each thing.
 *
 * Returns: FALSE to stop
 */
typedef gboolean (*IspFunc) (gpointer data);
/**
 * isp_thing_walk:
 * @self: a thing
 * @out: (out) (array length=2): where they go
 * @func: what to call
 *
 * Walks.
 */
void isp_thing_walk (const IspThing *self, guint8 out[2], IspFunc func);
/**
 * isp_thing_new:
 *
 * Makes a thing.
 *
 * Returns: (transfer full): a thing
 */
IspThing *isp_thing_new (void) G_GNUC_WARN_UNUSED_RESULT;
/**
 * isp_things:
 *
 * All things.
 */
extern const IspThing isp_things[];
G_DEFINE_AUTOPTR_CLEANUP_FUNC (IspThing, isp_thing_free)
G_END_DECLS
"""


def bad_trees():
    for before, after in [
            ("/**\n * isp_thing_new:", "/*\n * isp_thing_new:"),
            ("/**\n * IspThing:", "/*\n * IspThing:"),
            ("/**\n * ISP_MOST:", "/*\n * ISP_MOST:"),
            ("/**\n * isp_things:", "/*\n * isp_things:"),
            (" * isp_thing_new:", " * isp_thing_old:"),
            (" * @func: what to call\n", ""),
            (" * @data: the caller's\n", ""),
            (" * Returns: (transfer full): a thing\n", ""),
            (" * Makes a thing.", " * The same, new."),
            (" * Walks.\n", "")]:
        assert before in GOOD
        yield {"src/core/isp-thing.h": GOOD.replace(before, after)}
    yield {"src/core/isp-thing.h": GOOD,
           "src/core/isp-things.h": "/**\n * IspThing:\n *\n * It.\n */\nstruct _IspThing { int a; };\n"}


def main():
    tap = Tap()
    tap.can_fail("/house/docs", check, bad_trees(),
                 {"src/core/isp-thing.h": GOOD, "src/core/isp-thing-private.h": "int a (void);\n",
                  "src/app/ub-thing.h": "int b (void);\n"})
    tap.case("/house/docs", check(sys.argv[1]))
    return tap.done()


sys.exit(main())
