"""The form of a style: what each field is for, in words for staff, and what an empty one inherits from where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from pdp_ai import conf
from pdp_ai.cleaning import clean_text
from pdp_ai.languages import is_tag
from pdp_ai.models import Style
from pdp_ai.models.style import INHERITED, KEPT, words
from pdp_ai.slots import SLOTS
from pdp_ai.views.words import slot_label

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

#: Examples that a style may hold.
MOST_EXAMPLES = 8
#: Characters of each side of an example: longer ones only slow a small model down.
EXAMPLE_CHARACTERS = 1_200

#: The form's sections: heading, what to know of it, fields. Both admins draw these.
SECTIONS: tuple[tuple[StrOrPromise, StrOrPromise, tuple[str, ...]], ...] = (
    ("", "", ("name", "is_active")),
    (
        gettext_lazy("Where it applies"),
        gettext_lazy(
            "A style applies to its category and everything below it. What it leaves empty comes from the style of the "
            "category above, and at last from the one without a category."
        ),
        ("category", "language"),
    ),
    (gettext_lazy("Voice"), "", ("voice", "tone", "audience", "length", "copy_language")),
    (gettext_lazy("Words"), "", ("do_words", "forbidden_words")),
    (
        gettext_lazy("Examples"),
        gettext_lazy("A small model learns more from two good examples than from a page of advice."),
        ("examples", "published_examples"),
    ),
    (gettext_lazy("Pictures"), "", ("theme", "negative_prompt")),
    (gettext_lazy("How it is made"), "", ("preset", "candidates", "adapter")),
)

HELP = {
    "category": gettext_lazy("As “Clothing > Shoes”. Empty: every category of the shop."),
    "language": gettext_lazy("Of the products, as “en” or “zh-Hans”. Empty: every language."),
    "voice": gettext_lazy("How the shop speaks, in a sentence or two: “Plain and exact. We never shout.”"),
    "tone": gettext_lazy("The mood here, such as “warm and unhurried”."),
    "audience": gettext_lazy("Who reads it, such as “parents of small children”."),
    "length": gettext_lazy("How much a description says. Texts with a fixed limit keep within it."),
    "copy_language": gettext_lazy("As “en” or “zh-Hans”. Empty: the product's own language."),
    "do_words": gettext_lazy("Used where they fit. One a line, or separated by commas."),
    "forbidden_words": gettext_lazy(
        "A draft that uses one gets an error. One a line, or separated by commas. They add up: what a style above "
        "forbids stays forbidden."
    ),
    "published_examples": gettext_lazy(
        "So many of the latest published texts of a product's own category are shown to the model too, 0 to 5."
    ),
    "theme": gettext_lazy("Place, light and season of scenes, such as “wooden table, morning light”."),
    "negative_prompt": gettext_lazy("What no picture should show, such as “people, text”."),
    "preset": gettext_lazy("How freely the model writes."),
    "candidates": gettext_lazy("Drafts to choose from."),
    "adapter": gettext_lazy("Alias of a LoRA adapter in the copy engine's options, if a developer named one."),
    "is_active": gettext_lazy("An inactive style is used for nothing and hands nothing down."),
}


class ExamplesWidget(forms.Widget):
    """Rows of slot, facts and copy. One more stands empty at the end; a script adds others."""

    template_name = "pdp_ai/styles/examples.html"
    use_fieldset = True

    class Media:
        css = {"all": ["pdp_ai/style.css"]}
        js = ["pdp_ai/examples.js"]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        rows = [*(value or []), {"slot": "description", "facts": "", "copy": ""}][:MOST_EXAMPLES]
        slots = [(slot.name, slot_label(slot.name)) for slot in SLOTS.values() if not (slot.is_picture or slot.is_seen)]
        context["widget"] |= {"rows": rows, "slots": slots, "most": MOST_EXAMPLES}
        return context

    def value_from_datadict(
        self, data: Mapping[str, Any], files: MultiValueDict[str, Any] | Mapping[str, Any], name: str
    ) -> list[dict[str, str]]:
        rows = [
            {
                part: clean_text(data.get(f"{name}-{row}-{part}"), max_characters=5_000)
                for part in ("slot", "facts", "copy")
            }
            for row in range(MOST_EXAMPLES)
        ]
        return [row for row in rows if row["facts"] or row["copy"]]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return f"{name}-0-slot" not in data

    def id_for_label(self, id_: str) -> str:
        return ""


class ExamplesField(forms.Field):
    widget = ExamplesWidget

    def clean(self, value: list[dict[str, str]]) -> list[dict[str, str]]:
        for number, example in enumerate(value, 1):
            if not example["facts"] or not example["copy"]:
                raise forms.ValidationError(
                    _("Example %(number)s needs both the facts and the copy made of them.") % {"number": number}
                )
            if max(len(example["facts"]), len(example["copy"])) > EXAMPLE_CHARACTERS:
                text = _("Example %(number)s is too long: at most %(count)s characters of facts and of copy.")
                raise forms.ValidationError(text % {"number": number, "count": EXAMPLE_CHARACTERS})
            if example["slot"] not in SLOTS or SLOTS[example["slot"]].is_picture:
                raise forms.ValidationError(_("Example %(number)s is for no text.") % {"number": number})
        return value


class StyleForm(forms.ModelForm[Style]):
    examples = ExamplesField(required=False, label=gettext_lazy("Examples of your own"))

    class Meta:
        model = Style
        fields = KEPT
        help_texts = HELP

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("voice", "do_words", "forbidden_words"):
            if name in self.fields:
                self.fields[name].widget.attrs["rows"] = 3
        if note := rivalry(self.instance):
            self._annotate("category", note)
        if "candidates" in self.fields:
            self._annotate("candidates", _("At most %(count)s in this shop.") % {"count": conf.limit("CANDIDATES")})
        ancestors = self.instance.ancestors()
        above = _above(ancestors)
        for name in self.fields:
            if name in INHERITED and (note := _note(name, self.instance, above.get(name), ancestors)):
                self._annotate(name, note)
        for name in CHOICES.keys() & self.fields.keys():
            if source := above.get(name):
                value = {"value": shown(name, getattr(source, name)), "style": source.name}
                empty = _("As in “%(style)s”: %(value)s") % value
            else:
                empty = str(USUAL[name])
            choices = [("", empty), *CHOICES[name].choices]
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def _annotate(self, name: str, note: str) -> None:
        field = self.fields[name]
        field.help_text = format_html('{} <span class="pdp-inherited">{}</span>', field.help_text, note)

    def clean_adapter(self) -> str:
        """One that an engine knows; jobs that named another would all fail."""
        alias: str = self.cleaned_data["adapter"]
        options = [entry.get("OPTIONS", {}) for entry in conf.section("ENGINES").values()]
        known = sorted({name for option in options for name in option.get("adapters", {})})
        if alias and alias not in known:
            listed = ", ".join(known) or _("none")
            raise forms.ValidationError(_("No engine has this adapter. Known are: %(listed)s.") % {"listed": listed})
        return alias

    def clean_candidates(self) -> int | None:
        """No more than a job may make: the rest would be left out without a word."""
        wanted: int | None = self.cleaned_data["candidates"]
        if wanted and wanted > conf.limit("CANDIDATES"):
            text = _("A job makes at most %(count)s candidates in this shop.")
            raise forms.ValidationError(text % {"count": conf.limit("CANDIDATES")})
        return wanted

    def clean_language(self) -> str:
        return _language(self.cleaned_data["language"])

    def clean_copy_language(self) -> str:
        return _language(self.cleaned_data["copy_language"])

    def clean_category(self) -> str:
        """Written the same way by everybody."""
        return " > ".join(part for part in map(str.strip, self.cleaned_data["category"].split(">")) if part)


def _language(tag: str) -> str:
    if tag and not is_tag(tag):
        raise forms.ValidationError(
            _("“%(tag)s” is no language tag; write one such as “de” or “zh-Hans”.") % {"tag": tag}
        )
    return tag


CHOICES = {"preset": Style.Preset, "length": Style.Length}
#: What holds where no style says anything.
USUAL = {"preset": gettext_lazy("As usual: balanced"), "length": gettext_lazy("As usual: medium")}


def rivalry(style: Style) -> str:
    """What to say where this active style shares its category and language with others; empty where it does not."""
    first, *others = style.same_place() or [style]
    if not style.is_active or not others:
        return ""
    if style == first:
        names = {"styles": ", ".join(f"“{other.name}”" for other in others)}
        return (
            _("Also for this category and language: %(styles)s. This style is older, so products take this one.")
            % names
        )
    text = _(
        "“%(style)s” is for the same category and language and older, so products take that one. This style is used "
        "only where somebody chooses it under “Generate media”."
    )
    return text % {"style": first.name}


def _above(ancestors: list[Style]) -> dict[str, Style]:
    """For each field the style that an empty one inherits from."""
    return ancestors[0].sources(ancestors[1:]) if ancestors else {}


def _note(name: str, style: Style, source: Style | None, ancestors: Iterable[Style]) -> str:
    """What the field inherits or replaces, and from where; empty for nothing."""
    if name == "forbidden_words":
        return " ".join(
            _("Forbidden by “%(style)s” already: %(words)s.")
            % {"style": above.name, "words": ", ".join(words(above.forbidden_words))}
            for above in ancestors
            if above.forbidden_words
        )
    filled = getattr(style, name) not in ("", None, [])
    if source is None or (name in CHOICES and not filled):  # a choice says so itself
        return ""
    value = {"style": source.name, "value": shown(name, getattr(source, name))}
    if filled:
        return _("Replaces “%(value)s” from “%(style)s”.") % value
    return _("Empty: inherits “%(value)s” from “%(style)s”.") % value


def shown(name: str, value: Any) -> str:
    """A field's value as staff read it, in one line."""
    if name == "examples":
        return ngettext("%(count)s example", "%(count)s examples", len(value)) % {"count": len(value)}
    if name in CHOICES:
        return str(dict(CHOICES[name].choices).get(value, value))
    if name in {"do_words", "forbidden_words"}:
        value = ", ".join(words(value or ""))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return Truncator(" ".join(str("" if value is None else value).split())).chars(120)
