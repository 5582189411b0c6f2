# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads every text for people that xgettext finds: the rules that a script can read, and po.

Quotes and apostrophes are curly, one word stands for one thing (download, restore, write), in each
language, a title has no stop at its end, a text of two sentences has both stops, what stands in quotes in
Header Caps is what a button or a page is called, and every language has all of it.
"""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

from house import Tap, tree_files

PRESET_WORDS = "po/preset-words.h"
PRESET_KEY = re.compile(r"(?:Name|Description|Note)=(.+)")

# As the preset "glib" of Meson's i18n module calls xgettext.
XGETTEXT = ["xgettext", "--from-code=UTF-8", "--add-comments", "--keyword=_", "--keyword=N_",
            "--keyword=C_:1c,2", "--keyword=NC_:1c,2", "--keyword=g_dcgettext:2",
            "--keyword=g_dngettext:2,3", "--keyword=g_dpgettext2:2c,3",
            "--flag=N_:1:pass-c-format", "--flag=C_:2:pass-c-format",
            "--flag=g_dngettext:2:pass-c-format", "--flag=g_strdup_printf:1:c-format"]
ENTRY = re.compile(r'^(#, .*)$|^(msgid|msgid_plural|msgstr(?:\[\d\])?) "(.*)"$|^"(.*)"$')

# What is not said, and what is said instead.
BANNED = [
    (re.compile(r"\banew\b"), "again"),
    (re.compile(r"\b[Ff]etch(?:ed|es|ing)?\b"), "download"),
    (re.compile(r"\b[Pp]ut\b[^.;:]*\b[Bb]ack\b"), "restore"),
    (re.compile(r"(?<![Tt]here )\bis no (?!longer)"), "is not a"),
    (re.compile(r"\b[Gg]o on\b|\bGo On\b"), "continue"),
    (re.compile(r"these wires"), "ISP"),
    (re.compile(r"\b(?:[Ss]et[- ]?[Uu]p|[Ss]tart|[Hh]ome|[Mm]ain) page\b"), "the first page"),
    (re.compile(r"(?<!”) in the menu"), "in quotes what the menu says"),
    (re.compile(r"\b(?:a|an|An|A) %[0-9$]*s"), "no article before a name"),
    (re.compile(r"\w'\w|\w' |\\\""), "curly quotes: “ ” ’"),
    (re.compile(r"\.\.\.$"), "…"),
]
# The same of translations: one word for one thing.
GLOSSARY = {"de": [
    (re.compile(r"\b[Ll]eitung(?:en)?\b"), "Draht"),
    (re.compile(r"(?<![A-Za-z])[Pp]roben\b|\bgeprobt\b"), "Probelauf"),
    (re.compile(r"\b[Ff]reiwillig\b|\b[Oo]ptional\b"), "nach Wunsch"),
    (re.compile(r"\bProgrammier(?:gerät|er)"), "Programmer"),
    (re.compile(r"\bVorg[aä]ng"), "Auftrag"),
    (re.compile(r"\bBackup"), "Sicherung"),
    (re.compile(r"\b[Ee]in(?:ge|zu)?stecken\b|\beingesteckt\b"), "anstecken"),
    (re.compile(r"\bKnopf\b|Reset-Taste\b|Reset-Knopf"), "Taster"),
    (re.compile(r"\bBootbereich"), "Boot-Bereich"),
]}
# What others call their buttons, and no button.
THEIRS = {"Raw", "Download", "S"}
NAMED = re.compile(r"“([A-Z][A-Za-z]*(?: (?:[A-Z][A-Za-z]*|a|an|and|from|in|of|on|the|to|with))*)”")
HEADER = re.compile(r"[A-Z0-9%“(]\S*|(?:a|an|and|as|at|but|by|for|from|in|into|of|on|or|the|to|with)[,:]?")
SENTENCES = re.compile(r"[a-z0-9%)”]\. [A-Z“]|\? [A-Z]")


def preset_words(root):
    """What people read of the presets in data/, as a header that xgettext reads."""
    words = {}
    for path in tree_files(root):
        if path.suffix == ".preset" and path.parts[0] == "data":
            for line in pathlib.Path(root, path).read_text(encoding="utf-8").splitlines():
                match = PRESET_KEY.fullmatch(line)
                if match:
                    words.setdefault(match.group(1).replace("\\", "\\\\").replace('"', '\\"'))
    lines = [f'N_ ("{word}")\n' for word in sorted(words)]
    return ("/* SPDX-License-Identifier: GPL-3.0-or-later */\n"
            "/* The presets' texts, for xgettext. scripts/potfiles writes this file. */\n" + "".join(lines))


def check_preset_words(root):
    """po/preset-words.h lists the texts of data/presets."""
    path = pathlib.Path(root, PRESET_WORDS)
    if not path.is_file() or path.read_text(encoding="utf-8") != preset_words(root):
        return [f"{PRESET_WORDS}: not as data/presets is (scripts/potfiles)"]
    return []


def entries(text):
    """Messages of a po file: dictionaries with msgid, msgstr…, and "fuzzy"."""
    for block in re.split(r"\n\n+", text):
        entry, key = {"fuzzy": False}, None
        for line in block.splitlines():
            match = ENTRY.match(line)
            if not match:
                continue
            flags, name, value, more = match.groups()
            if flags:
                entry["fuzzy"] |= "fuzzy" in flags
            elif name:
                key = name
                entry[key] = value
            elif key:
                entry[key] += more
        if entry.get("msgid"):
            yield entry


def extract(root, folder):
    """Path of a template with every text of the tree."""
    names = [line for line in pathlib.Path(root, "po/POTFILES").read_text(encoding="utf-8").splitlines()
             if line and not line.startswith("#")]
    template = pathlib.Path(folder, "all.pot")
    subprocess.run([*XGETTEXT, "-D", root, "-o", template, *names], check=True, capture_output=True)
    return template


def complain_about(text):
    complaints = [f"say “{instead}”: {text}" for pattern, instead in BANNED if pattern.search(text)]
    words = text.rstrip(".").split()
    is_title = len(words) > 1 and all(HEADER.fullmatch(word.rstrip(".")) for word in words)
    if is_title and text.endswith("."):
        complaints.append(f"a title has no stop: {text}")
    if not is_title and SENTENCES.search(text) and not re.search(r"[.?!…:”]\s*$|%s$", text):
        complaints.append(f"two sentences, and the last has no stop: {text}")
    return complaints


def check_words(root):
    """Every text for people keeps the rules that a script can read."""
    if not pathlib.Path(root, "po/POTFILES").is_file():
        return []
    with tempfile.TemporaryDirectory() as folder:
        text = extract(root, folder).read_text(encoding="utf-8")
    return [complaint for entry in entries(text)
            for key in ("msgid", "msgid_plural") if key in entry
            for complaint in complain_about(entry[key])]


def check_translations(root):
    """Every language in LINGUAS has every text, and none that is a guess."""
    complaints = []
    linguas = pathlib.Path(root, "po/LINGUAS").read_text(encoding="utf-8").split("\n")
    with tempfile.TemporaryDirectory() as folder:
        template = extract(root, folder)
        for language in (line for line in linguas if line and not line.startswith("#")):
            merged = pathlib.Path(folder, language + ".po")
            subprocess.run(["msgmerge", "--quiet", "--no-fuzzy-matching", "-o", merged,
                            pathlib.Path(root, "po", language + ".po"), template],
                           check=True, capture_output=True)
            for entry in entries(merged.read_text(encoding="utf-8")):
                missing = any(value == "" for key, value in entry.items() if key.startswith("msgstr"))
                if missing or entry["fuzzy"]:
                    what = "fuzzy" if entry["fuzzy"] else "missing"
                    complaints.append(f"po/{language}.po: {what}: {entry['msgid']}")
    return complaints


def get_label(text):
    """As a button shows it, without mnemonic and “…”."""
    return text.replace("_", "").rstrip("…").strip()


def check_labels(root):
    """What stands in quotes is the name of something in the window, in translations as well."""
    complaints = []
    with tempfile.TemporaryDirectory() as folder:
        texts = list(entries(extract(root, folder).read_text(encoding="utf-8")))
    labels = {get_label(entry["msgid"]) for entry in texts}
    for entry in texts:
        complaints += [f"nothing is called “{name}”: {entry['msgid']}"
                       for name in NAMED.findall(entry["msgid"]) if name not in labels | THEIRS]
    for path in sorted(pathlib.Path(root, "po").glob("*.po")):
        called = {}
        texts = [entry for entry in entries(path.read_text(encoding="utf-8")) if entry.get("msgstr")]
        for entry in texts:
            called.setdefault(get_label(entry["msgid"]), set()).add(get_label(entry["msgstr"]))
        complaints += [f"{path.name}: “{label}” is called {' and '.join(sorted(names))}"
                       for label, names in called.items() if len(names) > 1]
        complaints += [f"{path.name}: “{name}” is called {' and '.join(called[name])}: {entry['msgstr']}"
                       for entry in texts for name in NAMED.findall(entry["msgid"])
                       if name in called.keys() - THEIRS
                       and not any(label in entry["msgstr"] for label in called[name])]
    return complaints


def check_glossary(root):
    """One word stands for one thing in translations as well."""
    return [f"po/{language}.po: say “{instead}”: {value}"
            for language, rules in GLOSSARY.items()
            if pathlib.Path(root, "po", language + ".po").is_file()
            for entry in entries(pathlib.Path(root, "po", language + ".po").read_text(encoding="utf-8"))
            for key, value in entry.items() if key.startswith("msgstr")
            for pattern, instead in rules if pattern.search(value)]


def words_tree(*texts):
    return {"po/POTFILES": "a.c\n", "a.c": "".join(f'x (_ ("{text}"));\n' for text in texts)}


BAD_WORDS = [words_tree(text) for text in (
    "Written anew", "Fetching the file", "Put the EEPROM back", "“%s” is no part", "Go on", "over these wires",
    "This is an %s", "Choose it on the Set Up page", "Backups in the menu lists them", "The chip's memory",
    'No \\"name\\"', "Wait...", "The Chip Is Locked.",
    "Unplug it. Plug it in again", "Too long? Use shorter ones", "What is it? A chip")]
GOOD_WORDS = words_tree("Restore the EEPROM", "The connection is no longer there", "The chip’s “memory”",
                        "The Chip Is Locked", "The chip is locked. Erase it first.", "Warning: %s. %s",
                        "Choose it on the first page", "“Backups” in the menu lists them",
                        "Try again", "Stopped. The Chip Is Erased", "There is no folder “%s”")


def german(*lines):
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    return {**words_tree("One", "Two"), "po/LINGUAS": "# all\nde\n", "po/de.po": head + "".join(lines)}


def labels_tree(*texts, **translations):
    """A tree with these texts, and what they are in German."""
    head = german()["po/de.po"]
    return {**words_tree(*texts), "po/LINGUAS": "de\n", "po/de.po": head + "".join(
        f'msgid "{text}"\nmsgstr "{translation}"\n\n' for text, translation in zip(texts, translations["de"]))}


ONE, TWO = 'msgid "One"\nmsgstr "Eins"\n\n', 'msgid "Two"\nmsgstr "Zwei"\n\n'

CHECKS = [
    ("/house/words/rules", check_words, BAD_WORDS, GOOD_WORDS),
    ("/house/words/presets", check_preset_words,
     [{"data/presets/a.preset": "Name=A\n"},
      {"data/presets/a.preset": "Name=A\nNote=B\n",
       PRESET_WORDS: preset_words("/nowhere") + 'N_ ("A")\n'}],
     {"data/presets/a.preset": "[a]\nName=A\nId=b\n", PRESET_WORDS: preset_words("/nowhere") + 'N_ ("A")\n'}),
    ("/house/words/translations", check_translations,
     [german(ONE), german(ONE, 'msgid "Two"\nmsgstr ""\n\n'), german(ONE, "#, fuzzy\n" + TWO)],
     german(ONE, TWO, 'msgid "Three"\nmsgstr ""\n')),
    ("/house/words/labels", check_labels,
     [labels_tree("Choose “Forget It”", de=["„Vergessen“ wählen"]),
      labels_tree("_Forget It", "Choose “Forget It”", de=["_Vergessen", "„Vorbei“ wählen"]),
      labels_tree("_Forget It", "Forget It", de=["_Vergessen", "Vorbei"]),
      labels_tree("Forget It", "_Forget It", de=["Vorbei", "_Vergessen"])],
     labels_tree("_Forget It…", "Forget It", "Choose “Forget It”", "Save the file (“Raw”)", "“S” or “lfuse”",
                 de=["_Vergessen …", "Vergessen", "„Vergessen“ wählen", "Die Datei („Raw“)", "„S“ oder „lfuse“"])),
    ("/house/words/glossary", check_glossary,
     [german(f'msgid "One"\nmsgstr "{word}"\n\n') for word in (
         "Sechs Leitungen", "_Proben", "nicht gewählt · freiwillig", "ohne Programmiergerät", "Der Vorgang",
         "Ein Backup", "Beim Einstecken halten", "Die Reset-Taste drücken", "Bootbereich")],
     german('msgid "One"\nmsgstr "Sechs Drähte, und drücken Sie keine Taste: ein Probelauf"\n\n')),
]


def main():
    if sys.argv[2:] == ["--presets"]:
        sys.stdout.write(preset_words(sys.argv[1]))
        return 0
    tap = Tap()
    for name, check, bad, good in CHECKS:
        if not shutil.which("msgmerge"):
            tap.skip(name, "gettext is missing")
            continue
        tap.can_fail(name, check, bad, good)
        tap.case(name, check(sys.argv[1]))
    return tap.done()


sys.exit(main())
